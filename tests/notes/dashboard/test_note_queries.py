"""What the page of a note and its saves ask of the database, counted literally: the same after one visit and after eight."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW
from tests.notes.cast import FULL, Chart
from tests.notes.dashboard.test_note_pages import AS_JSON, TYPED

pytestmark = pytest.mark.django_db


def _counted(knock: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert knock().status_code == 200
    return len(queries)


@pytest.mark.parametrize("earlier", [1, 8])
@time_machine.travel(NOW, tick=False)
def test_a_long_history_costs_no_query_more(chart: Chart, earlier: int) -> None:
    chart.active_plan()
    for days in range(1, earlier + 1):
        signed = chart.signed(FULL, chart.another_visit(-7 * days))
    note = chart.draft()
    client = Client()
    client.force_login(chart.user)
    page, save, measures = (
        reverse(f"notes:{name}", args=[note.public_id]) for name in ("note", "note_save", "note_measures")
    )
    read = reverse("notes:note", args=[signed.public_id])
    # What is written to the log of who looked is written once in a while.
    for first in (page, read):
        client.get(first)
    client.post(save, {**TYPED, "version": 1}, headers=AS_JSON)
    changed = {**TYPED, "subjective": "more", "version": 2}
    assert {
        "page": _counted(lambda: client.get(page)),
        "save": _counted(lambda: client.post(save, changed, headers=AS_JSON)),
        "look": _counted(lambda: client.post(measures, {"now-grc": "3"}, headers=AS_JSON)),
        "read": _counted(lambda: client.get(read)),
    } == {"page": 21, "save": 13, "look": 9, "read": 10}

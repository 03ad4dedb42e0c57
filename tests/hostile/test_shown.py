"""Hostile words everywhere in the database, and then everything is looked at: pages, files, calendars, programs' answers.

Of the demo and with every letter: python -m pytest tests/hostile/long.py -k "demo or letter".
"""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.architecture.access.cast import Cast
from tests.architecture.access.listing import rows
from tests.architecture.access.row import Row
from tests.architecture.test_access import taken_back
from tests.factories import NOW
from tests.hostile.knocking import Enemy, Report
from tests.hostile.spilling import wrong_in
from tests.hostile.spoiling import spoil

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile")]
READERS = ("therapist", "owner", "reception", "patient", "anonymous", "colleague")


@pytest.fixture(scope="module")
def spoilt(cast: Cast, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """With everybody's words made hostile."""
    with django_db_blocker.unblock(), taken_back(), time_machine.travel(NOW, tick=False):
        fields = spoil()
        assert len(fields) > 25, fields
        yield cast


def addresses(cast: Cast) -> Iterator[tuple[Row, str]]:
    for row in rows():
        if row.GET and set(row.names.values()) <= cast.names.keys():
            yield row, reverse(row.route, kwargs={part: cast.names[name] for part, name in row.names.items()})


def look_at_everything(cast: Cast, *actors: str, report: Report) -> None:
    """Each address as the first of `actors` who may see it."""
    for row, path in addresses(cast):
        actor = next((one for one in actors if row.cells("GET").get(one) == "200"), None)
        if actor:
            answer, _page = Enemy(cast, actor, report).knock("GET", path, "looked at")
            for trouble in wrong_in(answer.headers.get("Content-Type", ""), answer):
                report.say(f"{row.route}: {trouble}", actor)


def test_nothing_breaks_out_of_its_place(spoilt: Cast) -> None:
    report = Report()
    with time_machine.travel(NOW, tick=False):
        look_at_everything(spoilt, *READERS, report=report)
    assert not report.troubles, report
    assert report.statuses[200] > 200, report.statuses

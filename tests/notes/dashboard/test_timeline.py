"""A patient's course in one list: what is in it, in which order, and who sees what of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from notes.models import PlanReview, TreatmentPlan
from notes.timeline.queries import Kind, bodies, timeline
from tests.factories import NOW, make_user
from tests.notes.cast import PLANTED, Chart

LATER = NOW + timedelta(days=3)


def _full(chart: Chart) -> TreatmentPlan:
    plan = chart.active_plan()
    chart.signed(visit=chart.another_visit(-3, status="fulfilled"))
    chart.another_visit(9)
    PlanReview.objects.create(
        clinic=plan.clinic, plan=plan, therapist=chart.therapist, at=NOW + timedelta(hours=5),
        decision="continue", text=PLANTED,
    )  # fmt: skip
    return plan


def test_everything_by_date_the_latest_first(chart: Chart) -> None:
    _full(chart)
    found = timeline(patient=chart.patient, user=chart.user, with_messages=False)
    assert [event.kind for event in found.events] == [
        Kind.VISIT, Kind.REVIEWED, Kind.VISIT, Kind.BEGUN, Kind.NOTE, Kind.VISIT,
    ]  # fmt: skip
    note = found.events[4]
    assert (note.before, note.after) == (7, 4)
    assert not found.is_cut


def test_the_body_over_time_is_of_signed_notes_alone(chart: Chart) -> None:
    _full(chart)
    chart.written(visit=chart.another_visit(-1, status="fulfilled"))
    (body,) = bodies(chart.patient)
    assert [area.region for area in body.findings.areas] == ["nkp-l"]


def test_the_page_leads_on_and_is_one_look_in_the_log(chart: Chart) -> None:
    _full(chart)
    with time_machine.travel(LATER, tick=False):
        client = Client()
        client.force_login(chart.user)
        page = client.get(reverse("notes:patient_timeline", args=[chart.patient.public_id]))
        lines = [line for _title, lines in page.context["months"] for line in lines]
        assert {client.get(line.url).status_code for line in lines if line.url} == {200}
    assert [title for title, _lines in page.context["months"]] == ["Coming", "June 2027"]
    assert page.content.decode().count('<svg class="body-svg"') == 2


def test_messages_are_for_who_may_read_the_ledger(
    chart: Chart, django_assert_num_queries: Callable[[int], Any]
) -> None:
    _full(chart)
    with django_assert_num_queries(6):
        timeline(patient=chart.patient, user=chart.user, with_messages=False)
    for days in range(10, 16):
        chart.another_visit(days)
    with django_assert_num_queries(7):
        timeline(patient=chart.patient, user=chart.user, with_messages=True)


def test_without_a_plan_the_notes_make_the_line(chart: Chart) -> None:
    chart.on_file()
    chart.signed(visit=chart.another_visit(-3, status="fulfilled"))
    with time_machine.travel(LATER, tick=False):
        client = Client()
        client.force_login(chart.user)
        page = client.get(reverse("notes:patient_timeline", args=[chart.patient.public_id]))
    assert [point.value for point in page.context["chart"].points] == [7, 4]


def test_the_desk_is_told_there_is_nothing(chart: Chart) -> None:
    client = Client()
    client.force_login(make_user("reception", chart.world.clinic))
    assert client.get(reverse("notes:patient_timeline", args=[chart.patient.public_id])).status_code == 404

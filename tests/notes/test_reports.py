"""Figures about treatment, worked out by hand; small numbers are not told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bookings.models import User
from bookings.reports.span import Span
from notes.models import TreatmentPlan
from notes.outcomes.record import record_response
from notes.plans.activate import activate_plan
from notes.reports.outcomes import outcomes
from notes.reports.plans import plans_ended
from notes.reports.small import hidden
from tests.factories import NOW, make_appointment, make_patient, make_user
from tests.notes.cast import Chart

ZONE = ZoneInfo("America/New_York")
TODAY = NOW.astimezone(ZONE).date()
SPAN = Span(TODAY, TODAY + timedelta(days=30), ZONE)
LATER = NOW + timedelta(days=14)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((6, 7, 8), (True, True, True)),
        ((6, 7, 4), (False, True, False)),
        ((6, 1, 4), (True, False, False)),
        ((5,), (True,)),
        ((4,), (False,)),
        ((10, 10, 0), (False, True, False)),
    ],
)
def test_what_the_sum_would_tell_is_hidden_too(counts: tuple[int, ...], shown: tuple[bool, ...]) -> None:
    assert tuple(not one for one in hidden(counts)) == shown


def _measured(first: Chart, pain: int, later: int) -> TreatmentPlan:
    """A plan of somebody else that began with `pain`, and was asked again after a fortnight."""
    chart = Chart(first.world, make_patient(first.world.clinic), first.visit)
    chart.baseline(pain)
    plan = activate_plan(plan=chart.plan(), therapist=chart.therapist, today=TODAY, now=NOW)
    record_response(
        patient=chart.patient, plan=plan, code="nrs", answers={"nrs": later}, user=chart.user, now=LATER
    )
    return plan


def _page(user: User, name: str) -> HttpResponse:
    with time_machine.travel(LATER, tick=False):
        client = Client()
        client.force_login(user)
        return client.get(
            reverse(f"notes:{name}"),
            {"from": str(SPAN.first), "to": str(SPAN.last)},
            headers={"Accept-Language": "en"},
        )


def test_outcomes_are_counted_by_the_smallest_change(
    chart: Chart, django_assert_num_queries: Callable[[int], Any]
) -> None:
    """From 7: to 4 is better by two points and 30 %, to 6 is no clear change, to 10 is worse."""
    for later in (4, 6, 10):
        _measured(chart, 7, later)
    with django_assert_num_queries(2):
        found = {one.code: one.counts for one in outcomes(chart.world.clinic, SPAN)}
    assert found == {"nrs": (1, 1, 1)}
    for later in (4, 4, 4, 4):
        _measured(chart, 7, later)
    with django_assert_num_queries(2):
        assert {one.code: one.counts for one in outcomes(chart.world.clinic, SPAN)} == {"nrs": (5, 1, 1)}
    before = Span(TODAY, TODAY + timedelta(days=7), ZONE)
    assert outcomes(chart.world.clinic, before) == []
    table = _page(make_user("owner", chart.world.clinic), "report_outcomes").context["report"].tables[0]
    assert list(table.rows[0][1:]) == ["7", "5", "fewer than 5", "fewer than 5"]
    assert table.chart is None


def test_fewer_than_five_plans_are_not_told(chart: Chart) -> None:
    _measured(chart, 7, 4)
    said = _page(chart.user, "report_outcomes")
    assert list(said.context["report"].tables[0].rows[0][1:]) == ["fewer than 5"] * 4
    assert "<svg viewBox" not in said.content.decode()
    other = chart.supervised()
    assert other.user is not None
    assert list(_page(other.user, "report_outcomes").context["report"].tables[0].rows) == []


def test_plans_that_ended_by_reason_and_sessions_done(chart: Chart) -> None:
    """Six plans of six sessions: five met their goals, one was withdrawn; two sessions of 36 took place."""
    plans = [_measured(chart, 7, 4) for _ in range(6)]
    for plan in plans[:2]:
        make_appointment(
            chart.world,
            chart.visit.starts_at + timedelta(days=2 + plan.pk % 2),
            status="fulfilled",
            patient=plan.patient,
        )
    TreatmentPlan.objects.filter(pk__in=[plan.pk for plan in plans[:5]]).update(
        status="completed", closed_at=LATER, close_reason="goals_met"
    )
    TreatmentPlan.objects.filter(pk=plans[5].pk).update(status="revoked", closed_at=LATER)
    found = plans_ended(chart.world.clinic, SPAN, LATER)
    assert (dict(found.reasons), found.revoked, found.ended) == ({"goals_met": 5}, 1, 6)
    assert (found.planned, found.done, found.completed_share) == (36, 2, 5 / 6)
    assert plans_ended(chart.world.clinic, SPAN, LATER, chart.supervised()).ended == 0
    rows = {row[0]: row[1:] for row in _page(chart.user, "report_plans").context["report"].tables[0].rows}
    assert rows["Goals met"] == ["5", "83%"]
    assert rows["Withdrawn"] == ["fewer than 5", "–"]
    assert rows["Sessions done, of those planned"] == ["", "5.6%"]

"""Who is behind plan, and how the waiting list hears of it."""

from datetime import date, timedelta

import pytest

from bookings.models import WaitlistEntry
from notes.models import TreatmentPlan
from notes.plans.pace import days_behind
from notes.plans.waiting import refresh_plan_gaps
from notes.tasks import refresh_plan_gaps as task
from tests.factories import NOW, World
from tests.notes.cast import make_chart

START = date(2027, 6, 7)


@pytest.mark.parametrize(
    ("per_week", "done", "after", "behind"),
    [
        (2, 0, 0, 0),
        (2, 0, 5, 5),
        (2, 1, 3, 0),
        (2, 1, 5, 2),
        (2, 2, 7, 0),
        (2, 2, 20, 13),
        (2, 6, 60, 0),
        (3, 1, 3, 1),
        (1, 3, 20, 0),
        (0, 0, 20, 0),
    ],
)
def test_a_plan_is_behind_from_the_day_its_next_session_was_due(
    per_week: int, done: int, after: int, behind: int
) -> None:
    today = START + timedelta(days=after)
    assert days_behind(started=START, freq_per_week=per_week, planned=6, done=done, today=today) == behind


def test_the_waiting_list_is_told_the_number_of_days(world: World) -> None:
    """Two a week, begun on the day of the first visit: the second was due three days later."""
    chart = make_chart(world)
    plan = chart.active_plan()
    chart.signed()
    entry = WaitlistEntry.objects.create(
        clinic=world.clinic, patient=chart.patient, option=world.option, from_date=START,
        until_date=START + timedelta(days=60),
    )  # fmt: skip
    assert refresh_plan_gaps(now=NOW + timedelta(days=2)) == 0
    assert refresh_plan_gaps(now=NOW + timedelta(days=13)) == 1
    assert WaitlistEntry.objects.get(pk=entry.pk).plan_gap_days == 10
    assert refresh_plan_gaps(now=NOW + timedelta(days=13)) == 0
    TreatmentPlan.objects.filter(pk=plan.pk).update(status="on_hold")
    assert refresh_plan_gaps(now=NOW + timedelta(days=13)) == 1
    assert WaitlistEntry.objects.get(pk=entry.pk).plan_gap_days == 0


def test_the_clock_has_it_done(world: World) -> None:
    WaitlistEntry.objects.create(
        clinic=world.clinic, patient=make_chart(world).patient, option=world.option, from_date=START,
        until_date=START, plan_gap_days=9,
    )  # fmt: skip
    task()
    assert WaitlistEntry.objects.get().plan_gap_days == 0

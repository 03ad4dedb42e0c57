"""Who is behind plan, and how the waiting list hears of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from bookings.models import Patient, WaitlistEntry
from bookings.people.merge import merge
from notes.models import TreatmentPlan
from notes.plans.pace import days_behind
from notes.plans.waiting import refresh_plan_gaps
from notes.tasks import refresh_plan_gaps as task
from tests.factories import NOW, World, make_appointment, make_patient, make_user
from tests.notes.cast import Chart, make_chart

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


def _waits(patient: Patient, world: World, **values: Any) -> WaitlistEntry:
    return WaitlistEntry.objects.create(
        clinic=world.clinic, patient=patient, option=world.option, from_date=START,
        until_date=START + timedelta(days=60), **values,
    )  # fmt: skip


@pytest.mark.parametrize("waits_as", ["kept", "merged"])
def test_the_plan_of_a_merged_record_counts_for_who_waits_and_so_do_the_visits_of_both(
    world: World, waits_as: str
) -> None:
    """The plan stays with the record that was merged; its first visit lies there, its second at the kept one."""
    chart = make_chart(world)
    chart.active_plan()
    chart.signed()
    keep = make_patient(world.clinic, first_name="Ada", last_name="Byron")
    make_appointment(world, NOW + timedelta(days=3), patient=keep, status="fulfilled")
    merge(keep=keep, drop=chart.patient, user=make_user("owner", world.clinic), now=NOW)
    entry = _waits(keep if waits_as == "kept" else chart.patient, world)
    assert refresh_plan_gaps(now=NOW + timedelta(days=13)) == 1
    entry.refresh_from_db()
    # With one visit it would be ten days.
    assert entry.plan_gap_days == 6


def test_of_several_people_everybody_has_their_own_visits_and_plans(world: World) -> None:
    behind, ahead = make_chart(world), _another_chart(world, hours=3)
    for chart in (behind, ahead):
        chart.active_plan()
        chart.signed()
    make_appointment(world, NOW + timedelta(days=3), patient=ahead.patient, status="fulfilled")
    entries = [_waits(chart.patient, world) for chart in (behind, ahead)]
    refresh_plan_gaps(now=NOW + timedelta(days=13))
    for entry in entries:
        entry.refresh_from_db()
    assert [entry.plan_gap_days for entry in entries] == [10, 6]


@pytest.mark.parametrize("people", [1, 6])
def test_the_order_of_the_line_is_measured_in_the_same_number_of_queries(
    world: World, people: int, django_assert_num_queries
) -> None:
    for number in range(people):
        chart = _another_chart(world, hours=2 * number)
        chart.active_plan()
        chart.signed()
        _waits(chart.patient, world)
    # plans in force, components; plans, notes and visits of everybody; who waits, a write, its transaction's three
    with django_assert_num_queries(11):
        assert refresh_plan_gaps(now=NOW + timedelta(days=13)) == people


def _another_chart(world: World, hours: int) -> Chart:
    patient = make_patient(world.clinic)
    visit = make_appointment(world, NOW + timedelta(hours=1 + hours), patient=patient)
    return Chart(world, patient, visit)

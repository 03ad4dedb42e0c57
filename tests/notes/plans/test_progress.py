"""Which visits count for a plan, and what its sheet says of them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bookings.appointments.attend import fulfil
from bookings.appointments.policy import Actor
from notes.models import TreatmentPlan
from notes.outcomes.record import BadAnswer, record_response
from notes.plans.close import close_plan
from notes.plans.queries import PlanSheet, plan_sheet, plans_of
from notes.soap.draft import tie_to_plan
from tests.factories import NOW, World, make_appointment, make_patient, make_therapist
from tests.notes.cast import DETAILS, FULL, TODAY, Chart

LATER = NOW + timedelta(days=4)


def _sheet(plan: TreatmentPlan, now=LATER) -> PlanSheet:
    fresh = TreatmentPlan.objects.select_related("patient", "problem", "author", "clinic").get(pk=plan.pk)
    return plan_sheet(fresh, today=now.date(), now=now)


def _counts(plan: TreatmentPlan, now=LATER) -> tuple[int, int, int, int, int]:
    progress = _sheet(plan, now).progress
    return progress.planned, progress.done, progress.open, progress.booked, progress.missed


def test_a_visit_is_booked_then_open_then_done(chart: Chart) -> None:
    plan = chart.active_plan()
    assert _counts(plan, NOW) == (6, 0, 0, 1, 0)
    assert _counts(plan) == (6, 0, 1, 0, 0)
    fulfil(appointment=chart.visit, actor=Actor.staff(chart.user), now=LATER)
    assert _counts(plan) == (6, 1, 0, 0, 0)


def test_signing_the_note_counts_the_session_and_leaves_the_visit_as_it_is(chart: Chart) -> None:
    plan = chart.active_plan()
    chart.written()
    assert _counts(plan) == (6, 0, 1, 0, 0), "a draft is not a session yet"
    chart.signed()
    assert _counts(plan) == (6, 1, 0, 0, 0)
    chart.visit.refresh_from_db()
    assert chart.visit.status == "booked"


def test_a_missed_visit_is_missed_and_a_cancelled_one_is_nothing(chart: Chart) -> None:
    plan = chart.active_plan()
    chart.another_visit(1, status="no_show")
    chart.another_visit(2, status="cancelled")
    assert _counts(plan) == (6, 0, 1, 0, 1)


def test_visits_outside_the_plan_do_not_count(chart: Chart) -> None:
    chart.another_visit(-7, status="fulfilled")
    plan = chart.active_plan()
    other = make_patient(chart.world.clinic)
    make_appointment(
        chart.world, chart.visit.starts_at + timedelta(days=1), patient=other, status="fulfilled"
    )
    close_plan(
        plan=plan,
        therapist=chart.therapist,
        reason="plateau",
        no_maintenance_reason="Moves",
        now=NOW + timedelta(days=2),
    )
    chart.another_visit(3, status="fulfilled")
    assert _counts(plan) == (6, 0, 1, 0, 0)


def test_a_note_tied_to_no_plan_takes_its_visit_out_and_tying_it_brings_it_back(chart: Chart) -> None:
    plan = chart.active_plan()
    note = chart.written()
    tie_to_plan(note=note, plan=None, now=NOW)
    assert _counts(plan) == (6, 0, 0, 0, 0)
    tie_to_plan(note=note, plan=plan, now=NOW)
    assert _counts(plan) == (6, 0, 1, 0, 0)


def test_of_two_plans_in_force_the_youngest_gets_the_visits_without_a_note(chart: Chart) -> None:
    first = chart.active_plan()
    note = chart.written()
    second = chart.plan()
    TreatmentPlan.objects.filter(pk=second.pk).update(
        status="active", started_at=NOW + timedelta(hours=2), review_due_date=TODAY
    )
    chart.another_visit(1)
    assert (note.plan_id, _counts(first)) == (first.pk, (6, 0, 1, 0, 0))
    assert _counts(second) == (6, 0, 1, 0, 0)


def test_pain_before_and_after_comes_from_signed_notes_in_order(chart: Chart) -> None:
    plan = chart.active_plan()
    chart.signed()
    chart.written(visit=chart.another_visit(1))
    record_response(
        patient=chart.patient,
        code="nrs",
        answers={"nrs": 6},
        user=chart.user,
        plan=plan,
        now=NOW,
        taken_at=NOW,
    )
    sheet = _sheet(plan)
    assert [(r.aspect, r.value) for r in sheet.pain] == [("average", 6), ("before", 7), ("after", 4)]
    assert sheet.target_of("nrs") == Decimal(3)


@pytest.mark.parametrize("answers", [{"nrs": 11}, {"nrs": "7"}, {"pain": 3}])
def test_an_answer_that_cannot_be_is_not_kept(chart: Chart, answers: dict[str, object]) -> None:
    with pytest.raises(BadAnswer):
        record_response(patient=chart.patient, code="nrs", answers=answers, user=chart.user, now=NOW)
    with pytest.raises(BadAnswer):
        record_response(
            patient=chart.patient,
            code="nrs",
            answers={"nrs": 3},
            user=chart.user,
            now=NOW,
            taken_at=NOW + timedelta(minutes=1),
        )
    assert not chart.patient.measures.exists()


def test_the_sheet_says_how_long_the_problem_has_lasted(chart: Chart) -> None:
    chronicity = _sheet(chart.active_plan()).chronicity
    assert chronicity is not None
    assert (chronicity.kind, chronicity.four_month) == ("chronic", True)


def test_a_goal_below_the_smallest_meaningful_change_is_marked(chart: Chart) -> None:
    small = replace(DETAILS.goals[0], target=Decimal(6))
    plan = chart.active_plan(replace(DETAILS, goals=(small, DETAILS.goals[0])))
    assert [goal.is_small for goal in _sheet(plan).goals] == [True, False]


@pytest.mark.parametrize("sessions", [1, 30])
def test_a_plan_is_read_in_as_many_queries_however_many_sessions_it_has(
    chart: Chart, sessions: int, django_assert_num_queries
) -> None:
    plan = chart.active_plan()
    for number in range(sessions):
        chart.signed(replace(FULL, nrs_before=8 - number % 4), chart.another_visit(number + 1))
    fresh = TreatmentPlan.objects.select_related("patient", "problem", "author", "clinic").get(pk=plan.pk)
    # goals, components, the plans of the patient, notes and visits, weekly averages; late cancellations; holds,
    # alerts, reviews and versions; every score
    with django_assert_num_queries(12):
        sheet = plan_sheet(fresh, today=TODAY, now=LATER + timedelta(days=60))
    assert sheet.progress.done == sessions


@pytest.mark.parametrize("plans", [1, 4])
def test_the_plans_of_a_patient_are_read_in_the_same_number_of_queries(
    chart: Chart, plans: int, django_assert_num_queries
) -> None:
    for _number in range(plans):
        chart.active_plan()
    chart.plan()
    with django_assert_num_queries(6):
        cards = plans_of(chart.patient, now=NOW)
    assert [card.status for card in cards] == ["active"] * plans + ["draft"]
    assert cards[0].goal == "Look over the shoulder"


def test_another_therapists_visit_of_the_patient_counts_too(world: World, chart: Chart) -> None:
    plan = chart.active_plan()
    colleague = make_therapist(world.clinic, world.service, world.location)
    chart.another_visit(1, therapist=colleague, status="fulfilled")
    assert _counts(plan)[1] == 1

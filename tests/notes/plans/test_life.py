"""From draft to closed: what a plan needs, and what it refuses."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings.errors import DomainError
from notes.models import Goal, PlanComponent, TreatmentPlan
from notes.plans.activate import NotReady, ProblemTaken, activate_plan
from notes.plans.close import AlreadyClosed, NeedsReason, close_plan
from notes.plans.create import NotDraft, StalePlan, create_plan, update_plan
from notes.plans.details import BadPlan, ComponentDetails, GoalDetails, PlanDetails, ProblemDetails
from tests.factories import NOW, make_world
from tests.notes.cast import DETAILS, EXERCISE, GOAL, MASSAGE, PROBLEM, TODAY, Chart

Status = TreatmentPlan.Status
WHY = "Moves away"


def _rows() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (TreatmentPlan, Goal, PlanComponent)]


def _activate(chart: Chart, plan: TreatmentPlan) -> TreatmentPlan:
    chart.baseline()
    return activate_plan(plan=plan, therapist=chart.therapist, today=TODAY, now=NOW)


def test_a_plan_is_kept_as_it_was_typed(chart: Chart) -> None:
    plan = TreatmentPlan.objects.get(pk=chart.plan().pk)
    assert (plan.status, plan.version, plan.revision) == (Status.DRAFT, 1, 1)
    assert (plan.problem.text, plan.problem.regions) == (PROBLEM.text, ["nkp-l"])
    goal = plan.goals.get()
    assert (goal.text, goal.measure, goal.baseline, goal.target) == (GOAL.text, "nrs", 7, 3)
    massage, exercise = plan.components.all()
    assert (massage.freq_per_week, massage.minutes, massage.weeks) == (2, 60, 3)
    assert (exercise.kind, exercise.text) == ("exercise", EXERCISE.text)


@pytest.mark.parametrize(
    ("precision", "counted"),
    [("day", date(2027, 3, 17)), ("month", date(2027, 3, 1)), ("year", date(2027, 1, 1))],
)
def test_an_onset_known_to_the_month_or_year_counts_from_its_first_day(
    chart: Chart, precision: str, counted: date
) -> None:
    problem = ProblemDetails("Stiff neck", (), date(2027, 3, 17), precision)
    assert chart.plan(replace(DETAILS, problem=problem)).problem.onset_date == counted


def test_a_complete_draft_comes_into_force_and_is_due_for_review_after_four_weeks(chart: Chart) -> None:
    plan = _activate(chart, chart.plan())
    plan.refresh_from_db()
    assert (plan.status, plan.started_at, plan.review_due_date) == (
        Status.ACTIVE,
        NOW,
        TODAY + timedelta(days=28),
    )
    assert plan.goals.get().status == Goal.Status.ACTIVE


def test_a_review_date_that_was_given_stays(chart: Chart) -> None:
    given = TODAY + timedelta(days=10)
    assert _activate(chart, chart.plan(replace(DETAILS, review_due_date=given))).review_due_date == given


@pytest.mark.parametrize(
    ("details", "lacking"),
    [
        (replace(DETAILS, goals=()), ["goal"]),
        (replace(DETAILS, goals=(replace(GOAL, due_date=None),)), ["goal"]),
        (replace(DETAILS, goals=(replace(GOAL, measure=""),)), ["goal"]),
        (replace(DETAILS, components=(MASSAGE,)), ["other_component"]),
        (replace(DETAILS, components=(EXERCISE,)), ["massage"]),
        (PlanDetails(PROBLEM), ["goal", "massage", "other_component"]),
    ],
)
def test_a_plan_that_lacks_something_stays_a_draft(
    chart: Chart, details: PlanDetails, lacking: list[str]
) -> None:
    plan = chart.plan(details)
    before = _rows()
    with pytest.raises(NotReady) as refused:
        _activate(chart, plan)
    assert [lack.code for lack in refused.value.details["missing"]] == lacking
    assert _rows() == before


@pytest.mark.parametrize(
    "details",
    [
        replace(DETAILS, components=(MASSAGE,), single_component_reason="Only three weeks here"),
        replace(DETAILS, components=(EXERCISE,), no_massage_reason="Prefers not to be touched"),
    ],
)
def test_a_reason_stands_for_what_is_missing(chart: Chart, details: PlanDetails) -> None:
    assert _activate(chart, chart.plan(details)).status == Status.ACTIVE


def test_two_plans_for_one_problem_are_not_in_force_together(chart: Chart) -> None:
    plan = chart.active_plan()
    second = chart.plan()
    TreatmentPlan.objects.filter(pk=second.pk).update(problem=plan.problem)
    with pytest.raises(ProblemTaken):
        _activate(chart, second)
    close_plan(plan=plan, therapist=chart.therapist, reason="plateau", no_maintenance_reason=WHY, now=NOW)
    assert _activate(chart, second).status == Status.ACTIVE


@pytest.mark.parametrize(
    ("details", "fields"),
    [
        (replace(DETAILS, problem=ProblemDetails("  ")), ["problem"]),
        (replace(DETAILS, problem=ProblemDetails("x" * 501)), ["problem"]),
        (replace(DETAILS, problem=replace(PROBLEM, regions=("nkp-x",))), ["regions"]),
        (replace(DETAILS, problem=replace(PROBLEM, onset_date=TODAY + timedelta(days=1))), ["onset_date"]),
        (replace(DETAILS, goals=(GOAL, GoalDetails(""))), ["goals-1-text"]),
        (replace(DETAILS, goals=(replace(GOAL, target=Decimal(7)),)), ["goals-0-target"]),
        (replace(DETAILS, goals=(replace(GOAL, baseline=Decimal(11)),)), ["goals-0-baseline"]),
        (replace(DETAILS, goals=(replace(GOAL, target=Decimal("2.5")),)), ["goals-0-target"]),
        (replace(DETAILS, goals=(replace(GOAL, measure="odi"),)), ["goals-0-measure"]),
        (replace(DETAILS, components=(MASSAGE, replace(EXERCISE, text=""))), ["components-1-text"]),
        (replace(DETAILS, components=(replace(MASSAGE, weeks=None),)), ["components-0-weeks"]),
        (replace(DETAILS, components=(replace(MASSAGE, freq_per_week=8),)), ["components-0-freq_per_week"]),
        (replace(DETAILS, components=(ComponentDetails("reiki", "x"),)), ["components-0-kind"]),
        (replace(DETAILS, single_component_reason="x" * 501), ["single_component_reason"]),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    chart: Chart, details: PlanDetails, fields: list[str]
) -> None:
    with pytest.raises(BadPlan) as refused:
        chart.plan(details)
    assert list(refused.value.errors) == fields
    assert not TreatmentPlan.objects.exists()


def test_a_service_of_another_clinic_is_refused(chart: Chart) -> None:
    details = replace(DETAILS, components=(replace(MASSAGE, option=make_world().option),))
    with pytest.raises(BadPlan, match="another look") as refused:
        chart.plan(details)
    assert list(refused.value.errors) == ["components-0-option"]


def test_a_draft_is_replaced_as_a_whole_against_the_revision_that_was_read(chart: Chart) -> None:
    plan = chart.plan()
    update = {"plan": plan, "therapist": chart.therapist, "today": TODAY, "now": NOW}
    changed = update_plan(details=replace(DETAILS, components=(MASSAGE,)), expected_revision=1, **update)
    assert (changed.revision, [c.kind for c in changed.components.all()]) == (2, ["massage"])
    before = _rows()
    with pytest.raises(StalePlan):
        update_plan(details=DETAILS, expected_revision=1, **update)
    assert _rows() == before


@pytest.mark.parametrize("ending", ["active", "revoked"])
def test_only_a_draft_changes_in_place(chart: Chart, ending: str) -> None:
    plan = chart.active_plan() if ending == "active" else chart.plan()
    if ending == "revoked":
        close_plan(plan=plan, therapist=chart.therapist, reason="", now=NOW)
    before = _rows()
    with pytest.raises(NotDraft):
        update_plan(
            plan=plan,
            therapist=chart.therapist,
            details=PlanDetails(PROBLEM),
            expected_revision=plan.revision,
            today=TODAY,
            now=NOW,
        )
    with pytest.raises(NotDraft):
        _activate(chart, plan)
    assert _rows() == before


def test_a_plan_in_force_ends_for_a_reason_and_once(chart: Chart) -> None:
    plan = chart.active_plan()
    for reason in ("", "bored"):
        with pytest.raises(NeedsReason):
            close_plan(plan=plan, therapist=chart.therapist, reason=reason, now=NOW)
    closed = close_plan(
        plan=plan, therapist=chart.therapist, reason="goals_met", text="Drives again",
        no_maintenance_reason=WHY, now=NOW,
    )  # fmt: skip
    closed.refresh_from_db()
    assert (closed.status, closed.closed_at, closed.close_text) == (Status.COMPLETED, NOW, "Drives again")
    assert closed.goals.get().status == Goal.Status.COMPLETED
    with pytest.raises(AlreadyClosed):
        close_plan(plan=plan, therapist=chart.therapist, reason="plateau", no_maintenance_reason=WHY, now=NOW)


def test_a_draft_is_withdrawn_without_a_reason(chart: Chart) -> None:
    plan = close_plan(plan=chart.plan(), therapist=chart.therapist, reason="", now=NOW)
    assert (plan.status, plan.closed_at, plan.close_reason) == (Status.REVOKED, NOW, "")


def test_the_goals_of_a_draft_are_never_reached(chart: Chart) -> None:
    plan = close_plan(plan=chart.plan(), therapist=chart.therapist, reason="goals_met", now=NOW)
    assert plan.goals.get().status == Goal.Status.CANCELLED


def test_every_step_is_in_the_access_log(chart: Chart) -> None:
    plan = chart.active_plan()
    close_plan(plan=plan, therapist=chart.therapist, reason="plateau", no_maintenance_reason=WHY, now=NOW)
    lines = chart.patient.access_records.filter(object_kind="plan", object_id=plan.public_id).order_by("id")
    assert [(line.action, line.user) for line in lines] == [
        ("created", chart.user),
        ("activated", chart.user),
        ("closed", chart.user),
    ]


def test_refusals_are_domain_errors_with_a_code(chart: Chart) -> None:
    with pytest.raises(DomainError) as refused:
        create_plan(
            patient=chart.patient,
            author=chart.therapist,
            details=PlanDetails(ProblemDetails("")),
            today=TODAY,
            now=NOW,
        )
    assert refused.value.code == "bad_plan"

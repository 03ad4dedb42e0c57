"""A plan in force: versions, holds, reviews, discharge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from notes.models import (
    ComponentRating,
    Consent,
    Goal,
    PlanHold,
    PlanReview,
    PlanVersion,
    Screening,
    TreatmentPlan,
)
from notes.outcomes.record import Given
from notes.plans.activate import NotReady, activate_plan
from notes.plans.close import AlreadyClosed, NeedsMaintenance, NeedsReason, close_plan, revoke_plan
from notes.plans.consent import has_consent, withdraw_consent
from notes.plans.create import StalePlan
from notes.plans.details import BadPlan, ComponentDetails, PlanDetails
from notes.plans.hold import BadDecision, Decision, NeedsText, NotOnHold, hold_plan, resume_plan
from notes.plans.review import ReviewIncomplete, review_plan
from notes.plans.revise import NotInForce, revise_plan
from notes.plans.versions import versions_of
from notes.screening.history import Result, past_of
from tests.factories import NOW
from tests.notes.cast import DETAILS, EXERCISE, GOAL, MASSAGE, TODAY, Chart

Status = TreatmentPlan.Status
THRICE = replace(DETAILS, components=(replace(MASSAGE, freq_per_week=3), EXERCISE))
MEASURED = (
    Given("nrs", {"nrs": 4}),
    Given("psfs", {"Looking back": 7}),
    Given("grc", {"grc": 3}),
)


def revise(chart: Chart, plan: TreatmentPlan, details: PlanDetails, **given: Any) -> TreatmentPlan:
    values = {"reason": "Tolerates more", "expected_revision": plan.revision, "today": TODAY, "now": NOW}
    return revise_plan(plan=plan, therapist=chart.therapist, details=details, **{**values, **given})


def named(plan: TreatmentPlan, details: PlanDetails) -> PlanDetails:
    """The same details, continuing the rows that the plan has."""
    goals, parts = list(plan.goals.all()), list(plan.components.all())
    return replace(
        details,
        goals=tuple(replace(g, id=row.public_id) for g, row in zip(details.goals, goals, strict=True)),
        components=tuple(
            replace(c, id=row.public_id) for c, row in zip(details.components, parts, strict=True)
        ),
    )


@pytest.mark.parametrize(("days", "is_fresh"), [(13, True), (14, False), (20, False)])
def test_a_baseline_older_than_fourteen_days_is_none(chart: Chart, days: int, is_fresh: bool) -> None:
    chart.baseline(at=NOW - timedelta(days=days))
    plan = chart.plan()
    if is_fresh:
        assert activate_plan(plan=plan, therapist=chart.therapist, today=TODAY, now=NOW).is_live
        return
    with pytest.raises(NotReady) as refused:
        activate_plan(plan=plan, therapist=chart.therapist, today=TODAY, now=NOW)
    assert [lack.code for lack in refused.value.details["missing"]] == ["baseline_pain", "baseline_function"]


@pytest.mark.parametrize(
    ("onset", "expected"),
    [(None, "acute"), (TODAY - timedelta(days=42), "subacute"), (TODAY - timedelta(days=84), "chronic")],
)
def test_the_class_is_fixed_at_the_start(chart: Chart, onset: date | None, expected: str) -> None:
    plan = chart.active_plan(replace(DETAILS, problem=replace(DETAILS.problem, onset_date=onset)))
    assert plan.plan_class == expected


def test_editing_a_plan_in_force_makes_the_next_version_and_says_what_changed(chart: Chart) -> None:
    plan = chart.active_plan()
    goal, parts = plan.goals.get(), list(plan.components.all())
    changed = revise(chart, plan, named(plan, THRICE))
    assert (changed.version, changed.revision) == (2, plan.revision + 1)
    assert changed.goals.get() == goal
    assert list(changed.components.all()) == parts
    newest, first = versions_of(plan)
    assert (newest.number, newest.reason, newest.is_intact, first.changes) == (2, "Tolerates more", True, ())
    assert [(c.before[:12], c.after[:12]) for c in newest.changes] == [("2 × a week ×", "3 × a week ×")]


def test_what_comes_and_goes_is_said_as_such(chart: Chart) -> None:
    plan = chart.active_plan()
    heat = ComponentDetails("heat", "Warm pack in the evening")
    details = named(plan, DETAILS)
    revise(chart, plan, replace(details, components=(details.components[0], heat)))
    changes = [(change.before, change.after) for change in versions_of(plan)[0].changes]
    assert changes == [(EXERCISE.text, ""), ("", heat.text)]


@pytest.mark.parametrize(
    ("details", "given", "error"),
    [
        (THRICE, {"expected_revision": 1}, StalePlan),
        (replace(DETAILS, components=(MASSAGE,)), {}, NotReady),
        (replace(DETAILS, goals=()), {}, NotReady),
        (replace(DETAILS, components=(replace(MASSAGE, weeks=0), EXERCISE)), {}, BadPlan),
    ],
)
def test_a_refused_revision_leaves_everything(
    chart: Chart, details: PlanDetails, given: dict[str, Any], error: type[Exception]
) -> None:
    plan = chart.active_plan()

    def rows() -> list[object]:
        return [list(model.objects.order_by("pk").values()) for model in (TreatmentPlan, Goal, PlanVersion)]

    before = rows()
    with pytest.raises(error):
        revise(chart, plan, details, **given)
    assert rows() == before


@pytest.mark.parametrize("close", [False, True])
def test_only_a_plan_in_force_is_revised_held_and_reviewed(chart: Chart, close: bool) -> None:
    plan = chart.plan()
    if close:
        plan = revoke_plan(plan=plan, therapist=chart.therapist, text="Never begun", now=NOW)
    with pytest.raises(NotInForce):
        revise(chart, plan, THRICE)
    with pytest.raises(NotInForce):
        hold_plan(plan=plan, therapist=chart.therapist, reason="Travels", now=NOW)
    with pytest.raises(NotInForce):
        reviewed(chart, plan)
    with pytest.raises(NotOnHold):
        resume(chart, plan)


def _save(version: PlanVersion) -> None:
    version.content = "{}"
    version.save()


def _sql(version: PlanVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notes_planversion SET number = 9 WHERE id = %s", [version.pk])


@pytest.mark.parametrize("change", [_save, _sql, lambda version: version.delete()])
def test_a_version_is_final(chart: Chart, change: Callable[[PlanVersion], object]) -> None:
    version = chart.active_plan().versions.get()
    with pytest.raises(ProgrammingError, match="plan_version_is_final"), transaction.atomic():  # type: ignore[no-untyped-call]
        change(version)
    assert PlanVersion.objects.values().get()["number"] == 1


def resume(
    chart: Chart, plan: TreatmentPlan, outcome: str = "", text: str = "Back", **given: Any
) -> TreatmentPlan:
    decision = Decision(outcome, text, **given)
    return resume_plan(plan=plan, therapist=chart.therapist, decision=decision, today=TODAY, now=NOW)


def test_a_plan_rests_by_hand_and_is_taken_up_again(chart: Chart) -> None:
    plan = chart.active_plan()
    with pytest.raises(NeedsText):
        hold_plan(plan=plan, therapist=chart.therapist, reason="  ", now=NOW)
    held = hold_plan(plan=plan, therapist=chart.therapist, reason="Travels until July", now=NOW)
    assert (held.status, past_of(chart.patient).is_on_hold) == (Status.ON_HOLD, True)
    hold = PlanHold.objects.get()
    assert (hold.trigger, hold.reason, hold.placed_by) == ("manual", "Travels until July", chart.therapist)
    with pytest.raises(NeedsText):
        resume(chart, plan, text="")
    assert resume(chart, plan).status == Status.ACTIVE
    assert not past_of(chart.patient).is_on_hold


@pytest.mark.parametrize(
    ("trigger", "outcome", "days", "is_lifted"),
    [
        ("hold_worse", "patient_declined", None, True),
        ("hold_not_better", "therapist_rationale", 180, True),
        ("hold_night", "physician_seen", 1, True),
        ("hold_night", "patient_declined", None, False),
        ("hold_worse", "", None, False),
        ("hold_worse", "slept_on_it", None, False),
        ("hold_worse", "physician_seen", 181, False),
        ("hold_worse", "physician_seen", 0, False),
    ],
)
def test_a_hold_of_the_trend_rule_needs_a_decision_that_will_do(
    chart: Chart, trigger: str, outcome: str, days: int | None, is_lifted: bool
) -> None:
    plan = chart.active_plan()
    PlanHold.objects.create(clinic=plan.clinic, plan=plan, trigger=trigger, placed_at=NOW)
    TreatmentPlan.objects.filter(pk=plan.pk).update(status="on_hold")
    given = {} if days is None else {"expires_date": TODAY + timedelta(days=days)}
    if is_lifted:
        assert resume(chart, plan, outcome, **given).status == Status.ACTIVE
        hold = PlanHold.objects.get()
        assert (hold.outcome, hold.central, hold.lifted_at) == (outcome, 7, NOW)
        assert hold.expires_date == TODAY + timedelta(days=180 if days is None else days)
    else:
        with pytest.raises(BadDecision):
            resume(chart, plan, outcome, **given)
        assert past_of(chart.patient).is_on_hold


def test_closing_a_plan_does_not_lift_a_hold_of_the_trend_rule(chart: Chart) -> None:
    plan = chart.active_plan()
    PlanHold.objects.create(clinic=plan.clinic, plan=plan, trigger="hold_night", placed_at=NOW)
    TreatmentPlan.objects.filter(pk=plan.pk).update(status="on_hold")
    revoke_plan(plan=plan, therapist=chart.therapist, text="Sent to the physician", now=NOW)
    assert past_of(chart.patient).is_on_hold
    assert resume(chart, plan, "physician_seen").status == Status.REVOKED
    assert not past_of(chart.patient).is_on_hold


def reviewed(chart: Chart, plan: TreatmentPlan, **given: Any) -> PlanReview:
    ratings = {part.public_id: 1 for part in plan.components.all()}
    values: dict[str, Any] = {
        "given": MEASURED,
        "ratings": ratings,
        "decision": "continue",
        "text": "Less pain",
    }
    values |= {"today": TODAY, "now": NOW} | given
    return review_plan(plan=plan, therapist=chart.therapist, **values)


def test_a_review_repeats_the_measures_rates_the_parts_and_sets_the_next(chart: Chart) -> None:
    plan = chart.active_plan()
    review = reviewed(chart, plan)
    plan.refresh_from_db()
    assert plan.review_due_date == review.next_review_date == TODAY + timedelta(days=28)
    assert sorted(ComponentRating.objects.values_list("kind", "rating")) == [("exercise", 1), ("massage", 1)]
    assert plan.measures.count() == len(MEASURED)


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"given": ()}, ["grc"]),
        ({"decision": "wait"}, ["decision"]),
        ({"text": " "}, ["text"]),
        ({"ratings": {"stranger": 1}}, ["rating", "rating", "ratings"]),
    ],
)
def test_a_review_that_lacks_something_keeps_nothing(
    chart: Chart, given: dict[str, Any], lacking: list[str]
) -> None:
    plan = chart.active_plan()
    with pytest.raises(ReviewIncomplete) as refused:
        reviewed(chart, plan, **given)
    assert [name.partition("-")[0] for name in refused.value.details["errors"]] == lacking
    assert not PlanReview.objects.exists()
    assert not plan.measures.exists()


def test_a_discharge_names_the_exercises_to_go_on_with_or_says_why_not(chart: Chart) -> None:
    plan = chart.active_plan()
    massage, exercise = plan.components.all()
    ending: dict[str, Any] = {"plan": plan, "therapist": chart.therapist, "reason": "goals_met", "now": NOW}
    for chosen in ([], [massage.public_id], ["nothing"]):
        with pytest.raises(NeedsMaintenance):
            close_plan(maintenance=chosen, **ending)
    closed = close_plan(maintenance=[exercise.public_id], **ending)
    assert (closed.status, closed.phase) == (Status.COMPLETED, "maintenance")
    assert closed.components.get(is_maintenance=True) == exercise
    assert closed.goals.get().achievement == "achieved"


def test_a_plan_is_withdrawn_for_a_reason_and_once(chart: Chart) -> None:
    plan = chart.active_plan()
    with pytest.raises(NeedsReason):
        revoke_plan(plan=plan, therapist=chart.therapist, text="", now=NOW)
    revoked = revoke_plan(plan=plan, therapist=chart.therapist, text="Wrong person", now=NOW)
    assert (revoked.status, revoked.close_text) == (Status.REVOKED, "Wrong person")
    with pytest.raises(AlreadyClosed):
        revoke_plan(plan=plan, therapist=chart.therapist, text="Again", now=NOW)


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (ComponentDetails("external_therapy", "x"), "code"),
        (ComponentDetails("external_therapy", "x", code="magnets"), "code"),
        (ComponentDetails("external_therapy", "x", code="si_injection"), "done_on"),
        (ComponentDetails("external_therapy", "x", code="reiki", facts={"state": "loved"}), "state"),
        (ComponentDetails("heat", "x", facts={"minutes": 21}), "minutes"),
        (ComponentDetails("heat", "x", facts={"stops": ["fever"]}), "stops"),
        (ComponentDetails("exercise", "x", code="jump"), "code"),
        (ComponentDetails("exercise", "x", facts={"days_per_week": 8}), "days_per_week"),
        (ComponentDetails("lifestyle", "x", facts={"minutes": 15}), "minutes"),
        (ComponentDetails("sleep_rest", "x", code="headstand"), "code"),
        (replace(MASSAGE, code="mod-deep"), "code"),
    ],
)
def test_each_kind_of_component_asks_for_its_own(chart: Chart, part: ComponentDetails, field: str) -> None:
    with pytest.raises(BadPlan) as refused:
        chart.plan(replace(DETAILS, goals=(GOAL,), components=(part,)))
    assert f"components-0-{field}" in refused.value.errors


@pytest.mark.parametrize(
    ("tier", "age", "is_enough"),
    [(0, 0, True), (2, 179, True), (2, 180, False), (3, 0, False), (4, 0, False)],
)
def test_a_safety_check_that_counts_and_lets_treat_is_needed(
    chart: Chart, tier: int, age: int, is_enough: bool
) -> None:
    chart.baseline()
    at = NOW - timedelta(days=age)
    reasons = ("p3",) if tier == 4 else ("d1",) if tier == 3 else ()
    chart.another_visit(-1, status="fulfilled")
    Screening.objects.all().delete()
    Screening.objects.create(
        clinic=chart.patient.clinic, patient=chart.patient, source="staff", question_set="x",
        answers="{}", result=Result(reasons, 5, frozenset(), frozenset(), 0).as_json(), tier=tier,
        answered_at=at, valid_until_date=at.date() + timedelta(days=180),
    )  # fmt: skip
    plan = chart.plan()
    if is_enough:
        assert activate_plan(plan=plan, therapist=chart.therapist, today=TODAY, now=NOW).is_live
        return
    with pytest.raises(NotReady) as refused:
        activate_plan(plan=plan, therapist=chart.therapist, today=TODAY, now=NOW)
    lacking = [lack.code for lack in refused.value.details["missing"]]
    assert lacking == ["screening" if tier <= 2 else "screening_gate"]


@pytest.mark.parametrize(("age", "is_on_file"), [(None, False), (364, True), (365, False)])
def test_consent_within_a_year_is_needed(chart: Chart, age: int | None, is_on_file: bool) -> None:
    chart.baseline()
    Consent.objects.all().delete()
    if age is not None:
        chart.another_visit(-9, consented_at=NOW - timedelta(days=age), consent_version="1")
    plan = chart.plan()
    if not is_on_file:
        with pytest.raises(NotReady) as refused:
            activate_plan(plan=plan, therapist=chart.therapist, today=TODAY, now=NOW)
        assert [lack.code for lack in refused.value.details["missing"]] == ["consent"]
    given = "" if is_on_file else "spoken"
    started = activate_plan(plan=plan, therapist=chart.therapist, consent=given, today=TODAY, now=NOW)
    assert started.is_live


def test_who_takes_consent_back_has_given_none_until_they_give_it_again(chart: Chart) -> None:
    chart.another_visit(-9, consented_at=NOW - timedelta(days=9), consent_version="1")
    chart.agreed("treatment", "spoken", NOW - timedelta(days=5))
    taken_back = chart.agreed("treatment", "written", NOW - timedelta(days=3))
    assert has_consent(chart.patient, NOW)
    withdraw_consent(consent=taken_back, user=chart.user, now=NOW)
    assert not has_consent(chart.patient, NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    chart.another_visit(9, consented_at=later, consent_version="1")
    assert has_consent(chart.patient, later)

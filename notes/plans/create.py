"""Starting a plan as a draft, and changing it while it is one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Patient, Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.models import Goal, PlanComponent, Problem, TreatmentPlan
from notes.outcomes.record import Given, keep_response
from notes.plans.consent import keep_consent
from notes.plans.details import ComponentDetails, GoalDetails, PlanDetails, ProblemDetails, check

Status = TreatmentPlan.Status


class NotDraft(DomainError):
    """Only a draft can be changed in place."""

    code = "not_draft"
    message = _("This plan is in force or closed, so it can no longer be changed here.")


class StalePlan(DomainError):
    """Somebody saved the plan since it was read; `details["revision"]` is where it stands."""

    code = "stale_revision"
    message = _("This plan was changed in the meantime. Please look at it again.")


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was measured along with a plan, and how consent was given just now, if it was."""

    given: Sequence[Given] = ()
    consent: str = ""


@action
def create_plan(
    *,
    patient: Patient,
    author: Therapist,
    details: PlanDetails,
    baseline: Baseline = Baseline(),
    problem: Problem | None = None,
    today: date,
    now: datetime,
    once: Once | None = None,
) -> TreatmentPlan:
    """Keep a draft plan with its problem, goals and components, and what was measured along with it.

    `today` is the clinic's date; `problem` one of the patient's that is known already. Raises BadPlan naming the parts that cannot be kept, and BadAnswer.
    """
    return lay_out(patient, author, details, baseline, today, now, problem)


def lay_out(
    patient: Patient,
    author: Therapist,
    details: PlanDetails,
    baseline: Baseline,
    today: date,
    now: datetime,
    problem: Problem | None = None,
) -> TreatmentPlan:
    """A new draft; part of the caller's transaction. Raises as create_plan does."""
    check(details, clinic_id=patient.clinic_id, today=today)
    if problem is None:
        problem = Problem(clinic_id=patient.clinic_id, patient=patient)
        write_problem(problem, details.problem)
    plan = TreatmentPlan(clinic_id=patient.clinic_id, patient=patient, problem=problem, author=author)
    _write_plan(plan, details)
    measure(plan, author, baseline, now)
    log(plan, author, "created", now)
    return plan


def measure(plan: TreatmentPlan, therapist: Therapist, baseline: Baseline, now: datetime) -> None:
    """Keep what was measured for a draft: no trend is asked before it is in force. Raises BadAnswer."""
    if baseline.consent:
        keep_consent(plan.patient, therapist.user, baseline.consent, now)
    for given in baseline.given:
        keep_response(plan.patient, given, user=therapist.user, now=now, plan=plan)


@action
def update_plan(
    *,
    plan: TreatmentPlan,
    therapist: Therapist,
    details: PlanDetails,
    baseline: Baseline = Baseline(),
    expected_revision: int,
    today: date,
    now: datetime,
) -> TreatmentPlan:
    """Replace what a draft says. Raises NotDraft, StalePlan, BadPlan, BadAnswer."""
    return redraft(locked(plan), therapist, details, baseline, expected_revision, today, now)


def redraft(
    plan: TreatmentPlan,
    therapist: Therapist,
    details: PlanDetails,
    baseline: Baseline,
    expected_revision: int,
    today: date,
    now: datetime,
) -> TreatmentPlan:
    """The locked draft, as part of the caller's transaction. Raises as update_plan does."""
    if plan.status != Status.DRAFT:
        raise NotDraft
    if plan.revision != expected_revision:
        raise StalePlan(revision=plan.revision)
    check(details, clinic_id=plan.clinic_id, today=today)
    write_problem(plan.problem, details.problem)
    plan.revision += 1
    _write_plan(plan, details)
    measure(plan, therapist, baseline, now)
    log(plan, therapist, "updated", now)
    return plan


def locked(plan: TreatmentPlan) -> TreatmentPlan:
    """The plan as it stands now, kept still until the transaction ends."""
    rows = TreatmentPlan.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("problem", "patient", "clinic").get(pk=plan.pk)


def rewrite(plan: TreatmentPlan, details: PlanDetails) -> None:
    """Make the locked plan say what `details` say."""
    write_problem(plan.problem, details.problem)
    _write_plan(plan, details)


def write_problem(problem: Problem, given: ProblemDetails, *, save: bool = True) -> None:
    """Make the row say what is given; without `save` only in memory."""
    problem.text = given.text.strip()
    problem.regions = sorted(given.regions)
    problem.onset_date = given.counted_onset
    problem.onset_precision = given.onset_precision
    problem.mechanism = given.mechanism.strip()
    problem.qualities = sorted(given.qualities)
    problem.severity = given.severity
    problem.reason_code = given.reason_code
    if save:
        problem.save()


def _write_plan(plan: TreatmentPlan, details: PlanDetails) -> None:
    plan.review_due_date = details.review_due_date or (plan.review_due_date if plan.is_live else None)
    plan.no_massage_reason = details.no_massage_reason.strip()
    plan.single_component_reason = details.single_component_reason.strip()
    plan.save()
    status = Goal.Status.ACTIVE if plan.is_live else Goal.Status.PROPOSED
    goals = [(goal.id, {**_values_of_goal(goal), "status": status}) for goal in details.goals]
    _write_rows(plan, {row.public_id: row for row in plan.goals.all()}, goals, Goal)
    parts = [(part.id, _values_of_component(part)) for part in details.components]
    _write_rows(plan, {row.public_id: row for row in plan.components.all()}, parts, PlanComponent)


def _values_of_goal(goal: GoalDetails) -> dict[str, Any]:
    return {
        "text": goal.text.strip(),
        "measure": goal.measure,
        "baseline": goal.baseline,
        "target": goal.target,
        "due_date": goal.due_date,
    }


def _values_of_component(part: ComponentDetails) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "text": part.text.strip(),
        "freq_per_week": part.freq_per_week,
        "minutes": part.minutes,
        "weeks": part.weeks,
        "option": part.option,
        "code": part.code,
        "facts": json.dumps(dict(part.facts), sort_keys=True) if part.facts else "",
        "status": part.status,
    }


def _write_rows(
    plan: TreatmentPlan,
    present: dict[str, Any],
    wanted: Sequence[tuple[str, dict[str, Any]]],
    model: type[Goal] | type[PlanComponent],
) -> None:
    """Rows that are named stay themselves, so that what was said about them still is; the others come and go."""
    for position, (name, values) in enumerate(wanted):
        row = present.pop(name, None) or model(clinic_id=plan.clinic_id, plan=plan)
        for field, value in values.items():
            setattr(row, field, value)
        row.position = position
        row.save()
    for row in present.values():
        row.delete()


def log(plan: TreatmentPlan, therapist: Therapist, did: str, now: datetime) -> None:
    """One line of the access log: who did what with the plan."""
    write_down(plan, therapist.user, did, "plan", now)

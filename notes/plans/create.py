"""Starting a plan as a draft, and changing it while it is one."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Patient, Therapist
from bookings.transactions import action
from notes.models import Goal, PlanComponent, Problem, TreatmentPlan
from notes.plans.details import PlanDetails, check

Status = TreatmentPlan.Status


class NotDraft(DomainError):
    """Only a draft can be changed in place."""

    code = "not_draft"
    message = _("This plan is in force or closed, so it can no longer be changed here.")


class StalePlan(DomainError):
    """Somebody saved the plan since it was read; `details["revision"]` is where it stands."""

    code = "stale_revision"
    message = _("This plan was changed in the meantime. Please look at it again.")


@action
def create_plan(
    *, patient: Patient, author: Therapist, details: PlanDetails, today: date, now: datetime
) -> TreatmentPlan:
    """Keep a draft plan with its problem, goals and components. `today` is the clinic's date.

    Raises BadPlan naming the parts that cannot be kept.
    """
    check(details, clinic_id=patient.clinic_id, today=today)
    problem = Problem(clinic_id=patient.clinic_id, patient=patient)
    _write_problem(problem, details)
    plan = TreatmentPlan(clinic_id=patient.clinic_id, patient=patient, problem=problem, author=author)
    _write_plan(plan, details)
    log(plan, author, "created", now)
    return plan


@action
def update_plan(
    *,
    plan: TreatmentPlan,
    therapist: Therapist,
    details: PlanDetails,
    expected_revision: int,
    today: date,
    now: datetime,
) -> TreatmentPlan:
    """Replace what a draft says. Raises NotDraft, StalePlan, BadPlan."""
    plan = locked(plan)
    if plan.status != Status.DRAFT:
        raise NotDraft
    if plan.revision != expected_revision:
        raise StalePlan(revision=plan.revision)
    check(details, clinic_id=plan.clinic_id, today=today)
    _write_problem(plan.problem, details)
    plan.revision += 1
    _write_plan(plan, details)
    log(plan, therapist, "updated", now)
    return plan


def locked(plan: TreatmentPlan) -> TreatmentPlan:
    """The plan as it stands now, kept still until the transaction ends."""
    rows = TreatmentPlan.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("problem", "patient", "clinic").get(pk=plan.pk)


def rewrite(plan: TreatmentPlan, details: PlanDetails) -> None:
    """Make the locked plan say what `details` say."""
    _write_problem(plan.problem, details)
    _write_plan(plan, details)


def _write_problem(problem: Problem, details: PlanDetails) -> None:
    given = details.problem
    problem.text = given.text.strip()
    problem.regions = sorted(given.regions)
    problem.onset_date = given.counted_onset
    problem.onset_precision = given.onset_precision
    problem.mechanism = given.mechanism.strip()
    problem.qualities = sorted(given.qualities)
    problem.severity = given.severity
    problem.reason_code = given.reason_code
    problem.save()


def _write_plan(plan: TreatmentPlan, details: PlanDetails) -> None:
    plan.review_due_date = details.review_due_date or (plan.review_due_date if plan.is_live else None)
    plan.no_massage_reason = details.no_massage_reason.strip()
    plan.single_component_reason = details.single_component_reason.strip()
    plan.save()
    status = Goal.Status.ACTIVE if plan.is_live else Goal.Status.PROPOSED
    _write_rows(
        plan,
        {goal.public_id: goal for goal in plan.goals.all()},
        [
            (
                goal.id,
                {
                    "text": goal.text.strip(),
                    "measure": goal.measure,
                    "baseline": goal.baseline,
                    "target": goal.target,
                    "due_date": goal.due_date,
                    "status": status,
                },
            )
            for goal in details.goals
        ],
        Goal,
    )
    _write_rows(
        plan,
        {part.public_id: part for part in plan.components.all()},
        [
            (
                part.id,
                {
                    "kind": part.kind,
                    "text": part.text.strip(),
                    "freq_per_week": part.freq_per_week,
                    "minutes": part.minutes,
                    "weeks": part.weeks,
                    "option": part.option,
                    "code": part.code,
                    "facts": json.dumps(dict(part.facts), sort_keys=True) if part.facts else "",
                    "status": part.status,
                },
            )
            for part in details.components
        ],
        PlanComponent,
    )


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


def log(plan: TreatmentPlan, therapist: Therapist, did: str, now: datetime, reason: str = "") -> None:
    """One line of the access log: who did what with the plan."""
    record_access(
        clinic=plan.patient.clinic,
        user=therapist.user,
        patient=plan.patient,
        action=did,
        object_kind="plan",
        object_id=plan.public_id,
        reason=reason,
        now=now,
    )

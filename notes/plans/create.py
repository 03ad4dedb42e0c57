"""Starting a plan as a draft, and changing it while it is one."""

from datetime import date, datetime

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
    _log(plan, author, "created", now)
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
    plan.goals.all().delete()
    plan.components.all().delete()
    _write_plan(plan, details)
    _log(plan, therapist, "updated", now)
    return plan


def locked(plan: TreatmentPlan) -> TreatmentPlan:
    """The plan as it stands now, kept still until the transaction ends."""
    rows = TreatmentPlan.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("problem", "patient", "clinic").get(pk=plan.pk)


def _write_problem(problem: Problem, details: PlanDetails) -> None:
    given = details.problem
    problem.text = given.text.strip()
    problem.regions = sorted(given.regions)
    problem.onset_date = given.counted_onset
    problem.onset_precision = given.onset_precision
    problem.save()


def _write_plan(plan: TreatmentPlan, details: PlanDetails) -> None:
    plan.review_due_date = details.review_due_date
    plan.no_massage_reason = details.no_massage_reason.strip()
    plan.single_component_reason = details.single_component_reason.strip()
    plan.save()
    Goal.objects.bulk_create(
        Goal(
            clinic_id=plan.clinic_id,
            plan=plan,
            text=goal.text.strip(),
            measure=goal.measure,
            baseline=goal.baseline,
            target=goal.target,
            due_date=goal.due_date,
            position=number,
        )
        for number, goal in enumerate(details.goals)
    )
    PlanComponent.objects.bulk_create(
        PlanComponent(
            clinic_id=plan.clinic_id,
            plan=plan,
            kind=component.kind,
            text=component.text.strip(),
            freq_per_week=component.freq_per_week,
            minutes=component.minutes,
            weeks=component.weeks,
            option=component.option,
            position=number,
        )
        for number, component in enumerate(details.components)
    )


def _log(plan: TreatmentPlan, therapist: Therapist, did: str, now: datetime) -> None:
    record_access(
        clinic=plan.patient.clinic,
        user=therapist.user,
        patient=plan.patient,
        action=did,
        object_kind="plan",
        object_id=plan.public_id,
        now=now,
    )

"""Ending a plan: discharged with what the patient goes on with, or withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.models import Goal, PlanComponent, PlanHold, TreatmentPlan
from notes.outcomes.ask import close_questionnaires
from notes.plans.create import locked, log
from notes.plans.details import LONGEST_LINE, LONGEST_TEXT, too_long

Status = TreatmentPlan.Status
Reason = TreatmentPlan.CloseReason


class AlreadyClosed(DomainError):
    code = "plan_closed"
    message = _("This plan has been closed already.")


class NeedsReason(DomainError):
    """A plan in force is closed for a reason of the list."""

    code = "needs_reason"
    message = _("Please say why the plan ends.")
    field = "reason"


class NeedsMaintenance(DomainError):
    """A discharge names the exercises that the patient goes on with, or says why there are none."""

    code = "needs_maintenance"
    message = _("Choose the exercises to go on with, or say why there are none.")
    field = "maintenance"


@action
def close_plan(
    *,
    plan: TreatmentPlan,
    therapist: Therapist,
    reason: str,
    text: str = "",
    maintenance: Sequence[str] = (),
    no_maintenance_reason: str = "",
    now: datetime,
) -> TreatmentPlan:
    """End the plan. Drafts are withdrawn and need no reason.

    `maintenance` are public ids of exercises of the plan. Raises AlreadyClosed, NeedsReason, NeedsMaintenance.
    """
    plan = locked(plan)
    if plan.status in TreatmentPlan.CLOSED:
        raise AlreadyClosed
    was_live = plan.is_live
    if was_live and reason not in Reason.values:
        raise NeedsReason
    _check_length(text, "text", LONGEST_TEXT)
    if was_live:
        _keep_going(plan, maintenance, no_maintenance_reason)
    plan.close_reason = reason if was_live else ""
    _end(plan, Status.COMPLETED if was_live else Status.REVOKED, text, now)
    if plan.close_reason == Reason.GOALS_MET:
        plan.goals.update(status=Goal.Status.COMPLETED, achievement=Goal.Achievement.ACHIEVED)
    else:
        plan.goals.update(status=Goal.Status.CANCELLED)
    log(plan, therapist, "closed", now)
    return plan


@action
def revoke_plan(*, plan: TreatmentPlan, therapist: Therapist, text: str, now: datetime) -> TreatmentPlan:
    """Take back a plan that should not have been put in force. Raises AlreadyClosed, NeedsReason."""
    plan = locked(plan)
    if plan.status in TreatmentPlan.CLOSED:
        raise AlreadyClosed
    if not text.strip():
        raise NeedsReason(_("Please say why the plan is withdrawn."), field="text")
    _check_length(text, "text", LONGEST_TEXT)
    _end(plan, Status.REVOKED, text, now)
    plan.goals.update(status=Goal.Status.CANCELLED)
    log(plan, therapist, "revoked", now)
    return plan


def _keep_going(plan: TreatmentPlan, maintenance: Sequence[str], why_none: str) -> None:
    exercises = plan.components.filter(kind=PlanComponent.Kind.EXERCISE, public_id__in=maintenance)
    chosen = set(exercises.values_list("public_id", flat=True))
    if chosen != set(maintenance):
        raise NeedsMaintenance(_("Please choose from the exercises of the plan."))
    if not chosen and not why_none.strip():
        raise NeedsMaintenance
    _check_length(why_none, "no_maintenance_reason", LONGEST_LINE)
    exercises.update(is_maintenance=True)
    plan.phase = TreatmentPlan.Phase.MAINTENANCE if chosen else TreatmentPlan.Phase.TREATMENT
    plan.no_maintenance_reason = "" if chosen else why_none.strip()


def _end(plan: TreatmentPlan, status: str, text: str, now: datetime) -> None:
    """A hold by hand ends with the plan; one of the trend rule waits for its decision."""
    plan.status = status
    plan.closed_at = now
    plan.close_text = text.strip()
    plan.revision += 1
    plan.save()
    close_questionnaires(plan.patient, plan, now)
    plan.holds.filter(trigger=PlanHold.Trigger.MANUAL, lifted_at=None).update(lifted_at=now)


def _check_length(text: str, field: str, most: int) -> None:
    if len(text) > most:
        raise NeedsReason(too_long(most), field=field)

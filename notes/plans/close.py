"""Ending a plan: completed when it was in force, withdrawn when it never was."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.models import Goal, TreatmentPlan
from notes.plans.create import locked
from notes.plans.details import LONGEST_TEXT

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


@action
def close_plan(
    *, plan: TreatmentPlan, therapist: Therapist, reason: str, text: str = "", now: datetime
) -> TreatmentPlan:
    """End the plan. Drafts are withdrawn and need no reason. Raises AlreadyClosed, NeedsReason."""
    plan = locked(plan)
    if plan.status in TreatmentPlan.CLOSED:
        raise AlreadyClosed
    was_live = plan.is_live
    if was_live and reason not in Reason.values:
        raise NeedsReason
    if len(text) > LONGEST_TEXT:
        raise NeedsReason(
            _("Please keep this shorter than %(most)s characters.") % {"most": LONGEST_TEXT}, field="text"
        )
    plan.status = Status.COMPLETED if was_live else Status.REVOKED
    plan.closed_at = now
    plan.close_reason = reason if was_live else ""
    plan.close_text = text.strip()
    plan.revision += 1
    plan.save(update_fields=["status", "closed_at", "close_reason", "close_text", "revision"])
    done = Goal.Status.COMPLETED if reason == Reason.GOALS_MET else Goal.Status.CANCELLED
    plan.goals.update(status=done)
    record_access(
        clinic=plan.clinic,
        user=therapist.user,
        patient=plan.patient,
        action="closed",
        object_kind="plan",
        object_id=plan.public_id,
        now=now,
    )
    return plan

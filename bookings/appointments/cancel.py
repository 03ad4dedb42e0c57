"""Cancelling: kept, with its reason and whether it was late; never twice."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings.appointments.locks import lock_appointment
from bookings.appointments.policy import (
    UNDO_WINDOW,
    Actor,
    InvalidTransition,
    notice_ends_at,
    require_revision,
    require_status,
    write_event,
)
from bookings.appointments.snapshot import snapshot
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent
from bookings.models.appointments import CancelReason
from bookings.notifications import outbox
from bookings.transactions import action

Status = Appointment.Status

PATIENT_REASONS = (
    CancelReason.ILLNESS,
    CancelReason.WORK,
    CancelReason.TRANSPORT,
    CancelReason.BETTER,
    CancelReason.OTHER,
)
STAFF_REASONS = (*PATIENT_REASONS, CancelReason.CLINIC)


@action
def cancel(
    *,
    appointment: Appointment,
    reason: str,
    actor: Actor,
    now: datetime,
    expected_revision: int | None = None,
    once: Once | None = None,
) -> Appointment:
    """Cancel a BOOKED or PENDING appointment for one of the coded reasons.

    A patient's cancellation after the agreed notice is allowed and marked late. Raises InvalidTransition if
    it is cancelled, done or (for patients) begun, StaleRevision, and ValueError for an unknown reason.
    """
    require_reason(reason, actor)
    cancelled = lock_appointment(appointment.pk)
    require_revision(cancelled, expected_revision)
    require_status(cancelled, Status.BOOKED, Status.PENDING)
    if not actor.is_staff and cancelled.starts_at <= now:
        raise InvalidTransition(_("This appointment has begun already."))
    call_off(cancelled, reason, actor, now)
    outbox.plan_for_cancel(cancelled, now, hold_back=UNDO_WINDOW)
    return cancelled


def call_off(appointment: Appointment, reason: str, actor: Actor, now: datetime, **told: Any) -> None:
    """Cancel the locked row, with its event. The caller plans the messages."""
    before = snapshot(appointment)
    appointment.status = Status.CANCELLED
    appointment.cancelled_at = now
    appointment.cancellation_reason = reason
    appointment.is_late_cancel = now > notice_ends_at(appointment) and reason != CancelReason.CLINIC
    appointment.save(update_fields=["status", "cancelled_at", "cancellation_reason", "is_late_cancel"])
    write_event(
        appointment, AppointmentEvent.Kind.CANCELLED, actor, now,
        reason=reason, late=appointment.is_late_cancel, before=before, **told,
    )  # fmt: skip


def require_reason(reason: str, actor: Actor) -> None:
    """Raises ValueError for a reason that this kind of person does not give."""
    if reason not in (STAFF_REASONS if actor.is_staff else PATIENT_REASONS):
        raise ValueError(f"unknown cancellation reason {reason!r}")

"""Cancelling one date of a series, the following, or all that are still to come."""

from datetime import datetime

from django.utils.translation import gettext as _

from bookings.appointments.cancel import call_off, require_reason
from bookings.appointments.locks import lock_appointments
from bookings.appointments.policy import (
    UNDO_WINDOW,
    Actor,
    InvalidTransition,
    require_revision,
    require_status,
)
from bookings.appointments.series.scope import Scope, keys_in_scope
from bookings.appointments.together import acts_together
from bookings.idempotency import Once
from bookings.models import Appointment, Notification
from bookings.notifications.series import plan_for_series
from bookings.transactions import action

Status = Appointment.Status


@action
def cancel_series(
    *,
    appointment: Appointment,
    scope: Scope,
    reason: str,
    actor: Actor,
    now: datetime,
    expected_revision: int | None = None,
    is_silent: bool = False,
    once: Once | None = None,
) -> list[Appointment]:
    """Cancel `appointment` and the others in scope, each late or not by its own notice; told in one letter.

    `is_silent` sends none: the patient knows, by phone or at the desk.
    Raises what `cancel` raises of the appointment itself; of the others, what is over or cancelled is left alone.
    """
    require_reason(reason, actor)
    rows = lock_appointments(keys_in_scope(appointment, scope, now))
    chosen = next(row for row in rows if row.pk == appointment.pk)
    require_revision(chosen, expected_revision)
    require_status(chosen, Status.BOOKED, Status.PENDING)
    if not actor.is_staff and chosen.starts_at <= now:
        raise InvalidTransition(_("This appointment has begun already."))
    cancelled = [row for row in rows if row.is_live]
    for row, others in zip(cancelled, acts_together(cancelled), strict=True):
        call_off(row, reason, actor, now, **others)
    plan_for_series(cancelled, Notification.Kind.CANCELLED, now, hold_back=UNDO_WINDOW, is_silent=is_silent)
    return cancelled

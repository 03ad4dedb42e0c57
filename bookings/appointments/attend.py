"""What becomes of a booked appointment: confirmed, arrived, completed, or nobody came."""

from datetime import datetime

from django.utils.translation import gettext as _

from bookings.appointments.locks import lock_appointment
from bookings.appointments.policy import Actor, InvalidTransition, require_status, write_event
from bookings.appointments.snapshot import snapshot
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent
from bookings.models.appointments import Status
from bookings.transactions import action

Kind = AppointmentEvent.Kind


@action
def confirm(
    *, appointment: Appointment, actor: Actor, now: datetime, once: Once | None = None
) -> Appointment:
    """Note that the patient will come: a fact with a time, not a status. Confirming again changes nothing."""
    confirmed = lock_appointment(appointment.pk)
    require_status(confirmed, Status.BOOKED)
    if confirmed.starts_at <= now:
        raise InvalidTransition(_("This appointment has begun already."))
    if confirmed.confirmed_at is None:
        confirmed.confirmed_at = now
        confirmed.save(update_fields=["confirmed_at"])
        write_event(confirmed, Kind.CONFIRMED, actor, now)
    return confirmed


@action
def arrive(*, appointment: Appointment, actor: Actor, now: datetime, once: Once | None = None) -> Appointment:
    """The patient is here."""
    return _become(appointment, Status.ARRIVED, Kind.ARRIVED, {Status.BOOKED}, actor, now)


@action
def fulfil(*, appointment: Appointment, actor: Actor, now: datetime, once: Once | None = None) -> Appointment:
    """The treatment took place."""
    allowed = {Status.BOOKED, Status.ARRIVED}
    return _become(appointment, Status.FULFILLED, Kind.FULFILLED, allowed, actor, now)


@action
def mark_no_show(
    *, appointment: Appointment, actor: Actor, now: datetime, once: Once | None = None
) -> Appointment:
    """Nobody came. Possible from the start on, not before; `undo` takes it back."""
    return _become(appointment, Status.NO_SHOW, Kind.NO_SHOW, {Status.BOOKED}, actor, now)


def _become(
    appointment: Appointment,
    status: Status,
    kind: AppointmentEvent.Kind,
    allowed: set[Status],
    actor: Actor,
    now: datetime,
) -> Appointment:
    """Change the status under the lock; being there already changes nothing."""
    changed = lock_appointment(appointment.pk)
    if changed.status != status:
        require_status(changed, *allowed)
        if status == Status.NO_SHOW and changed.starts_at > now:
            raise InvalidTransition(_("This appointment has not begun yet."))
        told = {"before": snapshot(changed)} if status == Status.NO_SHOW else {}
        changed.status = status
        changed.save(update_fields=["status"])
        write_event(changed, kind, actor, now, **told)
    return changed

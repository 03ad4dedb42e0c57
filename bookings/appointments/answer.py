"""The clinic's answer to a requested appointment, which keeps its time until then."""

from datetime import datetime

from bookings.appointments.gate import booking_gate
from bookings.appointments.locks import lock_appointment
from bookings.appointments.policy import Actor, end, require_status, write_event
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent
from bookings.models.appointments import CancelReason
from bookings.notifications import outbox
from bookings.transactions import action

Status = Appointment.Status


@action
def accept(*, appointment: Appointment, actor: Actor, now: datetime, once: Once | None = None) -> Appointment:
    """Book a requested appointment. Accepting twice changes nothing; raises InvalidTransition otherwise.

    Raises NeedsTherapist if the answers to the safety check have to be read first, and by somebody else.
    """
    accepted = lock_appointment(appointment.pk)
    if accepted.status != Status.BOOKED:
        require_status(accepted, Status.PENDING)
        booking_gate().accept(visit=accepted, actor=actor, now=now)
        accepted.status = Status.BOOKED
        accepted.answer_by = None
        accepted.save(update_fields=["status", "answer_by"])
        write_event(accepted, AppointmentEvent.Kind.ACCEPTED, actor, now)
        outbox.plan_for_accept(accepted, now)
    return accepted


@action
def decline(
    *, appointment: Appointment, actor: Actor, now: datetime, once: Once | None = None
) -> Appointment:
    """Turn a requested appointment down; its time is free again. Raises InvalidTransition if not PENDING."""
    declined = lock_appointment(appointment.pk)
    require_status(declined, Status.PENDING)
    end(declined, CancelReason.DECLINED, AppointmentEvent.Kind.DECLINED, actor, now)
    outbox.plan_for_decline(declined, now)
    return declined

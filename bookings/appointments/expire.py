"""Letting go of times that nobody finished booking.

A constraint cannot see the clock, so whoever wants a time first releases the dead holds in its way, under the
lock; the periodic task only tidies.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from bookings.appointments.place import Place
from bookings.appointments.policy import Actor, write_event
from bookings.models import Appointment, AppointmentEvent
from bookings.models.appointments import CancelReason
from bookings.notifications import outbox
from bookings.transactions import action

BATCH = 500


def release_expired(place: Place, now: datetime) -> None:
    """Release the expired holds that occupy the therapist or the room of `place`, under their lock."""
    in_the_way = Appointment.objects.expired_holds(now).filter(
        Q(therapist=place.therapist) | Q(room=place.room),
        occupies_from__lt=place.occupies_until,
        occupies_until__gt=place.occupies_from,
    )
    _end(in_the_way.select_for_update(no_key=True), CancelReason.HOLD_EXPIRED, now)


@action
def tidy_expired(*, now: datetime) -> int:
    """End holds that ran out and requests that nobody answered in time; returns how many."""
    holds = Appointment.objects.expired_holds(now)
    requests = Appointment.objects.filter(status=Appointment.Status.PENDING, answer_by__lte=now)
    count = _end(
        holds.select_for_update(no_key=True, skip_locked=True)[:BATCH], CancelReason.HOLD_EXPIRED, now
    )
    unanswered = requests.select_for_update(no_key=True, skip_locked=True)[:BATCH]
    for appointment in unanswered:
        _end([appointment], CancelReason.REQUEST_EXPIRED, now)
        outbox.plan_for_decline(appointment, now)
        count += 1
    return count


def _end(appointments: Iterable[Appointment], reason: CancelReason, now: datetime) -> int:
    count = 0
    for appointment in appointments:
        appointment.status = Appointment.Status.CANCELLED
        appointment.cancelled_at = now
        appointment.cancellation_reason = reason
        appointment.save(update_fields=["status", "cancelled_at", "cancellation_reason"])
        write_event(appointment, AppointmentEvent.Kind.EXPIRED, Actor.system(), now, reason=reason)
        count += 1
    return count

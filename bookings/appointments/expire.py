"""Letting go of times that nobody finished booking.

A constraint cannot see the clock, so whoever wants a time first releases the dead holds in its way, under the
lock; the periodic task only tidies.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from bookings.appointments.place import Place
from bookings.appointments.policy import Actor, end
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
    _end(in_the_way.select_for_update(no_key=True).order_by("pk"), CancelReason.HOLD_EXPIRED, now)


@action
def tidy_expired(*, now: datetime) -> int:
    """End holds that ran out and requests that nobody answered in time; returns how many."""
    holds = Appointment.objects.expired_holds(now)
    requests = Appointment.objects.filter(status=Appointment.Status.PENDING, answer_by__lte=now)
    ended = _end(
        holds.select_for_update(no_key=True, skip_locked=True)[:BATCH], CancelReason.HOLD_EXPIRED, now
    )
    unanswered = _end(
        requests.select_for_update(no_key=True, skip_locked=True)[:BATCH], CancelReason.REQUEST_EXPIRED, now
    )
    for appointment in unanswered:
        outbox.plan_for_decline(appointment, now)
    return len(ended) + len(unanswered)


def _end(rows: Iterable[Appointment], reason: CancelReason, now: datetime) -> list[Appointment]:
    appointments = list(rows)
    for appointment in appointments:
        end(appointment, reason, AppointmentEvent.Kind.EXPIRED, Actor.system(), now, reason=reason)
    return appointments

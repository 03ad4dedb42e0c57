"""Moving one date of a series, and with it the following or all: each checked, all or none."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from bookings.appointments.expire import release_expired
from bookings.appointments.locks import lock_appointments, lock_calendars
from bookings.appointments.place import Place, is_taken
from bookings.appointments.policy import Actor, require_revision, write_event
from bookings.appointments.reschedule import hold_back, put_at, require_movable
from bookings.appointments.series.scope import Scope, keys_in_scope, shifted
from bookings.appointments.series.times import SeriesTime, places_for
from bookings.appointments.together import acts_together, save_together
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent, Notification, Therapist
from bookings.notifications.series import plan_for_series
from bookings.transactions import TryAgain, action


@action
def change_series(
    *,
    appointment: Appointment,
    starts_at: datetime,
    scope: Scope,
    actor: Actor,
    now: datetime,
    therapist: Therapist | None = None,
    instead: Mapping[str, datetime] | None = None,
    expected_revision: int | None = None,
    once: Once | None = None,
) -> list[Appointment]:
    """Move `appointment` to `starts_at` and the others in scope by as many days, to the same hour.

    Each stays with its therapist unless `therapist` is named. `instead` gives single dates, by public id, a start
    of their own: the substitutes for what SeriesTaken refused (in `details["refused"]`, each with the nearest free
    times). Raises also what `reschedule` raises. Returns those in scope, in order of time.
    """
    seen = _read(keys_in_scope(appointment, scope, now))
    anchor = next(row for row in seen if row.pk == appointment.pk)
    starts = {row.public_id: shifted(row, anchor.starts_at, starts_at) for row in seen} | dict(instead or {})
    wanted = [SeriesTime(starts[row.public_id], therapist or row.therapist, row.location) for row in seen]
    keys = [row.pk for row in seen]
    find = partial(places_for, option=anchor.option, times=wanted, by_staff=actor.is_staff, leaving=keys)
    places = find(now=now)
    _lock(seen, places)
    rows = _locked(seen, anchor.pk, expected_revision, actor, now)
    for place in places:
        release_expired(place, now)
        if is_taken(place, now, besides=keys):
            raise TryAgain
    if find(now=now) != places:
        raise TryAgain
    _move(rows, places, actor, now)
    return rows


def _read(keys: Sequence[int]) -> list[Appointment]:
    rows = Appointment.objects.filter(pk__in=keys).defer("reason").order_by("starts_at", "pk")
    return list(rows.select_related("option__service", "option__clinic__policy", "therapist", "location"))


def _lock(seen: Sequence[Appointment], places: Sequence[Place]) -> None:
    lock_calendars(
        therapists={place.therapist for place in places},
        rooms={place.room for place in places},
        patients={row.patient_id for row in seen if row.patient_id},
    )


def _locked(
    seen: Sequence[Appointment], anchor: int, expected: int | None, actor: Actor, now: datetime
) -> list[Appointment]:
    """The rows under their locks, in the order of `seen`; to be tried again if one has changed."""
    fresh = {row.pk: row for row in lock_appointments([row.pk for row in seen])}
    require_revision(fresh[anchor], expected)
    for row in seen:
        require_movable(fresh[row.pk], actor, now)
        if fresh[row.pk].revision != row.revision:
            raise TryAgain
    return [fresh[row.pk] for row in seen]


def _move(rows: Sequence[Appointment], places: Sequence[Place], actor: Actor, now: datetime) -> None:
    """What is where it should be already is left as it is."""
    moving = [
        (row, place)
        for row, place in zip(rows, places, strict=True)
        if (row.starts_at, row.therapist_id, row.location_id)
        != (place.starts_at, place.therapist, place.location)
    ]
    if not moving:
        return
    moved = [row for row, _ in moving]
    told = [put_at(row, place) for row, place in moving]
    save_together(moved, now)
    for row, what, others in zip(moved, told, acts_together(moved), strict=True):
        write_event(row, AppointmentEvent.Kind.RESCHEDULED, actor, now, **what, **others)
    plan_for_series(moved, Notification.Kind.RESCHEDULED, now, hold_back=hold_back(actor))

"""Reserving a time for a few minutes while somebody types."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bookings.appointments.alternatives import offering_alternatives
from bookings.appointments.expire import release_expired
from bookings.appointments.locks import lock_calendars, refusing_overlaps
from bookings.appointments.place import Place, find_place, require_still_open
from bookings.appointments.policy import (
    Actor,
    OutsidePolicy,
    TooManyHolds,
    end,
    write_event,
)
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent, Location, Service, ServiceOption, Therapist
from bookings.models.appointments import CancelReason
from bookings.statements import save
from bookings.transactions import action

MOST_LIVE_HOLDS = 2


def hold(
    *,
    option: ServiceOption,
    starts_at: datetime,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    held_by: str = "",
    most_holds: int = MOST_LIVE_HOLDS,
    source: Appointment.Source = Appointment.Source.PORTAL,
    once: Once | None = None,
) -> Appointment:
    """Reserve `starts_at` (an aware datetime) for the policy's hold minutes; its token is the key to it.

    Raises SlotTaken or OutsidePolicy, each with the three nearest other openings in
    `details["alternatives"]`; TooManyHolds if `held_by` has `most_holds` live ones
    (0: as many as they like); CalendarBusy.
    """
    with offering_alternatives(option=option, to=starts_at, now=now, therapist=therapist, location=location):
        return _hold(
            option=option, starts_at=starts_at, now=now, therapist=therapist, location=location,
            held_by=held_by, most_holds=most_holds, source=source, once=once,
        )  # fmt: skip


@action
def _hold(
    *,
    option: ServiceOption,
    starts_at: datetime,
    now: datetime,
    therapist: Therapist | None,
    location: Location | None,
    held_by: str,
    most_holds: int,
    source: Appointment.Source,
    once: Once | None,
) -> Appointment:
    _refuse_unbookable(option.service)
    _refuse_hoarding(option, held_by, most_holds, now)
    place = find_place(option=option, starts_at=starts_at, now=now, therapist=therapist, location=location)
    lock_calendars(therapists=[place.therapist], rooms=[place.room])
    release_expired(place, now)
    require_still_open(place, option=option, now=now)
    held = place_appointment(option, place, source)
    held.held_by = held_by
    held.hold_expires_at = now + timedelta(minutes=option.clinic.policy.hold_minutes)
    with refusing_overlaps():
        save(held)
    write_event(held, AppointmentEvent.Kind.HELD, Actor.patient(), now)
    return held


def place_appointment(option: ServiceOption, place: Place, source: Appointment.Source) -> Appointment:
    """A new appointment of `option` at `place`, with the price and the notice as they are today; not saved."""
    return Appointment(
        clinic=option.clinic, option=option, therapist_id=place.therapist, room_id=place.room,
        location_id=place.location, time_zone=place.time_zone,
        starts_at=place.starts_at, ends_at=place.ends_at,
        occupies_from=place.occupies_from, occupies_until=place.occupies_until, price=option.price,
        currency=option.currency, source=source,
        cancel_notice_hours=option.clinic.policy.cancel_notice_hours,
    )  # fmt: skip


@action
def release(*, token: str, now: datetime) -> None:
    """Give a reserved time back. Whatever else the token is, or is not, stays as it is."""
    held = (
        Appointment.objects.select_for_update(no_key=True)
        .filter(token=token, status=Appointment.Status.HELD)
        .first()
    )
    if held:
        give_back(held, Actor.patient(), now)


def give_back(held: Appointment, actor: Actor, now: datetime) -> None:
    """End a hold before its time. Its row is locked by the caller."""
    end(held, CancelReason.HOLD_RELEASED, AppointmentEvent.Kind.RELEASED, actor, now)


def _refuse_unbookable(service: Service) -> None:
    if service.booking_mode == Service.BookingMode.PHONE:
        raise OutsidePolicy(_("This service is booked by phone. Please call the clinic."))


def _refuse_hoarding(option: ServiceOption, held_by: str, most_holds: int, now: datetime) -> None:
    if not held_by or not most_holds:
        return
    live = Appointment.objects.filter(
        clinic=option.clinic, held_by=held_by, status=Appointment.Status.HELD, hold_expires_at__gt=now
    )
    if live.count() >= most_holds:
        if most_holds == MOST_LIVE_HOLDS:
            raise TooManyHolds
        raise TooManyHolds(_("Too many times are reserved already. Please finish or give back one of them."))

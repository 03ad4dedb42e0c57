"""Turning a reserved time into an appointment, and booking by staff."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bookings.appointments.alternatives import offering_alternatives
from bookings.appointments.audience import is_meant_for
from bookings.appointments.expire import release_expired
from bookings.appointments.gate import Given, ScreeningStop, booking_gate, require_open_gate
from bookings.appointments.held import find_held
from bookings.appointments.hold import give_back, place_appointment
from bookings.appointments.locks import lock_again, lock_calendars, lock_person, refusing_overlaps
from bookings.appointments.patient import PatientDetails, find_or_create, is_secretly_elsewhere
from bookings.appointments.place import (
    Place,
    find_place,
    is_taken,
    nearest_openings,
    place_by_override,
    require_still_open,
)
from bookings.appointments.policy import (
    Actor,
    AlreadyBooked,
    HoldExpired,
    OutsidePolicy,
    SlotTaken,
    write_event,
)
from bookings.idempotency import AlreadyAnswered, Once
from bookings.models import (
    Appointment,
    AppointmentEvent,
    Clinic,
    Location,
    Patient,
    Room,
    Service,
    ServiceOption,
    Therapist,
)
from bookings.notifications import outbox
from bookings.statements import save
from bookings.transactions import action

Status = Appointment.Status


def book(
    *,
    token: str,
    patient: PatientDetails,
    now: datetime,
    reason: str = "",
    consent_version: str = "",
    consented: bool = False,
    screening: Given | None = None,
    clinic: Clinic | None = None,
    once: Once | None = None,
) -> Appointment:
    """Make the hold behind `token` an appointment of `patient`: BOOKED, or PENDING where the clinic confirms.

    It is PENDING, too, where the answers to the safety check want a therapist's look. Where they forbid a booking the
    time is given back, the answers are kept and ScreeningStop is raised; ScreeningIncomplete changes nothing.

    `clinic` is where the caller asks, if it matters: another clinic's hold is unknown there. Anybody can type a name
    and an address, so nothing that others put on record under them changes the answer.

    Raises HoldExpired (with the nearest openings in `details["alternatives"]`) if the hold is gone, AlreadyBooked (with
    the appointment) if it was used, PatientBusy if the same browser or program booked another visit of theirs then.
    """
    try:
        booked = _book(
            token=token, patient=patient, now=now, reason=reason, screening=screening, clinic=clinic,
            consent_version=consent_version, consented=consented, attempt=once,
        )  # fmt: skip
    except HoldExpired as refusal:
        if held := find_held(token, clinic):
            refusal.details["option"] = held.option
            refusal.details["alternatives"] = nearest_openings(option=held.option, to=held.starts_at, now=now)
        raise
    except AlreadyAnswered as answered:
        if stop := ScreeningStop.of_answer(answered.answer):
            raise stop from answered
        raise
    if isinstance(booked, ScreeningStop):
        raise booked
    return booked


@action
def _book(
    *,
    token: str,
    patient: PatientDetails,
    now: datetime,
    reason: str,
    consent_version: str,
    consented: bool,
    screening: Given | None,
    clinic: Clinic | None,
    attempt: Once | None,
) -> Appointment | ScreeningStop:
    """A stop is returned, not raised: what the gate wrote down outlives the refusal, and `attempt` keeps it for a retry."""
    if attempt:
        attempt.claim()
    held = find_held(token, clinic)
    if held is None:
        raise HoldExpired
    person, is_new = _record_for(held, patient)
    appointment = lock_again(held)
    _require_held(appointment, now)
    actor = Actor.patient(person.user)
    verdict = booking_gate().admit(
        visits=[appointment], patient=person, actor=actor, now=now, given=screening, is_new=is_new
    )
    if verdict.stop:
        give_back(appointment, actor, now)
        if attempt:
            attempt.keep_refusal(verdict.stop.as_answer())
        return verdict.stop
    appointment.patient = person
    appointment.reason = reason
    appointment.consent_version = consent_version if consented else ""
    appointment.consented_at = now if consented else None
    _settle(appointment, actor, now, asks_therapist=verdict.asks_therapist)
    if attempt:
        attempt.keep(appointment)
    return appointment


def _record_for(held: Appointment, details: PatientDetails) -> tuple[Patient, bool]:
    """A record that these details fit and that can take the visit, else a new one; locked. And whether it is new."""
    passed_over: set[int] = set()
    while True:
        person, is_new = find_or_create(held.clinic, details, held, besides=passed_over)
        if is_new:
            return person, True
        person = lock_person(person)
        person.clinic = held.clinic
        if _can_take(person, held):
            return person, False
        passed_over.add(person.pk)


def _can_take(person: Patient, held: Appointment) -> bool:
    """Whether they are free then and, for a first visit, not known yet. Who is known is for the clinic to say."""
    service = held.option.service
    is_known = service.audience == Service.Audience.NEW and not is_meant_for(service, person)
    return not is_known and not is_secretly_elsewhere(person, held, held.starts_at, held.ends_at)


def _require_held(appointment: Appointment, now: datetime) -> None:
    if appointment.status == Status.CANCELLED and appointment.patient_id is None:
        raise HoldExpired
    if appointment.status != Status.HELD:
        raise AlreadyBooked(appointment=appointment)
    if appointment.hold_expires_at and appointment.hold_expires_at <= now:
        raise HoldExpired


def _settle(appointment: Appointment, actor: Actor, now: datetime, *, asks_therapist: bool = False) -> None:
    settle(appointment, actor, now, asks_therapist=asks_therapist)
    outbox.plan_for_booking(appointment, now)


def settle(
    appointment: Appointment,
    actor: Actor,
    now: datetime,
    *,
    asks_therapist: bool = False,
    is_offered: bool = False,
) -> None:
    """Booked or, where the clinic or a therapist wants to confirm, requested; with its event.

    A time that the clinic itself offered needs no confirming. The caller plans the messages.
    """
    by_clinic = appointment.option.service.asks_clinic and not is_offered
    is_request = (by_clinic or asks_therapist) and not actor.is_staff
    appointment.status = Status.PENDING if is_request else Status.BOOKED
    if is_request:
        answer_by = now + timedelta(hours=appointment.clinic.policy.request_hours)
        appointment.answer_by = min(answer_by, appointment.starts_at)
    with refusing_overlaps():
        save(appointment)
    kind = AppointmentEvent.Kind.REQUESTED if is_request else AppointmentEvent.Kind.BOOKED
    write_event(appointment, kind, actor, now, starts_at=appointment.starts_at)


def book_directly(
    *,
    option: ServiceOption,
    starts_at: datetime,
    therapist: Therapist,
    patient: Patient,
    actor: Actor,
    now: datetime,
    location: Location | None = None,
    room: Room | None = None,
    override_reason: str = "",
    clearance_reason: str = "",
    once: Once | None = None,
) -> Appointment:
    """Book for a patient, by staff: notice, horizon and start grid do not bind.

    With an `override_reason` hours and buffers do not either; the reason is kept. Nothing beats the overlap
    constraint. With a `clearance_reason` a therapist books in spite of the safety check, save an emergency. Raises
    ScreeningStop, SlotTaken or OutsidePolicy with the nearest openings, PatientBusy, CalendarBusy.
    """
    with offering_alternatives(option=option, to=starts_at, now=now, therapist=therapist, location=location):
        return _book_directly(
            option=option, starts_at=starts_at, therapist=therapist, patient=patient, actor=actor, now=now,
            location=location, room=room, override_reason=override_reason,
            clearance_reason=clearance_reason, once=once,
        )  # fmt: skip


@action
def _book_directly(
    *,
    option: ServiceOption,
    starts_at: datetime,
    therapist: Therapist,
    patient: Patient,
    actor: Actor,
    now: datetime,
    location: Location | None,
    room: Room | None,
    override_reason: str,
    clearance_reason: str,
    once: Once | None,
) -> Appointment:
    if override_reason:
        place = place_by_override(
            option=option, starts_at=starts_at, therapist=therapist, location=location, room=room, now=now
        )
    else:
        place = find_place(
            option=option, starts_at=starts_at, now=now, therapist=therapist, location=location, by_staff=True
        )
        place = _in_room(place, room)
    lock_calendars(therapists=[place.therapist], rooms=[place.room])
    patient = lock_person(patient)
    release_expired(place, now)
    if (override_reason or room) and is_taken(place, now):
        raise SlotTaken
    if not override_reason:
        require_still_open(place, option=option, now=now, by_staff=True)
    appointment = place_appointment(option, place, Appointment.Source.STAFF)
    appointment.patient = patient
    appointment.override_reason = override_reason
    _settle(appointment, actor, now)
    require_open_gate([appointment], patient, actor, now, clearance_reason)
    return appointment


def _in_room(place: Place, room: Room | None) -> Place:
    if room is None:
        return place
    if room.location_id != place.location:
        raise OutsidePolicy(_("This room is at another location."), field="room")
    return replace(place, room=room.pk)

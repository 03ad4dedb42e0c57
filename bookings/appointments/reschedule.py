"""Moving an appointment. The old time is given up only when the new one is committed."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bookings.appointments.alternatives import offering_alternatives
from bookings.appointments.expire import release_expired
from bookings.appointments.locks import lock_appointment, lock_calendars, refusing_overlaps
from bookings.appointments.patient import is_secretly_elsewhere, set_apart
from bookings.appointments.place import (
    Place,
    find_place,
    is_taken,
    place_by_override,
    require_still_open,
)
from bookings.appointments.policy import (
    UNDO_WINDOW,
    Actor,
    InvalidTransition,
    OutsidePolicy,
    SlotTaken,
    TooLate,
    change_rules,
    require_revision,
    require_status,
    write_event,
)
from bookings.appointments.snapshot import snapshot
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent, Location, Room, ServiceOption, Therapist
from bookings.notifications import outbox
from bookings.notifications.series import plan_for_other_room
from bookings.transactions import action

Status = Appointment.Status
BOOKED_BY_ANYBODY = (Appointment.Source.PORTAL, Appointment.Source.API)


def reschedule(
    *,
    appointment: Appointment,
    starts_at: datetime,
    actor: Actor,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    expected_revision: int | None = None,
    override_reason: str = "",
    once: Once | None = None,
    room: Room | None = None,
    option: ServiceOption | None = None,
) -> Appointment:
    """Move to `starts_at`; the same therapist if that is possible and no other is named.

    Patients may do so until the notice agreed at booking; staff always, and with an `override_reason` outside
    hours and buffers. `room` asks for that room, `option` for another length of the same service, at its price.
    Raises SlotTaken or OutsidePolicy (with alternatives), TooLate, InvalidTransition, StaleRevision, PatientBusy,
    CalendarBusy; the old time is intact then.
    """
    option = option or appointment.option
    with offering_alternatives(
        option=option, to=starts_at, now=now, therapist=therapist, location=location, moving=appointment
    ):
        return _reschedule(
            appointment=appointment, starts_at=starts_at, actor=actor, now=now,
            therapist=therapist, location=location, expected_revision=expected_revision,
            override_reason=override_reason, once=once, room=room, option=option,
        )  # fmt: skip


@action
def _reschedule(
    *,
    appointment: Appointment,
    starts_at: datetime,
    actor: Actor,
    now: datetime,
    therapist: Therapist | None,
    location: Location | None,
    expected_revision: int | None,
    override_reason: str,
    once: Once | None,
    room: Room | None,
    option: ServiceOption,
) -> Appointment:
    _require_same_service(appointment, option)
    place = _new_place(appointment, option, starts_at, actor, now, therapist, location, room, override_reason)
    lock_calendars(therapists=[place.therapist], rooms=[place.room], patient=appointment.patient_id)
    moved = lock_appointment(appointment.pk)
    require_revision(moved, expected_revision)
    require_movable(moved, actor, now)
    release_expired(place, now)
    if override_reason and actor.is_staff:
        if is_taken(place, now, moving=moved):
            raise SlotTaken
    else:
        require_still_open(place, option=option, now=now, moving=moved, by_staff=actor.is_staff)
    _let_nothing_slip(moved, place, actor)
    here = (moved.starts_at, moved.therapist_id, moved.location_id, moved.option_id)
    is_elsewhere = here != (place.starts_at, place.therapist, place.location, option.pk)
    if is_elsewhere or (room and moved.room_id != room.pk):
        _move(moved, place, option, override_reason, actor, now)
        tell = outbox.plan_for_move if is_elsewhere else plan_for_other_room
        tell(moved, now, hold_back=hold_back(actor))
    return moved


def _require_same_service(appointment: Appointment, option: ServiceOption) -> None:
    """Another length is another price; another treatment is another appointment."""
    if option.service_id != appointment.option.service_id:
        raise OutsidePolicy(_("Only lengths of the same service can be chosen."), field="option")


def _let_nothing_slip(moved: Appointment, place: Place, actor: Actor) -> None:
    """Who booked without signing in may be anybody: a refusal must not tell of other visits on the record."""
    if actor.is_staff or moved.patient is None or moved.source not in BOOKED_BY_ANYBODY:
        return
    if is_secretly_elsewhere(moved.patient, moved, place.starts_at, place.ends_at):
        moved.patient = set_apart(moved.patient, moved)


def _new_place(
    appointment: Appointment,
    option: ServiceOption,
    starts_at: datetime,
    actor: Actor,
    now: datetime,
    therapist: Therapist | None,
    location: Location | None,
    room: Room | None,
    override_reason: str,
) -> Place:
    if override_reason and actor.is_staff:
        return place_by_override(
            option=option, starts_at=starts_at, therapist=therapist or appointment.therapist,
            location=location or appointment.location, room=room, now=now, moving=appointment,
        )  # fmt: skip
    return find_place(
        option=option, starts_at=starts_at, now=now, therapist=therapist, location=location,
        moving=appointment, by_staff=actor.is_staff, room=room,
    )  # fmt: skip


def require_movable(appointment: Appointment, actor: Actor, now: datetime) -> None:
    """Raises InvalidTransition or TooLate: staff move what is booked or requested, patients in good time."""
    require_status(appointment, Status.BOOKED, Status.PENDING)
    if actor.is_staff:
        return
    if appointment.starts_at <= now:
        raise InvalidTransition(_("This appointment has begun already."))
    if not change_rules(appointment, now).can_move:
        raise TooLate


def _move(
    appointment: Appointment,
    place: Place,
    option: ServiceOption,
    override_reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    told = put_at(appointment, place, override_reason)
    if option.pk != appointment.option_id:
        appointment.option, appointment.price = option, option.price
        appointment.currency = option.currency
    with refusing_overlaps():
        appointment.save()
    write_event(appointment, AppointmentEvent.Kind.RESCHEDULED, actor, now, **told)


def put_at(appointment: Appointment, place: Place, override_reason: str = "") -> dict[str, Any]:
    """Change the row to another place, one revision up, without saving it; what its event is to tell."""
    told = {
        "from": appointment.starts_at,
        "from_therapist": appointment.therapist.public_id,
        "to": place.starts_at,
        "override_reason": override_reason,
        "before": snapshot(appointment),
    }
    appointment.therapist_id = place.therapist
    appointment.room_id = place.room
    appointment.location_id = place.location
    appointment.time_zone = place.time_zone
    appointment.starts_at, appointment.ends_at = place.starts_at, place.ends_at
    appointment.occupies_from, appointment.occupies_until = place.occupies_from, place.occupies_until
    appointment.revision += 1
    appointment.confirmed_at = None
    appointment.override_reason = override_reason or appointment.override_reason
    if appointment.answer_by:
        appointment.answer_by = min(appointment.answer_by, appointment.starts_at)
    return told


def hold_back(actor: Actor) -> timedelta:
    """How long the news of a move waits: whoever moves their own appointment hears of it at once."""
    return UNDO_WINDOW if actor.is_staff else timedelta()

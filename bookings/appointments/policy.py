"""What may be done with an appointment, by whom and until when."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Appointment, AppointmentEvent, User
from bookings.models.appointments import CancelReason
from bookings.statements import save

Status = Appointment.Status

# So long a cancellation, or a move by staff, can be taken back; nobody is told of it before.
UNDO_WINDOW = timedelta(minutes=3)


class SlotTaken(DomainError):
    code = "slot_taken"
    message = _("Somebody else has just taken this time.")
    field = "starts_at"


class OutsidePolicy(DomainError):
    code = "outside_policy"
    message = _("This time cannot be booked.")
    field = "starts_at"


class PatientBusy(DomainError):
    code = "patient_busy"
    message = _("There already is an appointment for this person at that time.")
    field = "starts_at"


class TooManyHolds(DomainError):
    code = "too_many_holds"
    message = _("You have reserved two other times already. Please finish or give back one of them first.")


class HoldExpired(DomainError):
    code = "hold_expired"
    message = _("The reserved time has run out. Nothing has been booked yet.")


class AlreadyBooked(DomainError):
    code = "already_booked"
    message = _("This time has been booked already.")


class InvalidTransition(DomainError):
    code = "invalid_transition"
    message = _("The appointment is no longer in a state that allows this.")


class StaleRevision(DomainError):
    code = "stale_revision"
    message = _("The appointment was changed in the meantime. Please look at it again.")


class TooLate(DomainError):
    code = "too_late"
    message = _("It is too late to change this online. Please call the clinic.")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a patient with a link, a member of staff, or the system itself."""

    kind: AppointmentEvent.Actor
    user: User | None = None

    @classmethod
    def patient(cls, user: User | None = None) -> "Actor":
        return cls(AppointmentEvent.Actor.PATIENT, user)

    @classmethod
    def staff(cls, user: User) -> "Actor":
        return cls(AppointmentEvent.Actor.STAFF, user)

    @classmethod
    def system(cls) -> "Actor":
        return cls(AppointmentEvent.Actor.SYSTEM)

    @property
    def is_staff(self) -> bool:
        return self.kind == AppointmentEvent.Actor.STAFF


@dataclass(frozen=True, slots=True)
class ChangeRules:
    """What the patient may still do online. `notice_hours` is the clinic's wish as it was at booking."""

    can_confirm: bool
    can_move: bool
    can_cancel: bool
    is_late: bool
    notice_hours: int


def change_rules(appointment: Appointment, now: datetime) -> ChangeRules:
    """Confirm and cancel until the start; move until the notice that was agreed at booking."""
    is_ahead = appointment.is_live and now < appointment.starts_at
    is_late = now > notice_ends_at(appointment)
    return ChangeRules(
        can_confirm=is_ahead and appointment.status == Status.BOOKED and appointment.confirmed_at is None,
        can_move=is_ahead and not is_late,
        can_cancel=is_ahead,
        is_late=is_late,
        notice_hours=appointment.cancel_notice_hours,
    )


def notice_ends_at(appointment: Appointment) -> datetime:
    """After this instant a cancellation counts as late."""
    return appointment.starts_at - timedelta(hours=appointment.cancel_notice_hours)


def require_status(appointment: Appointment, *allowed: str) -> None:
    """Raises InvalidTransition, telling the present state, unless the appointment is in one of `allowed`."""
    if appointment.status not in allowed:
        raise InvalidTransition(
            _("This appointment is “%(state)s”, so this is not possible any more.")
            % {"state": appointment.get_status_display()},
            status=appointment.status,
        )


def require_revision(appointment: Appointment, expected: int | None) -> None:
    """Raises StaleRevision if the caller looked at another revision."""
    if expected is not None and expected != appointment.revision:
        raise StaleRevision(revision=appointment.revision)


def write_event(
    appointment: Appointment, kind: AppointmentEvent.Kind, actor: Actor, now: datetime, **data: Any
) -> None:
    """Keep what happened: who, when, what, and the values before and after."""
    save(
        AppointmentEvent(
            appointment=appointment,
            kind=kind,
            at=now,
            actor=actor.kind,
            user=actor.user,
            revision=appointment.revision,
            data={name: _as_utc(value) for name, value in data.items()},
        )
    )


def end(
    appointment: Appointment,
    why: CancelReason,
    kind: AppointmentEvent.Kind,
    actor: Actor,
    now: datetime,
    **data: Any,
) -> None:
    """A locked row that never became a visit ends, with its event. The caller plans the messages."""
    appointment.status = Status.CANCELLED
    appointment.cancelled_at = now
    appointment.cancellation_reason = why
    appointment.save(update_fields=["status", "cancelled_at", "cancellation_reason"])
    write_event(appointment, kind, actor, now, **data)


def _as_utc(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value

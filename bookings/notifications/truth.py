"""Is a message still true, and is this the moment for it? Asked just before it leaves."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.models import Appointment, Notification
from bookings.notifications import wording
from bookings.notifications.outbox import quiet_hours
from bookings.notifications.recipients import Recipient
from bookings.notifications.reminders import leaves_at

Kind, Status = Notification.Kind, Appointment.Status

# The state of the appointment that each kind speaks of.
SPEAKS_OF: dict[str, str] = {
    Kind.CONFIRMATION: Status.BOOKED,
    Kind.REQUEST_RECEIVED: Status.PENDING,
    Kind.ACCEPTED: Status.BOOKED,
    Kind.DECLINED: Status.CANCELLED,
    Kind.RESCHEDULED: Status.BOOKED,
    Kind.CANCELLED: Status.CANCELLED,
    Kind.REMINDER: Status.BOOKED,
}


@dataclass(frozen=True, slots=True)
class Untrue:
    """It must not be sent any more."""

    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """It may be sent, but not before `at`."""

    at: datetime
    why: str


def objection(
    notification: Notification, appointment: Appointment, recipient: Recipient, now: datetime
) -> Untrue | Later | None:
    """What speaks against sending at `now`, or None."""
    if notification.revision != appointment.revision:
        return Untrue(wording.MOVED)
    if appointment.status != SPEAKS_OF[notification.kind]:
        return Untrue(_change_of_state(notification, appointment))
    if now >= notification.useful_until:
        return Untrue(wording.TOO_LATE)
    if not recipient.email:
        return Untrue(wording.NO_ADDRESS)
    at = open_at(notification, appointment, now)
    if at is None:
        return Untrue(wording.TOO_LATE_AFTER_QUIET)
    return Later(at, wording.QUIET) if at > now else None


def open_at(notification: Notification, appointment: Appointment, moment: datetime) -> datetime | None:
    """`moment`, or for a reminder the end of the quiet hours it lies in; None if it is of no use by then.

    Only reminders keep quiet hours: the others answer somebody who is waiting for an answer.
    """
    if notification.kind != Kind.REMINDER:
        return moment if moment < notification.useful_until else None
    return leaves_at(
        moment,
        until=notification.useful_until,
        quiet=quiet_hours(appointment.clinic.policy),
        zone=ZoneInfo(appointment.time_zone),
    )


def _change_of_state(notification: Notification, appointment: Appointment) -> str:
    if appointment.status == Status.CANCELLED:
        return wording.CANCELLED
    return wording.ANSWERED if notification.kind == Kind.REQUEST_RECEIVED else wording.NOT_BOOKED

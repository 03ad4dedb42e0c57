"""Is a message still true, and is this the moment for it? Asked just before it leaves."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.models import Appointment, Notification
from bookings.notifications import series, wording
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
    Kind.SERIES: Status.BOOKED,
    Kind.WAITLIST_OFFER: Status.HELD,
}


# These keep quiet hours. The others answer somebody who is waiting for an answer.
UNASKED = (Kind.REMINDER, Kind.WAITLIST_OFFER)


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
    if not _holds_somewhere(notification, appointment):
        return Untrue(_change(notification, appointment))
    if now >= notification.useful_until:
        return Untrue(wording.TOO_LATE)
    if not recipient.email:
        return Untrue(wording.NO_ADDRESS)
    at = open_at(notification, appointment, now)
    if at is None:
        return Untrue(wording.TOO_LATE_AFTER_QUIET)
    return Later(at, wording.QUIET) if at > now else None


def holds(notification: Notification, appointment: Appointment) -> bool:
    """Whether the appointment still is as the message says."""
    is_same = notification.revision == appointment.revision
    return is_same and appointment.status == SPEAKS_OF[notification.kind]


def _holds_somewhere(notification: Notification, appointment: Appointment) -> bool:
    """A letter about a series is worth sending as long as one of its dates is as it says."""
    if notification.kind == Kind.SERIES and (told := series.told_by(notification)):
        return any(holds(row, row.appointment) for row in told)
    return holds(notification, appointment)


def open_at(notification: Notification, appointment: Appointment, moment: datetime) -> datetime | None:
    """`moment`, or for what comes unasked the end of the quiet hours it lies in; None if it is of no use by then."""
    if notification.kind not in UNASKED:
        return moment if moment < notification.useful_until else None
    return leaves_at(
        moment,
        until=notification.useful_until,
        quiet=quiet_hours(appointment.clinic.policy),
        zone=ZoneInfo(appointment.time_zone),
    )


def _change(notification: Notification, appointment: Appointment) -> str:
    if notification.revision != appointment.revision:
        return wording.MOVED
    if notification.kind == Kind.WAITLIST_OFFER:
        return wording.OFFER_OVER
    if appointment.status == Status.CANCELLED:
        return wording.CANCELLED
    return wording.ANSWERED if notification.kind == Kind.REQUEST_RECEIVED else wording.NOT_BOOKED

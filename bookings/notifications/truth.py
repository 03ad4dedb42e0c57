"""Is a message still true, is it wanted, and is this the moment for it? Asked just before it leaves."""

from dataclasses import dataclass
from datetime import datetime

from bookings.models import Appointment, Notification
from bookings.notifications import refusals, series, staff, wording
from bookings.notifications.channels.sms import texts_are_on
from bookings.notifications.outbox import out_of_quiet
from bookings.notifications.recipients import Channel, Recipient
from bookings.notifications.wishes import OPTIONAL

Kind, Status = Notification.Kind, Appointment.Status

# The state of the appointment that each kind speaks of; the others speak of none.
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
    Kind.SERIES_OFFER: Status.HELD,
    Kind.PRE_VISIT_CHECK: Status.BOOKED,
    Kind.HOME_CARE: Status.FULFILLED,
}


# These keep quiet hours. The others answer somebody who is waiting for an answer.
UNASKED = (*OPTIONAL, Kind.WAITLIST_OFFER, Kind.SERIES_OFFER)


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
    notification: Notification, appointment: Appointment | None, recipient: Recipient, now: datetime
) -> Untrue | Later | None:
    """Why `notification` must not leave at `now`, if so."""
    if appointment and notification.kind in SPEAKS_OF and not _holds_somewhere(notification, appointment):
        return Untrue(_change(notification, appointment))
    if now >= notification.useful_until:
        return Untrue(wording.TOO_LATE)
    if why := _unwanted(notification, recipient):
        return Untrue(why)
    at = open_at(notification, appointment, recipient, now)
    if at is None:
        return Untrue(wording.TOO_LATE_AFTER_QUIET)
    return Later(at, wording.QUIET) if at > now else None


def last_objection(notification: Notification, recipient: Recipient) -> Untrue | None:
    """What has to be looked up elsewhere: an address that is refused, news for staff that is none any more."""
    address = recipient.address_on(notification.channel)
    if refusals.is_flagged(notification.clinic_id, notification.channel, address):
        return Untrue(wording.REFUSED_ADDRESS)
    return None if staff.is_still_news(notification) else Untrue(wording.NO_NEWS)


def _unwanted(notification: Notification, recipient: Recipient) -> str:
    """Why it cannot reach them or is not wished for; empty if it is and can."""
    by_text = notification.channel == Channel.SMS
    if not recipient.address_on(notification.channel):
        if notification.user_id:
            return wording.HAS_LEFT
        return wording.NO_PHONE if by_text else wording.NO_ADDRESS
    if by_text and not (texts_are_on() and notification.clinic.policy.text_messages):
        return wording.TEXTS_OFF
    if by_text and not recipient.wants_texts:
        return wording.NO_TEXTS_WISHED
    if not by_text and notification.kind in recipient.muted:
        return wording.NOT_WISHED
    offsets = notification.clinic.policy.reminder_offsets_hours
    is_off = notification.kind == Kind.REMINDER and notification.offset_hours not in offsets
    return wording.SWITCHED_OFF if is_off else ""


def holds(notification: Notification, appointment: Appointment | None) -> bool:
    """Whether the appointment still is as the message says."""
    if appointment is None:
        return False
    is_same = notification.revision == appointment.revision
    return is_same and appointment.status == SPEAKS_OF[notification.kind]


def _holds_somewhere(notification: Notification, appointment: Appointment) -> bool:
    """A letter about a series is worth sending as long as one of its dates is as it says."""
    if notification.kind == Kind.SERIES and (told := series.told_by(notification)):
        return any(holds(row, row.appointment) for row in told)
    return holds(notification, appointment)


def open_at(
    notification: Notification, appointment: Appointment | None, recipient: Recipient, moment: datetime
) -> datetime | None:
    """`moment`, or for what comes unasked the end of the quiet hours it lies in; None if it is of no use by then."""
    if notification.kind not in UNASKED:
        return moment if moment < notification.useful_until else None
    clinic = notification.clinic
    zone = appointment.time_zone if appointment else clinic.time_zone
    return out_of_quiet(moment, recipient, clinic, zone, until=notification.useful_until)


def _change(notification: Notification, appointment: Appointment) -> str:
    if notification.revision != appointment.revision:
        return wording.MOVED
    if notification.kind == Kind.WAITLIST_OFFER:
        return wording.OFFER_OVER
    if notification.kind == Kind.SERIES_OFFER:
        return wording.DATES_ANSWERED
    if appointment.status == Status.CANCELLED:
        return wording.CANCELLED
    if notification.kind == Kind.HOME_CARE:
        return wording.DID_NOT_TAKE_PLACE
    return wording.ANSWERED if notification.kind == Kind.REQUEST_RECEIVED else wording.NOT_BOOKED

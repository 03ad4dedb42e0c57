"""The ways out of the building, by channel: how each is opened, what is written for it, how its failures are told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bookings.models import Appointment, Notification
from bookings.notifications import letters, wording
from bookings.notifications.channels import email, sms
from bookings.notifications.channels.line import Line
from bookings.notifications.plain import write_plain
from bookings.notifications.recipients import Channel, Recipient
from bookings.notifications.render import render
from bookings.notifications.write_text import write_text


@dataclass(frozen=True, slots=True)
class Way:
    """`write` makes of a message what the line of `open` takes."""

    open: Callable[[], Line]
    write: Callable[[Notification, Any, Recipient], Any]
    refused: str
    not_now: str
    unreachable: str
    lost: str


def _letter(
    notification: Notification, appointment: Appointment | None, recipient: Recipient
) -> email.Letter:
    if notification.kind in letters.PLAIN:
        return write_plain(notification, appointment, recipient)
    if appointment is None:
        raise ValueError(f"a message of the kind {notification.kind} is about an appointment")
    return render(notification, appointment, recipient)


WAYS: dict[Channel, Way] = {
    Channel.EMAIL: Way(
        email.Connection, _letter, wording.REFUSED, wording.NOT_NOW, wording.UNREACHABLE, wording.LOST
    ),
    Channel.SMS: Way(
        sms.open_line,
        write_text,
        wording.TEXT_REFUSED,
        wording.TEXT_NOT_NOW,
        wording.TEXT_UNREACHABLE,
        wording.TEXT_LOST,
    ),
}

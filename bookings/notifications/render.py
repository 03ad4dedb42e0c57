"""A row and its appointment become a finished letter, in the recipient's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bookings.colours import accent_of
from bookings.languages import supported
from bookings.models import Appointment, Clinic, Notification
from bookings.notifications import calendar, letters
from bookings.notifications.channels.email import Invitation, Letter
from bookings.notifications.dates import DateLine, Dates, dates_in
from bookings.notifications.footer import NO_FOOTER, Footer, footer_of
from bookings.notifications.forms import in_form
from bookings.notifications.names import alias_of, greeted, one_line, sender_address
from bookings.notifications.recipients import Recipient
from bookings.notifications.templates import texts_of
from bookings.notifications.texts import Texts
from bookings.notifications.visit_form import PAGE, form_is_missing
from bookings.notifications.when import when_of

Kind = Notification.Kind
METHODS: dict[str, calendar.Method] = {
    Kind.CONFIRMATION: "REQUEST",
    Kind.ACCEPTED: "REQUEST",
    Kind.RESCHEDULED: "REQUEST",
    Kind.CANCELLED: "CANCEL",
}


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


def render(notification: Notification, appointment: Appointment, recipient: Recipient) -> Letter:
    """The letter that `notification` stands for, about the appointment as it is now."""
    clinic = appointment.clinic
    with translation.override(supported(recipient.language)):
        dates = dates_in(notification, appointment)
        letter, footer = _letter_of(notification, appointment, dates), footer_of(notification, recipient)
        written = write(
            letter, texts_of(clinic, letter), appointment, recipient,
            until=notification.useful_until, dates=dates.lines if dates else (), footer=footer,
        )  # fmt: skip
        return addressed(
            written, clinic, recipient.email, notification.message_id, reply_to=clinic.email,
            invitation=_invitation(notification, appointment, dates), headers=footer.headers,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as its reader gets it, without what a mail server needs to know."""

    subject: str
    text: str
    html: str


def addressed(
    written: Written,
    clinic: Clinic,
    to: str,
    message_id: str,
    *,
    reply_to: str,
    invitation: Invitation | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Letter:
    """The same with what a mail server needs to know, from the clinic, in the active language."""
    usual = {"Auto-Submitted": "auto-generated", "Content-Language": translation.get_language() or "en"}
    return Letter(
        message_id=message_id, sender=formataddr((alias_of(clinic), sender_address())), recipient=to,
        reply_to=reply_to, subject=written.subject, text=written.text, html=written.html, invitation=invitation,
        headers={**usual, **headers},
    )  # fmt: skip


def write(
    letter: str,
    texts: Texts,
    appointment: Appointment,
    recipient: Recipient,
    *,
    until: datetime,
    dates: Sequence[DateLine] = (),
    footer: Footer = NO_FOOTER,
) -> Written:
    """`texts` with their values, in the active language. `until` is when what the letter offers ends."""
    filled = texts.filled(values_of(appointment, recipient, until))
    context = _context(letters.LETTERS[letter], filled, appointment, recipient)
    context |= {"dates": dates, "is_list": bool(dates) and letter.startswith(Kind.SERIES), "footer": footer}
    text, html = in_form("appointment", context)
    return Written(one_line(filled.subject), text, html)


def _letter_of(notification: Notification, appointment: Appointment, dates: Dates | None) -> str:
    return letters.letter_of(
        notification.kind,
        tells=dates.kind if dates else "",
        is_confirmed=appointment.confirmed_at is not None,
        is_by_clinic=appointment.cancellation_reason == Appointment.CancelReason.CLINIC,
    )


def values_of(appointment: Appointment, recipient: Recipient, until: datetime) -> dict[str, str]:
    """What the placeholders stand for: whatever somebody typed is one line and no link."""
    when, end = (when_of(one, appointment.time_zone) for one in (appointment.starts_at, until))
    return {
        "first_name": greeted(recipient.first_name),
        "day": when.short_day,
        "time": f"{when.time} {when.short_zone}",
        "place": one_line(appointment.location.name),
        "clinic": alias_of(appointment.clinic),
        "phone": one_line(appointment.clinic.phone),
        "until": f"{end.time} {end.short_zone}",
        "until_day": end.short_day,
    }


def _context(
    wording: letters.Wording, texts: Texts, appointment: Appointment, recipient: Recipient
) -> dict[str, Any]:
    clinic = appointment.clinic
    asks = wording.asks_form and form_is_missing(appointment.patient)
    pages = (PAGE, *wording.links) if asks else wording.links
    return {
        "texts": texts,
        "is_over": appointment.status == Appointment.Status.CANCELLED,
        "first_name": greeted(recipient.first_name),
        "about": greeted(recipient.about),
        "alias": alias_of(clinic),
        "phone": one_line(clinic.phone),
        "place": one_line(appointment.location.name),
        "address": one_line(appointment.location.address),
        "when": when_of(appointment.starts_at, appointment.time_zone),
        "button_url": _url(wording.leads_to, appointment),
        "links": [Link(str(letters.LINKS[page]), _url(page, appointment)) for page in pages],
        "accent": accent_of(clinic.accent),
        "language": translation.get_language(),
        "is_right_to_left": translation.get_language_bidi(),
    }


def _url(page: str, appointment: Appointment) -> str:
    target = appointment.clinic.slug if page in letters.PAGES_OF_THE_CLINIC else appointment.token
    return settings.BASE_URL + reverse(page, args=[target])


def _invitation(
    notification: Notification, appointment: Appointment, dates: Dates | None
) -> Invitation | None:
    """Stamped with the planned time, so that a second attempt carries the same entry."""
    if notification.kind == Kind.SERIES and dates:
        told = [one for one in dates.appointments if one.pk in dates.news] or [appointment]
        if dates.kind == Kind.REQUEST_RECEIVED:
            return None
        return Invitation(calendar.entries(told, stamp=notification.send_at), "PUBLISH")
    method = METHODS.get(notification.kind)
    if method is None:
        return None
    return Invitation(calendar.invitation(appointment, method, stamp=notification.send_at), method)

"""A row and its appointment become a finished letter, in the recipient's language."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import pgettext
from mjml import mjml2html

from bookings.models import Appointment, Notification
from bookings.notifications import calendar, letters
from bookings.notifications.channels.email import Invitation, Letter
from bookings.notifications.colours import accent_of
from bookings.notifications.names import alias_of, greeted, one_line, sender_address
from bookings.notifications.recipients import Recipient

Kind = Notification.Kind
METHODS: dict[str, calendar.Method] = {
    Kind.CONFIRMATION: "REQUEST",
    Kind.ACCEPTED: "REQUEST",
    Kind.RESCHEDULED: "REQUEST",
    Kind.CANCELLED: "CANCEL",
}


@dataclass(frozen=True, slots=True)
class When:
    """A start in words, in the language that is active: on the wall where it takes place, with the zone."""

    weekday: str
    date: str
    short_day: str
    time: str
    short_zone: str
    zone: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


def render(notification: Notification, appointment: Appointment, recipient: Recipient) -> Letter:
    """The letter that `notification` stands for, about the appointment as it is now."""
    clinic = appointment.clinic
    with translation.override(_supported(recipient.language)):
        wording, lead = _wording(notification, appointment)
        context = _context(wording, lead, appointment, recipient)
        when: When = context["when"]
        markup = render_to_string("emails/appointment.mjml", context)
        return Letter(
            message_id=notification.message_id,
            sender=formataddr((alias_of(clinic), sender_address())),
            recipient=recipient.email,
            reply_to=clinic.email,
            subject=one_line(
                str(wording.subject) % {"day": when.short_day, "time": f"{when.time} {when.short_zone}"}
            ),
            text=render_to_string("emails/appointment.txt", context).strip() + "\n",
            html=mjml2html(markup, disable_comments=False),
            invitation=_invitation(notification, appointment),
            headers={
                "Auto-Submitted": "auto-generated",
                "Content-Language": translation.get_language() or "en",
            },
        )


def when_of(starts_at: datetime, time_zone: str) -> When:
    """`starts_at` on the wall of `time_zone`. Both passes of an hour that comes twice can be told apart."""
    local = starts_at.astimezone(ZoneInfo(time_zone))
    offset = f"UTC{local:%z}"
    offset = f"{offset[:6]}:{offset[6:8]}".replace("-", "\u2212")
    name = local.tzname() or ""
    is_named = name.isalpha() and name != "UTC"
    return When(
        weekday=date_format(local, "l"),
        # Translators: a date without its weekday, in Django's date format.
        date=date_format(local, pgettext("date format", "F j, Y")),
        # Translators: weekday, day and month in a subject line, in Django's date format.
        short_day=date_format(local, pgettext("date format", "l, F j")),
        # Translators: a time of day, in Django's date format.
        time=date_format(local, pgettext("time format", "g:i A")),
        short_zone=name if is_named else offset,
        zone=f"{name} ({offset})" if is_named else offset,
    )


def _supported(language: str) -> str:
    code = language.split("-")[0].lower()
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _wording(notification: Notification, appointment: Appointment) -> tuple[letters.Wording, Promise]:
    """The wording and its lead: the same kind reads a little differently in two states."""
    wording = letters.WORDINGS[notification.kind]
    if notification.kind == Kind.REMINDER and appointment.confirmed_at:
        wording = letters.ALREADY_CONFIRMED
    by_clinic = appointment.cancellation_reason == Appointment.CancelReason.CLINIC
    if notification.kind == Kind.CANCELLED and by_clinic:
        return wording, letters.CANCELLED_BY_CLINIC
    return wording, wording.lead


def _context(
    wording: letters.Wording, lead: Promise, appointment: Appointment, recipient: Recipient
) -> dict[str, Any]:
    clinic = appointment.clinic
    return {
        "wording": wording,
        "lead": lead,
        "is_over": appointment.status == Appointment.Status.CANCELLED,
        "first_name": greeted(recipient.first_name),
        "about": greeted(recipient.about),
        "alias": alias_of(clinic),
        "phone": one_line(clinic.phone),
        "place": one_line(appointment.location.name),
        "address": one_line(appointment.location.address),
        "when": when_of(appointment.starts_at, appointment.time_zone),
        "button_url": _url(wording.leads_to, appointment),
        "links": [Link(str(letters.LINKS[page]), _url(page, appointment)) for page in wording.links],
        "accent": accent_of(clinic.accent),
        "language": translation.get_language(),
        "is_right_to_left": translation.get_language_bidi(),
    }


def _url(page: str, appointment: Appointment) -> str:
    target = appointment.clinic.slug if page in letters.PAGES_OF_THE_CLINIC else appointment.token
    return settings.BASE_URL + reverse(page, args=[target])


def _invitation(notification: Notification, appointment: Appointment) -> Invitation | None:
    """Stamped with the planned time, so that a second attempt carries the same entry."""
    method = METHODS.get(notification.kind)
    if method is None:
        return None
    return Invitation(calendar.invitation(appointment, method, stamp=notification.send_at), method)

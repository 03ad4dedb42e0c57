"""A row and its appointment become a finished letter, in the recipient's language."""

from dataclasses import dataclass
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from mjml import mjml2html

from bookings.models import Appointment, Notification
from bookings.notifications import calendar, letters
from bookings.notifications.channels.email import Invitation, Letter
from bookings.notifications.colours import accent_of
from bookings.notifications.dates import Dates, dates_in
from bookings.notifications.names import alias_of, greeted, one_line, sender_address
from bookings.notifications.recipients import Recipient
from bookings.notifications.when import When, when_of

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
    with translation.override(_supported(recipient.language)):
        dates = dates_in(notification, appointment)
        wording, lead = _wording(notification, appointment, dates)
        context = _context(wording, lead, appointment, recipient)
        context |= {"dates": dates.lines if dates else (), "is_list": notification.kind == Kind.SERIES}
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
            # No fonts: MJML would have them fetched from elsewhere, by everyone who opens the mail.
            html=mjml2html(markup, disable_comments=False, fonts={}),
            invitation=_invitation(notification, appointment, dates),
            headers={
                "Auto-Submitted": "auto-generated",
                "Content-Language": translation.get_language() or "en",
            },
        )


def _supported(language: str) -> str:
    code = language.split("-")[0].lower()
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _wording(
    notification: Notification, appointment: Appointment, dates: Dates | None
) -> tuple[letters.Wording, Promise | str]:
    """The wording and its lead: the same kind reads a little differently in two states."""
    wording = letters.WORDINGS[notification.kind]
    if notification.kind == Kind.REMINDER and appointment.confirmed_at:
        wording = letters.ALREADY_CONFIRMED
    by_clinic = appointment.cancellation_reason == Appointment.CancelReason.CLINIC
    if notification.kind == Kind.SERIES and dates:
        wording = letters.OF_SERIES[dates.kind]
        return wording, letters.SEVERAL_CANCELLED_BY_CLINIC if by_clinic else wording.lead
    if notification.kind == Kind.WAITLIST_OFFER:
        until = when_of(notification.useful_until, appointment.time_zone)
        return wording, str(wording.lead) % {"until": f"{until.time} {until.short_zone}"}
    if notification.kind == Kind.CANCELLED and by_clinic:
        return wording, letters.CANCELLED_BY_CLINIC
    return wording, wording.lead


def _context(
    wording: letters.Wording, lead: Promise | str, appointment: Appointment, recipient: Recipient
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

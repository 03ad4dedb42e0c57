"""Letters that show no visit: to staff, and to patients between visits."""

from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from mjml import mjml2html

from bookings.languages import supported
from bookings.models import Appointment, Notification
from bookings.notifications import letters, staff
from bookings.notifications.channels.email import Letter
from bookings.notifications.colours import accent_of
from bookings.notifications.footer import footer_of
from bookings.notifications.names import alias_of, greeted, one_line, sender_address
from bookings.notifications.recipients import Recipient
from bookings.notifications.when import when_of


def write_plain(notification: Notification, appointment: Appointment | None, recipient: Recipient) -> Letter:
    """The letter of one of letters.PLAIN. Raises NoReverseMatch if its page does not exist in this version."""
    clinic = notification.clinic
    with translation.override(supported(recipient.language)):
        wording = letters.PLAIN[notification.kind]
        footer = footer_of(notification, recipient)
        context = _context(notification, wording, recipient) | {"footer": footer}
        values = {}
        if appointment:
            when = when_of(appointment.starts_at, appointment.time_zone)
            values = {"day": when.short_day, "time": f"{when.time} {when.short_zone}"}
        return Letter(
            message_id=notification.message_id,
            sender=formataddr((alias_of(clinic), sender_address())),
            recipient=recipient.email,
            reply_to="" if notification.user_id else clinic.email,
            subject=one_line(str(wording.subject) % values),
            text=render_to_string("emails/plain.txt", context).strip() + "\n",
            html=mjml2html(render_to_string("emails/plain.mjml", context), disable_comments=False, fonts={}),
            headers={
                "Auto-Submitted": "auto-generated",
                "Content-Language": translation.get_language() or "en",
                **footer.headers,
            },
        )


def _context(notification: Notification, wording: letters.Wording, recipient: Recipient) -> dict[str, Any]:
    clinic = notification.clinic
    lines = [
        {
            "when": when_of(line.starts_at, line.time_zone),
            "name": greeted(line.first_name),
            "url": settings.BASE_URL + reverse("dashboard:appointment", args=[line.public_id]),
        }
        for line in staff.lines_of(notification)
    ]
    page = (
        reverse(wording.leads_to)
        if wording.leads_to
        else reverse(notification.page, args=[notification.page_key])
    )
    return {
        "wording": wording,
        "lead": wording.lead,
        "lines": lines,
        "first_name": greeted(recipient.first_name),
        "about": greeted(recipient.about),
        "alias": alias_of(clinic),
        "phone": "" if notification.user_id else one_line(clinic.phone),
        "button_url": settings.BASE_URL + page,
        "accent": accent_of(clinic.accent),
        "language": translation.get_language(),
        "is_right_to_left": translation.get_language_bidi(),
    }

"""Letters that show no visit: to staff, and to patients between visits."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bookings.colours import accent_of
from bookings.languages import supported
from bookings.models import Appointment, Clinic, Notification
from bookings.notifications import letters, staff
from bookings.notifications.accounts import code_in, secret_page_of
from bookings.notifications.channels.email import Letter
from bookings.notifications.footer import NO_FOOTER, Footer, footer_of
from bookings.notifications.forms import in_form
from bookings.notifications.names import alias_of, greeted, one_line
from bookings.notifications.recipients import Recipient
from bookings.notifications.render import Written, addressed, values_of
from bookings.notifications.templates import texts_of
from bookings.notifications.texts import Texts
from bookings.notifications.when import when_of


def write_plain(notification: Notification, appointment: Appointment | None, recipient: Recipient) -> Letter:
    """The letter of one of letters.PLAIN. Raises NoReverseMatch if its page does not exist in this version."""
    clinic = notification.clinic
    with translation.override(supported(recipient.language)):
        footer = footer_of(notification, recipient)
        values = values_of(appointment, recipient, notification.useful_until) if appointment else {}
        written = write_between(
            texts_of(clinic, notification.kind), clinic, recipient,
            url=_page_of(notification), values=values, footer=footer, lines=_lines_of(notification),
            phone="" if notification.user_id else one_line(clinic.phone), code=code_in(notification),
        )  # fmt: skip
        reply_to = "" if notification.user_id else clinic.email
        return addressed(
            written, clinic, recipient.email, notification.message_id, reply_to=reply_to,
            headers=footer.headers,
        )  # fmt: skip


def write_between(
    texts: Texts,
    clinic: Clinic,
    recipient: Recipient,
    *,
    url: str,
    phone: str,
    values: Mapping[str, str],
    footer: Footer = NO_FOOTER,
    lines: Sequence[Mapping[str, Any]] = (),
    code: str = "",
) -> Written:
    """`texts` with their values, in the active language; `lines` are the visits that a letter to staff lists.

    `code` may be typed instead of following the link.
    """
    name, alias = greeted(recipient.first_name), alias_of(clinic)
    own = {"first_name": name, "clinic": alias, "phone": one_line(clinic.phone)}
    filled = texts.filled({**own, **values})
    context = {
        "texts": filled,
        "lines": lines,
        "code": code,
        "first_name": name,
        "about": greeted(recipient.about),
        "alias": alias,
        "phone": phone,
        "button_url": settings.BASE_URL + url,
        "accent": accent_of(clinic.accent),
        "language": translation.get_language(),
        "is_right_to_left": translation.get_language_bidi(),
        "footer": footer,
    }
    text, html = in_form("plain", context)
    return Written(one_line(filled.subject), text, html)


def _page_of(notification: Notification) -> str:
    if secret := secret_page_of(notification):
        return secret
    to = letters.PLAIN[notification.kind].leads_to
    return reverse(to) if to else reverse(notification.page, args=[notification.page_key])


def _lines_of(notification: Notification) -> list[dict[str, Any]]:
    return [
        {
            "when": when_of(line.starts_at, line.time_zone),
            "name": greeted(line.first_name),
            "url": settings.BASE_URL + reverse("dashboard:appointment", args=[line.public_id]),
        }
        for line in staff.lines_of(notification)
    ]

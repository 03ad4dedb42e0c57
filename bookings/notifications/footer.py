"""How to get fewer messages: the link at the foot of a letter, and the headers that mail programs read (RFC 8058)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse

from bookings.models import Notification
from bookings.notifications.recipients import Recipient
from bookings.notifications.wishes import TOPIC_OF, key_for


@dataclass(frozen=True, slots=True)
class Footer:
    """Empty for letters that cannot be switched off."""

    wishes_url: str = ""
    stop_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


NO_FOOTER = Footer()
ABOUT_ACCOUNTS = (
    Notification.Kind.STAFF_INVITATION,
    Notification.Kind.PASSWORD_RESET,
    Notification.Kind.ACCOUNT_CHANGED,
    Notification.Kind.WEBHOOK_OFF,
)


def footer_of(notification: Notification, recipient: Recipient) -> Footer:
    """For an optional kind the way to switch it off, for staff the page of their messages."""
    if notification.kind in ABOUT_ACCOUNTS:
        return NO_FOOTER
    if notification.user_id:
        return Footer(wishes_url=settings.BASE_URL + reverse("dashboard:my_messages"))
    topic = TOPIC_OF.get(notification.kind)
    if topic is None or not recipient.key:
        return NO_FOOTER
    key = key_for(recipient.key)
    stop = settings.BASE_URL + reverse("portal:stop", args=[key, topic])
    return Footer(
        wishes_url=settings.BASE_URL + reverse("portal:wishes", args=[key]),
        stop_url=stop,
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )

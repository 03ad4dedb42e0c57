"""Where somebody of the staff is signed in, and ending that."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from bookings.models import User

# The first that is found names it: most browsers call themselves by several names.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Mac OS X": "Mac", "Windows": "Windows",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A browser in which somebody is signed in; `is_here` is the one that asks."""

    id: int
    browser: str
    system: str
    ip: str
    since: datetime
    seen_at: datetime
    is_here: bool


def places_of(user: User, session_key: str | None) -> list[Place]:
    """The one that asks first, then the last seen first. What has ended is left out."""
    found = [
        Place(
            id=row.pk,
            browser=_named(BROWSERS, row.user_agent),
            system=_named(SYSTEMS, row.user_agent),
            ip=row.ip,
            since=row.created_at,
            seen_at=row.last_seen_at,
            is_here=row.session_key == session_key,
        )
        for row in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda place: (not place.is_here, -place.seen_at.timestamp()))


def end_place(user: User, place: int) -> bool:
    """Sign `user` out there, at once. False if they are signed in there no more."""
    row = UserSession.objects.filter(user=user, pk=place).first()
    if row is None:
        return False
    row.end()
    return True


def end_others(user: User, session_key: str | None) -> int:
    """Sign `user` out everywhere but here; returns of how many places."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=session_key))
    for row in rows:
        row.end()
    return len(rows)


def passkey_name(told: str) -> str:
    """What a new passkey is known by until it is named: the device in what its browser says of itself."""
    system = _named(SYSTEMS, told)
    return f"{_('Passkey')} ({system})" if system else _("Passkey")


def _named(names: dict[str, str], told: str) -> str:
    return next((name for sign, name in names.items() if re.search(sign, told)), "")

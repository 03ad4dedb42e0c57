"""Whether the person at the keyboard is the one who signed in: the password, again, some time after the last."""

from datetime import datetime, timedelta

from django.conf import settings

from bookings.web import StaffRequest

_GIVEN_AT = "password_given_at"


def needs_password(request: StaffRequest, now: datetime) -> bool:
    """True once the password was last given longer ago than SIGN_PASSWORD_MINUTES."""
    given = request.session.get(_GIVEN_AT)
    at = datetime.fromisoformat(given) if given else getattr(request.user, "last_login", None)
    return at is None or now - at > timedelta(minutes=settings.SIGN_PASSWORD_MINUTES)


def is_confirmed(request: StaffRequest, now: datetime) -> bool:
    """Whether a note may be signed now; a right password counts for the next notes, too."""
    if not needs_password(request, now):
        return True
    if not request.user.check_password(request.POST.get("password", "")):
        return False
    request.session[_GIVEN_AT] = now.isoformat()
    return True

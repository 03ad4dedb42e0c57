"""Whether the one who signs is at the keyboard: by password now, by one given a while ago, or by a program's key.

Wrong passwords are counted for each user (ACCOUNT_RATE_LIMITS, "sign"); right ones are not.
"""

from datetime import datetime, timedelta

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bookings import presence
from bookings.errors import DomainError
from bookings.models import User
from notes.models import SoapNote

Confirmed = SoapNote.Confirmed
TRIES = "sign"


class PasswordNeeded(DomainError):
    """None was given, or a wrong one. What was typed besides is kept."""

    code = "password_needed"
    message = _("Please give your password: that is your signature.")
    field = "password"


class TooManyTries(DomainError):
    """Wrong passwords, one after the other: a right one is not looked at for some minutes either."""

    code = "too_many_tries"
    message = _(
        "That password was not right, several times. Please wait five minutes, then try again; nothing is lost."
    )
    field = "password"


def needs_password(request: HttpRequest, now: datetime) -> bool:
    """True once the password was last given longer ago than SIGN_PASSWORD_MINUTES."""
    at = presence.proved_at(request.session) or getattr(request.user, "last_login", None)
    return at is None or now - at > timedelta(minutes=settings.SIGN_PASSWORD_MINUTES)


def confirm(request: HttpRequest, user: User, password: str, now: datetime, *, by_key: bool = False) -> str:
    """How the signer was confirmed, as a note keeps it. A right password counts for the next notes, too.

    `by_key`: the request came with a key of the user's own, a secret that is shown anew on every call. A password
    that is given is looked at all the same. Raises PasswordNeeded, TooManyTries.
    """
    if not password:
        if by_key:
            return Confirmed.KEY
        if needs_password(request, now):
            raise PasswordNeeded
        return Confirmed.RECENT
    if not ratelimit.consume(request, action=TRIES, user=user, dry_run=True):
        raise TooManyTries
    if not user.check_password(password):
        ratelimit.consume(request, action=TRIES, user=user)
        raise PasswordNeeded(_("This is not your password. Please try again."))
    if not by_key:
        presence.prove(request.session, now)
    return Confirmed.PASSWORD

"""Programs show a key: `Authorization: Bearer KEY`."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from bookings.models import ApiKey, Membership, User
from bookings.people.second_factor import lacking

USE_IS_NOTED_EVERY = timedelta(minutes=5)


class ApiKeyAuthentication(BaseAuthentication):
    """The key's user, acting in the key's clinic (`request.auth`). A wrong key is refused, not ignored."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        keys = ApiKey.objects.filter(revoked_at=None, user__is_active=True).select_related("user", "clinic")
        key = keys.filter(key_hash=ApiKey.hash_of(secret.strip())).first()
        if key is None:
            raise AuthenticationFailed(_("This key is not valid."))
        _note_use(key)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class StaffSession(SessionAuthentication):
    """A browser's session; not of staff who need a second factor by now and have none. One query."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found: tuple[User, None] | None = super().authenticate(request)
        if found and Membership.objects.filter(lacking(timezone.now()), user=found[0]).exists():
            raise PermissionDenied(_("Your clinic asks for a second factor. Set it up on the pages first."))
        return found


def _note_use(key: ApiKey) -> None:
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - USE_IS_NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)

"""Keys that programs knock with."""

import secrets
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import ApiKey, Clinic, Membership, User
from bookings.transactions import action


class NotAMember(DomainError):
    code = "not_a_member"
    message = _("This person does not work in this clinic.")
    field = "user"


@action
def create_api_key(*, clinic: Clinic, user: User, name: str) -> str:
    """A new key that acts as `user` in `clinic`; only its hash is kept. Raises NotAMember."""
    if not Membership.objects.filter(clinic=clinic, user=user).exists():
        raise NotAMember
    secret = f"tend_{secrets.token_urlsafe(24)}"
    ApiKey.objects.create(clinic=clinic, user=user, name=name, key_hash=ApiKey.hash_of(secret))
    return secret


@action
def revoke_api_key(*, key: ApiKey, now: datetime) -> None:
    """It opens nothing from now on; revoking it again changes nothing."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)

"""How allauth is bent to our rules."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils import timezone

from bookings import presence
from bookings.models import User
from bookings.models.encryption import decrypt, encrypt
from bookings.people.accounts import send_reset_link, tell_of_change
from bookings.people.sessions import passkey_name

AAD = "mfa.authenticator.secret"


class StaffOnlyAdapter(DefaultAccountAdapter):
    """Accounts come by invitation; nobody signs up by themselves. Letters go through the outbox, in our look."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        presence.prove(request.session, timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who has come in, or unlocked the page, just now: the same code would be refused."""
        if presence.is_fresh(context.request.session, timezone.now()):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        sent = send_reset_link(user=user, now=timezone.now())
        if not sent and (user.is_staff or user.is_superuser):
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        tell_of_change(user=user, now=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are stored as clinical text is: sealed with FIELD_KEYS."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(encrypt(text, aad=AAD)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(base64.b64decode(encrypted_text), aad=AAD)

    def get_totp_issuer(self) -> str:
        return "Tend"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Tend"}

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return passkey_name(context.request.headers.get("User-Agent", ""))

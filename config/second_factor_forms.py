"""A code of an authenticator app is good once, for as long as it could be given again."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.cache import cache


class _OnceOnly:
    """allauth remembers a used code for one period; with a tolerance it counts for three."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            periods = 2 * app_settings.TOTP_TOLERANCE + 1
            name = f"totp-used:{self.user.pk}:{''.join(filter(str.isdigit, code))}"
            if not cache.add(name, "yes", timeout=periods * app_settings.TOTP_PERIOD):
                raise get_adapter().validation_error("incorrect_code")
        return code


class EnterForm(_OnceOnly, AuthenticateForm):
    """The second step of signing in."""


class ConfirmForm(_OnceOnly, ReauthenticateForm):
    """Showing again who one is."""

"""A patient's asking for a link to sign in with."""

from django.db import models

from bookings.models.identity import PublicModel, code_of, key_of, public_id_in
from bookings.models.people import Clinic

_PURPOSE, _CODE = "bookings.sign_in", "bookings.sign_in.code"


class SignIn(PublicModel):
    """One link by mail, good once and until `expires_at`. Kept for unknown addresses too: they count as tries.

    Nothing that opens anything is stored: the secret half of the link and the six digits beside it are keyed hashes of
    `public_id`. `code_tries` is how often digits were typed, right or wrong.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="sign_ins")
    email = models.EmailField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["clinic", "email", "-asked_at"], name="sign_in_by_address")]

    def __str__(self) -> str:
        return self.public_id


def sign_in_key(public_id: str) -> str:
    """The whole secret of the link, from the public half."""
    return key_of(public_id, _PURPOSE)


def sign_in_code(public_id: str) -> str:
    """The six digits beside the link."""
    return code_of(public_id, _CODE)


def sign_in_of_key(key: str) -> str:
    """The public half of a link whose secret half fits it; else empty."""
    return public_id_in(key, _PURPOSE)

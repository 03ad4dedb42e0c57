"""A patient's asking for a link to sign in with."""

from django.db import models

from bookings.models.identity import PublicModel, key_of, public_id_in
from bookings.models.people import Clinic

_PURPOSE = "bookings.sign_in"


class SignIn(PublicModel):
    """One link by mail, good once and until `expires_at`. Kept for unknown addresses too: they count as tries.

    Nothing that opens anything is stored: the secret half of the link is a keyed hash of `public_id`.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="sign_ins")
    email = models.EmailField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["clinic", "email", "-asked_at"], name="sign_in_by_address")]

    def __str__(self) -> str:
        return self.public_id


def sign_in_key(public_id: str) -> str:
    """The whole secret of the link, from the public half."""
    return key_of(public_id, _PURPOSE)


def sign_in_of_key(key: str) -> str:
    """The public half of a link whose secret half fits it; else empty."""
    return public_id_in(key, _PURPOSE)

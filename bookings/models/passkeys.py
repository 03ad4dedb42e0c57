"""A patient's passkey: the public half of a key that never leaves their device."""

from django.db import models
from django.db.models.functions import Now

from bookings.models.identity import PublicModel
from bookings.models.people import User


class Passkey(PublicModel):
    """A way into the pages of an account without a letter. Not for staff: theirs are allauth's (ADR 18).

    `handle` is how the device names the account: random, the same for all of an account's passkeys. `credential` is
    the attested credential data of WebAuthn (id and public key), `sign_count` the device's counter when it was last
    used; 0 for devices that do not count.
    """

    LONGEST_ID = 1023

    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    handle = models.BinaryField(max_length=64)
    credential_id = models.BinaryField(max_length=LONGEST_ID, unique=True)
    credential = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.public_id

"""Somebody is asked to work in a clinic. Nobody has a right there before they have accepted."""

from django.db import models

from bookings.models.identity import PublicModel, key_of, public_id_in
from bookings.models.people import Clinic, Membership, Therapist, User

_PURPOSE = "bookings.invitation"


class StaffInvitation(PublicModel):
    """One link by mail to `user`, an account that may be brought into being for it; good once, until `expires_at`.

    For a therapist, `therapist` is the calendar that becomes theirs; empty: a new one.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="invitations")
    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=12, choices=Membership.Role)
    therapist = models.ForeignKey(Therapist, models.SET_NULL, related_name="+", null=True, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "user"],
                name="invitation_open_once",
                condition=models.Q(accepted_at=None, withdrawn_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.public_id


def invitation_key(public_id: str) -> str:
    """The whole secret of the link, from the public half."""
    return key_of(public_id, _PURPOSE)


def invitation_of_key(key: str) -> str:
    """The public half of a link whose secret half fits it; else empty."""
    return public_id_in(key, _PURPOSE)

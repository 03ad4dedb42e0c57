"""Who looks over whose notes."""

from django.db import models
from django.db.models import F, Q

from bookings.models import Clinic, Therapist, User
from bookings.models.identity import PublicModel


class Supervision(PublicModel):
    """What `therapist` signs awaits the signature of `supervisor`. Taken away when it ends; signatures stay."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    therapist = models.OneToOneField(
        Therapist, models.PROTECT, related_name="supervision", db_constraint=False
    )
    supervisor = models.ForeignKey(Therapist, models.PROTECT, related_name="supervises", db_constraint=False)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering = ["therapist__first_name", "therapist__last_name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(therapist=F("supervisor")), name="supervision_by_another")
        ]

    def __str__(self) -> str:
        return self.public_id

"""Consent to treatment, as somebody gave it outside of a booking."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, User
from bookings.models.identity import PublicModel


class Consent(PublicModel):
    """Who agreed to be treated, how and when; a booking over the portal keeps its own. Withdrawn, never removed."""

    class Kind(models.TextChoices):
        """What was agreed to. The areas that `notes.body` calls sensitive need a consent of their own, in writing [N1]."""

        TREATMENT = "treatment", _("Treatment")
        SENSITIVE = "sensitive", _("Treatment of sensitive areas")

    class Method(models.TextChoices):
        WRITTEN = "written", _("In writing")
        SPOKEN = "spoken", _("Spoken")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TREATMENT)
    method = models.CharField(max_length=8, choices=Method, default=Method.WRITTEN)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-id"]

    def __str__(self) -> str:
        return self.public_id

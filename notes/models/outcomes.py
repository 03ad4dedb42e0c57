"""Answers to outcome measures."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, User
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel
from notes.models.plans import TreatmentPlan


class MeasureResponse(PublicModel):
    """One set of answers to one instrument, and the score they gave.

    `answers` is JSON, encrypted as text; `value` is empty when the missing-item rule leaves no score.
    """

    class Aspect(models.TextChoices):
        """Which pain an NRS rating is about; other instruments have none."""

        NONE = "", _("Whole instrument")
        NOW = "now", _("Now")
        AVERAGE = "average", _("Average of the last 7 days")
        WORST = "worst", _("Worst of the last 7 days")
        NIGHT = "night", _("Worst at night, last 7 nights")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="measures", db_constraint=False)
    plan = models.ForeignKey(
        TreatmentPlan, models.PROTECT, related_name="measures", null=True, blank=True, db_constraint=False
    )
    code = models.CharField(max_length=8)
    aspect = models.CharField(max_length=8, choices=Aspect, blank=True, default=Aspect.NONE)
    answers = EncryptedTextField(aad="measureresponse.answers")
    value = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    taken_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["taken_at", "id"]
        indexes = [models.Index(fields=["plan", "code", "taken_at"], name="measure_by_plan")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="nrs") | Q(value__isnull=True) | Q(value__gte=0, value__lte=10),
                name="measure_nrs_within_scale",
            ),
            models.CheckConstraint(condition=Q(code="nrs") | Q(aspect=""), name="measure_aspect_is_nrs"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.code}"

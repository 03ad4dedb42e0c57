"""Answers to outcome measures."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, User
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel, new_token
from notes.models.plans import TreatmentPlan


class MeasureResponse(PublicModel):
    """One set of answers to one instrument, and the score they gave.

    `answers` is JSON, encrypted as text; `value` is empty when the missing-item rule leaves no score. Code "night" is
    no instrument: the three items of the night rule, with the worst pain as value; nor is "support", nights out of seven. Without `recorded_by` the patient
    answered by the link of a questionnaire.
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
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    questionnaire = models.ForeignKey(
        "Questionnaire", models.PROTECT, related_name="responses", null=True, blank=True, db_constraint=False
    )

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


class Questionnaire(PublicModel):
    """Questions that wait for a patient behind a link of their own: only asked there, nothing is shown.

    `codes` are instruments and "night"; answering is once, until `expires_at`. The clock asks too: `made_by` is empty then.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="questionnaires", db_constraint=False)
    plan = models.ForeignKey(
        TreatmentPlan,
        models.PROTECT,
        related_name="questionnaires",
        null=True,
        blank=True,
        db_constraint=False,
    )
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    codes = ArrayField(models.CharField(max_length=8))
    activities = EncryptedTextField(aad="questionnaire.activities", blank=True, default="")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["id", "patient"], name="questionnaire_of_patient")]

    def __str__(self) -> str:
        return self.public_id


class TextPack(PublicModel):
    """The words of an instrument that somebody else holds the rights to, brought in by a clinic.

    Who did so attests that the clinic may use them: who, when, on which licence, until when. `items` maps an item's
    code to its text.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="text_packs")
    code = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    instructions = models.TextField(blank=True)
    items = models.JSONField()
    attribution = models.TextField(blank=True)
    licence_reference = models.CharField(max_length=300)
    attested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    attested_at = models.DateTimeField()
    expires_date = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "code"], condition=Q(withdrawn_at__isnull=True), name="text_pack_once"
            ),
            models.CheckConstraint(condition=~Q(licence_reference=""), name="text_pack_is_attested"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.code}"

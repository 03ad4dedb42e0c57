"""Safety screenings, what was decided about them, and what is left out of a treatment because of them."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Appointment, Clinic, Patient, Therapist, User
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel
from notes.models.documents import Document


class Screening(PublicModel):
    """One filled safety check and the gate that it led to.

    `answers` and `result` are JSON, encrypted as text; the tier and the dates alone are in clear, for queries. A short
    check that found nothing new carries the tier of the full one that it stands on. Never changed; only looked
    through by a therapist (`reviewed_at`) or declared out of date (`voided_at`).
    """

    class Kind(models.TextChoices):
        FULL = "full", _("Full safety check")
        SHORT = "short", _("Short check")
        PRE_VISIT = "pre_visit", _("Check before the visit")

    class Source(models.TextChoices):
        PORTAL = "portal", _("Portal")
        API = "api", _("Program")
        STAFF = "staff", _("Staff")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="screenings", db_constraint=False)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="screenings", null=True, blank=True
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FULL)
    source = models.CharField(max_length=8, choices=Source)
    question_set = models.CharField(max_length=12)
    answers = EncryptedTextField(aad="screening.answers")
    result = EncryptedTextField(aad="screening.result")
    tier = models.PositiveSmallIntegerField()
    is_urgent = models.BooleanField(default=False)
    defer_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField()
    valid_until_date = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Therapist, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-answered_at", "-id"]
        indexes = [models.Index(fields=["patient", "-answered_at"], name="screening_by_patient")]
        constraints = [
            models.UniqueConstraint(fields=["id", "patient"], name="screening_of_patient"),
            models.CheckConstraint(condition=Q(tier__range=(0, 5)), name="screening_tier_known"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="screening_reviewed_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="screening_is_what_was_answered",
                operation=pgtrigger.UpdateOf("answers", "result", "tier", "kind", "answered_at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.tier}"


class ClearanceDecision(PublicModel):
    """Why somebody whom a screening stopped may be treated after all: who decided, on what ground, until when.

    With an `appointment` it counts for that one booking only. `expires_date` is exclusive.
    """

    class Outcome(models.TextChoices):
        PHYSICIAN_SEEN = "physician_seen", _("A physician has looked at it")
        THERAPIST_RATIONALE = "therapist_rationale", _("The therapist’s own reasons")
        PATIENT_DECLINED = "patient_declined", _("The patient declined after advice")

    class Ground(models.TextChoices):
        LETTER = "letter", _("A letter")
        VERBAL = "verbal", _("Told by the patient or by phone")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="clearances", db_constraint=False)
    screening = models.ForeignKey(Screening, models.PROTECT, related_name="clearances", db_constraint=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    ground = models.CharField(max_length=8, choices=Ground, default=Ground.VERBAL)
    document_reference = EncryptedTextField(
        aad="clearancedecision.document_reference", blank=True, default=""
    )
    letter = models.ForeignKey(
        Document, models.PROTECT, related_name="clearances", null=True, blank=True, db_constraint=False
    )
    text = EncryptedTextField(aad="clearancedecision.text")
    conditions = EncryptedTextField(aad="clearancedecision.conditions", blank=True, default="")
    decided_by = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    decided_at = models.DateTimeField()
    expires_date = models.DateField()

    class Meta:
        ordering = ["-decided_at", "-id"]
        indexes = [models.Index(fields=["patient", "-decided_at"], name="clearance_by_patient")]
        triggers = [
            pgtrigger.Protect(name="clearance_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.public_id


class Contraindication(PublicModel):
    """What a treatment leaves out or goes easy on, and from when until when (until is exclusive; none: for good).

    Rows with a `screening` count as long as it is the newest full one; the others were entered by a therapist.
    `source_item` is the code of the item behind it, or "entered".
    """

    class Kind(models.TextChoices):
        ABSOLUTE = "absolute", _("No treatment")
        LOCAL = "local", _("Leave an area out")
        CLEARANCE = "clearance", _("Only after a physician’s word")
        CAUTION = "caution", _("With care")

    NO_CAP = 5

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="contraindications", db_constraint=False
    )
    screening = models.ForeignKey(
        Screening,
        models.PROTECT,
        related_name="contraindications",
        null=True,
        blank=True,
        db_constraint=False,
    )
    kind = models.CharField(max_length=10, choices=Kind)
    source_item = EncryptedTextField(aad="contraindication.source_item")
    note = EncryptedTextField(aad="contraindication.note", blank=True, default="")
    regions = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    modalities_blocked = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    pressure_cap = models.PositiveSmallIntegerField(default=NO_CAP)
    heat_allowed = models.BooleanField(default=True)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(
        Therapist, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["patient"], name="contraindication_by_patient")]
        constraints = [
            models.CheckConstraint(condition=Q(pressure_cap__range=(1, 5)), name="contraindication_cap")
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind}"

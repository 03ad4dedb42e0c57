"""Files of a patient's record: what came in from outside, and letters that were written here."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, User
from bookings.models.encryption import EncryptedFileField, EncryptedTextField
from bookings.models.identity import PublicModel
from notes.models.plans import TreatmentPlan


class Document(PublicModel):
    """One file, kept as it was checked; its content and its name are encrypted.

    Never changed. What was filed with the wrong person is taken out of sight (`removed_at`), not erased.
    """

    class Kind(models.TextChoices):
        CLEARANCE = "clearance", _("A physician’s word on the safety check")
        OUTSIDE_LETTER = "outside_letter", _("A letter or finding from outside")
        PICTURE = "picture", _("A picture")
        REFERRAL_LETTER = "referral_letter", _("A letter written here")

    class MediaType(models.TextChoices):
        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG"

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="documents", db_constraint=False)
    plan = models.ForeignKey(
        TreatmentPlan, models.PROTECT, related_name="documents", null=True, blank=True, db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=Kind)
    title = EncryptedTextField(aad="document.title")
    media_type = models.CharField(max_length=20, choices=MediaType)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = EncryptedFileField(aad="document.content")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["patient", "-added_at"], name="document_by_patient")]
        constraints = [
            models.UniqueConstraint(fields=["id", "clinic"], name="document_in_clinic"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="document_has_fingerprint"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="document_is_what_was_filed",
                operation=pgtrigger.UpdateOf(
                    "content", "sha256", "size", "media_type", "kind", "title", "added_by_id", "added_at"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind}"

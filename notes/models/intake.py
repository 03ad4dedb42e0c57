"""What somebody wrote about themselves before their first visit, and what they have not sent yet."""

import pgtrigger
from django.db import models

from bookings.models import Appointment, Clinic, Patient, User
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel


class Intake(PublicModel):
    """A form as it was sent: never changed; the latest counts, the earlier ones stay with the record.

    `answers` are JSON by question, encrypted. `appointment` is the visit whose link it came by, `sent_by` who was
    signed in; one of them is empty.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="intakes", db_constraint=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    form_version = models.CharField(max_length=12)
    language = models.CharField(max_length=8)
    answers = EncryptedTextField(aad="intake.answers")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["patient", "-sent_at"], name="intake_by_patient")]
        triggers = [pgtrigger.Protect(name="intake_is_what_was_sent", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.public_id


class IntakeDraft(models.Model):
    """A form that is not sent yet, shown again only where it was written: to `writer`, a browser or an account.

    `content` is JSON, encrypted: what was typed, by the names of the controls. Not part of the record.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="intake_drafts", db_constraint=False)
    writer = models.CharField(max_length=64)
    content = EncryptedTextField(aad="intakedraft.content")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "writer"], name="intake_draft_once")]

    def __str__(self) -> str:
        return str(self.pk)

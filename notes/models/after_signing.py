"""What is said about a note as a whole: that it was an error, why it came back, and what its author keeps beside it."""

import pgtrigger
from django.db import models

from bookings.models import Clinic, Therapist
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel
from notes.models.soap import SoapNote


class NoteRetraction(PublicModel):
    """A signed note that was entered in error. It stays readable, and counts for nothing and nobody any more."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    note = models.OneToOneField(
        SoapNote, models.PROTECT, related_name="retraction", db_constraint=False, db_index=False
    )
    reason = EncryptedTextField(aad="noteretraction.reason")
    author = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="retraction_is_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.public_id


class NoteRemark(PublicModel):
    """Why a supervisor sent a note back to its author instead of co-signing it. Only ever added to."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    note = models.ForeignKey(SoapNote, models.PROTECT, related_name="remarks", db_constraint=False)
    text = EncryptedTextField(aad="noteremark.text")
    author = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        triggers = [
            pgtrigger.Protect(name="remark_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.public_id


class WorkingNote(PublicModel):
    """Reminders of one therapist about one visit, read by nobody else in the clinic and kept for a short time.

    Not a place for clinical facts: those belong in the note. Taken away 30 days after the visit. `version`,
    `editor` and `editor_step` as in a note: two windows do not overwrite each other.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    note = models.ForeignKey(SoapNote, models.PROTECT, related_name="working_notes", db_constraint=False)
    author = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    text = EncryptedTextField(aad="workingnote.text")
    version = models.PositiveIntegerField(default=1)
    editor = models.CharField(max_length=40, blank=True)
    editor_step = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    purge_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "author"], name="working_note_once")]

    def __str__(self) -> str:
        return self.public_id

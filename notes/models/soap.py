"""Session notes and what was added to them."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models import Appointment, Clinic, Patient, Therapist
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel
from notes.models.plans import TreatmentPlan

# Visits move to the record that is kept; a note stays with the one it was written for.
_SAME_VISIT = """
    IF NOT EXISTS (
        SELECT 1 FROM bookings_appointment visit
        JOIN bookings_patient person ON person.id = NEW.patient_id
        WHERE visit.id = NEW.appointment_id AND visit.clinic_id = NEW.clinic_id
          AND visit.patient_id IN (person.id, person.merged_into_id)
    ) THEN
        RAISE EXCEPTION 'note_of_the_visit: note and visit are not of the same patient and clinic'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def _within_scale(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 10})


# All that may change of a note that waits for its second signature, unless it goes back to its author.
_COSIGNING = "ARRAY['status', 'cosigned_by_id', 'cosigned_at', 'content_hash']"
_CHANGED_WHILE_WAITING = (
    "OLD.status = 'awaiting' AND NEW.status <> 'draft' "
    f"AND (to_jsonb(OLD) - {_COSIGNING}) IS DISTINCT FROM (to_jsonb(NEW) - {_COSIGNING})"
)


class SoapNote(PublicModel):
    """What was found and done in one visit.

    A draft is saved against its `version`; `editor` and `editor_step` name the window that saved last and how
    often, so that a window whose answer got lost may go on. Signing fixes it: from then on the database
    refuses every UPDATE and DELETE, and `content_hash` is the SHA-256 of its canonical JSON in
    `content_format`. Changes are addenda. What somebody under supervision has signed awaits a second signature:
    until then nobody else reads it, it cannot be changed, and it may be sent back to its author as a draft.
    `confirmed_with` is how the author showed, on signing, to be the one at the keyboard. `findings` is the JSON of notes.soap.findings, encrypted as text; the
    summary may be read by the patient `summary_delay_hours` after signing.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AWAITING = "awaiting", _("Awaits a co-signature")
        SIGNED = "signed", _("Signed")

    class Confirmed(models.TextChoices):
        """`recent`: the password was given a while ago, on this device. `key`: a program's key, on this very call."""

        PASSWORD = "password", _("Password")
        RECENT = "recent", _("Password given before")
        KEY = "key", _("Key of a program")

    class MissingPain(models.TextChoices):
        """Why a pain rating before or after could not be had."""

        DECLINED = "declined", _("The patient preferred not to rate it")
        UNABLE = "unable", _("The patient could not rate it")
        CUT_SHORT = "cut_short", _("The session ended early")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="soap_notes")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="soap_notes", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="soap_notes", db_constraint=False)
    plan = models.ForeignKey(
        TreatmentPlan, models.PROTECT, related_name="soap_notes", null=True, blank=True, db_constraint=False
    )
    author = models.ForeignKey(Therapist, models.PROTECT, related_name="soap_notes", db_constraint=False)
    subjective = EncryptedTextField(aad="soapnote.subjective", blank=True, default="")
    objective = EncryptedTextField(aad="soapnote.objective", blank=True, default="")
    assessment = EncryptedTextField(aad="soapnote.assessment", blank=True, default="")
    next_step = EncryptedTextField(aad="soapnote.next_step", blank=True, default="")
    carried = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    nrs_before = models.PositiveSmallIntegerField(null=True, blank=True)
    nrs_after = models.PositiveSmallIntegerField(null=True, blank=True)
    nrs_missing_reason = models.CharField(max_length=10, choices=MissingPain, blank=True)
    health_status_confirmed = models.BooleanField(default=False)
    consent_today = models.BooleanField(default=False)
    patient_summary = EncryptedTextField(aad="soapnote.patient_summary", blank=True, default="")
    findings = EncryptedTextField(aad="soapnote.findings", blank=True, default="")
    summary_delay_hours = models.PositiveSmallIntegerField(default=0)
    summary_delay_reason = EncryptedTextField(aad="soapnote.summary_delay_reason", blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    editor = models.CharField(max_length=40, blank=True)
    editor_step = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Therapist, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    confirmed_with = models.CharField(max_length=8, choices=Confirmed, blank=True)
    cosigned_at = models.DateTimeField(null=True, blank=True)
    cosigned_by = models.ForeignKey(
        Therapist, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    content_format = models.PositiveSmallIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        # The few that somebody still has to sign, among all that were.
        indexes = [
            models.Index(
                fields=["author"], condition=Q(status__in=["draft", "awaiting"]), name="note_to_sign"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["appointment"], name="note_once_a_visit"),
            models.UniqueConstraint(fields=["id", "clinic"], name="note_in_clinic"),
            models.CheckConstraint(
                condition=_within_scale("nrs_before") & _within_scale("nrs_after"),
                name="note_pain_within_scale",
            ),
            models.CheckConstraint(
                condition=Q(summary_delay_hours__lte=72), name="note_summary_within_three_days"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["signed", "awaiting"],
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    content_format__isnull=False,
                    content_hash__regex="^[0-9a-f]{64}$",
                )
                | Q(
                    status="draft",
                    signed_at__isnull=True,
                    signed_by__isnull=True,
                    content_format__isnull=True,
                    content_hash="",
                ),
                name="note_signed_has_signature",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(health_status_confirmed=True, consent_today=True)
                & (Q(nrs_before__isnull=False, nrs_after__isnull=False) | ~Q(nrs_missing_reason="")),
                name="note_signed_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(cosigned_at__isnull=True, cosigned_by__isnull=True)
                | Q(cosigned_at__isnull=False, cosigned_by__isnull=False, status="signed")
                & ~Q(cosigned_by=F("author")),
                name="note_cosigned_by_another",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_note_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="signed"),
            ),
            pgtrigger.Protect(
                name="awaiting_note_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_CHANGED_WHILE_WAITING),
            ),
            pgtrigger.Protect(
                name="awaiting_note_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="awaiting"),
            ),
            pgtrigger.Trigger(
                name="note_of_the_visit",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("appointment_id", "patient_id", "clinic_id"),
                func=_SAME_VISIT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_awaiting(self) -> bool:
        return self.status == self.Status.AWAITING

    @property
    def is_signed(self) -> bool:
        """Final: with every signature that it needs."""
        return self.status == self.Status.SIGNED


class Addendum(PublicModel):
    """Something said after signing; the original stays readable. Only ever added to."""

    class Kind(models.TextChoices):
        ADDENDUM = "addendum", _("Addition")
        CORRECTION = "correction", _("Correction")
        LATE_ENTRY = "late_entry", _("Late entry")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    note = models.ForeignKey(SoapNote, models.PROTECT, related_name="addenda", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind)
    reason = EncryptedTextField(aad="addendum.reason")
    text = EncryptedTextField(aad="addendum.text")
    author = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="addendum_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind}"

"""What the law wants of a record as a whole: requests with their clocks, holds, disclosures, and what is left of it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, Therapist, User
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel
from notes.models.soap import SoapNote

_FINAL = pgtrigger.Update | pgtrigger.Delete


class RecordPolicy(models.Model):
    """For how long a clinic keeps a record after its last entry; without a row, settings.RETENTION_YEARS."""

    clinic = models.OneToOneField(Clinic, models.PROTECT, related_name="record_policy")
    retention_years = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(retention_years__range=(1, 100)), name="record_kept_for_some_years"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clinic}: {self.retention_years}"


class LegalHold(PublicModel):
    """While it is open nothing of the record is purged or erased: a court, an insurer or an authority may want it."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="legal_holds", db_constraint=False)
    reason = EncryptedTextField(aad="legalhold.reason")
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(lifted_at__isnull=True), name="one_open_hold_a_patient"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class RecordRequest(PublicModel):
    """What a patient asks about their record, and the day by which it is answered.

    `text` is what they want put right, `reply` what they were told. A refused amendment is shown with the note that
    it is about, as is the `statement` that the patient may add to it.
    """

    class Kind(models.TextChoices):
        COPY = "copy", _("A copy of the record")
        AMENDMENT = "amendment", _("Something put right")
        ERASURE = "erasure", _("Erasure")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Done")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="record_requests")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="record_requests", db_constraint=False)
    kind = models.CharField(max_length=9, choices=Kind)
    note = models.ForeignKey(
        SoapNote, models.PROTECT, related_name="requests", null=True, blank=True, db_constraint=False
    )
    text = EncryptedTextField(aad="recordrequest.text", blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_date = models.DateField()
    reply = EncryptedTextField(aad="recordrequest.reply", blank=True, default="")
    statement = EncryptedTextField(aad="recordrequest.statement", blank=True, default="")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_date", "id"]
        indexes = [
            models.Index(fields=["clinic", "due_date"], name="request_open", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=Q(state="open") & ~Q(kind="amendment"),
                name="request_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"], decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["accepted", "refused"], decided_at__isnull=False, decided_by__isnull=False),
                name="request_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind} {self.state}"


class Disclosure(PublicModel):
    """Something of the record that was given to somebody outside treatment, payment and running the clinic.

    After 45 CFR 164.528: date, recipient, what, why. Only ever added to.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="disclosures", db_constraint=False)
    on_date = models.DateField()
    recipient = EncryptedTextField(aad="disclosure.recipient")
    what = EncryptedTextField(aad="disclosure.what")
    why = EncryptedTextField(aad="disclosure.why")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-on_date", "-id"]
        triggers = [pgtrigger.Protect(name="disclosure_is_final", operation=_FINAL)]

    def __str__(self) -> str:
        return self.public_id


class EmergencyAccess(PublicModel):
    """A therapist who does not treat the patient opened the record, for a reason and until `expires_at`."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="emergency_accesses", db_constraint=False
    )
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    reason = EncryptedTextField(aad="emergencyaccess.reason")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        triggers = [
            pgtrigger.Protect(name="emergency_access_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="emergency_access_is_as_opened",
                operation=pgtrigger.UpdateOf(
                    "clinic_id", "patient_id", "therapist_id", "reason", "opened_at", "expires_at"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Tombstone(models.Model):
    """That something was there and was taken away: its id, the day, the rule. Only ever added to."""

    class Rule(models.TextChoices):
        RETENTION = "retention", _("Kept as long as the law asks, then taken away")
        WORKING_NOTE = "working_note_30_days", _("A working note, thirty days after the visit")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    rule = models.CharField(max_length=24, choices=Rule)
    kept_until = models.DateField()
    purged_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["object_kind", "object_id"], name="tombstone_once"),
        ]
        triggers = [pgtrigger.Protect(name="tombstone_is_final", operation=_FINAL)]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}"

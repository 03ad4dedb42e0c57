"""Who saw or changed whose record."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from bookings.models.people import Clinic, Patient, User


class AccessRecord(models.Model):
    """One look at, or change of, something that belongs to a patient. Only ever added to."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="access_records")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="access_records")
    action = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["clinic", "-at"], name="access_by_time"),
            models.Index(fields=["patient", "-at"], name="access_by_patient"),
        ]
        triggers = [
            pgtrigger.Protect(name="access_record_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_kind} {self.object_id}"


class AuditSeal(models.Model):
    """A batch of the access log, sealed: a keyed hash over its lines and over the seal before. Only ever added to."""

    number = models.PositiveIntegerField(unique=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        triggers = [
            pgtrigger.Protect(name="audit_seal_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"seal {self.number}"


class AuditHead(models.Model):
    """One row: which seal is the last, under a keyed hash of its own, so that cutting off the end shows."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveIntegerField()
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_single")]

    def __str__(self) -> str:
        return f"up to seal {self.number}"

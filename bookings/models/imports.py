"""Files that are brought along from another system, and which row became what."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models.appointments import Appointment
from bookings.models.encryption import EncryptedFileField, EncryptedTextField
from bookings.models.identity import PublicModel
from bookings.models.people import Clinic, Patient, User
from bookings.models.progress import LongWork


class ImportQuerySet(models.QuerySet[Any]):
    def with_file(self) -> Self:
        """With its works, and whether the file is still there (`has_file`) instead of the file itself."""
        rows = self.select_related("clinic__policy", "user", "checking", "running").defer("content")
        has_file = models.Case(models.When(content__isnull=True, then=False), default=True)
        return rows.annotate(has_file=models.ExpressionWrapper(has_file, models.BooleanField()))


class Import(PublicModel):
    """One file. `content` is there until the work is over, for a day at most (`keep_until`); so are its refused rows.

    `options` is what the owner said (order of dates, who is who), `summary` what was found: counts and names of columns.
    """

    class Source(models.TextChoices):
        EASYAPPOINTMENTS = "easyappointments", _("Easy!Appointments")
        CLINIKO = "cliniko", _("Cliniko")
        JANE = "jane", _("Jane")
        TEND = "tend", _("a plain table")

    class What(models.TextChoices):
        PATIENTS = "patients", _("Patients")
        VISITS = "visits", _("Visits")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="imports")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    source = models.CharField(max_length=16, choices=Source)
    what = models.CharField(max_length=8, choices=What)
    rows = models.PositiveIntegerField(default=0)
    content = EncryptedFileField(aad="import.content", null=True)
    options = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    checking = models.OneToOneField(LongWork, models.PROTECT, related_name="checks")
    running = models.OneToOneField(LongWork, models.PROTECT, related_name="brings", null=True)
    keep_until = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    has_file: bool  # of `with_file`
    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["keep_until"], name="import_to_forget", condition=Q(content__isnull=False))
        ]

    def __str__(self) -> str:
        return self.public_id


class ImportProblem(models.Model):
    """A row that does not come in: its number as spreadsheets count, the column, why, and the row itself, sealed."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40)
    cells = EncryptedTextField(aad="import_problem.cells")

    class Meta:
        ordering = ["row", "id"]
        constraints = [models.UniqueConstraint(fields=["of", "row"], name="import_problem_once")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.code}"


class ImportedRow(models.Model):
    """What a row of another system became here. The same row brought along again is recognised by it."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="imported_rows")
    by = models.ForeignKey(Import, models.PROTECT, related_name="brought", null=True)
    source = models.CharField(max_length=16, choices=Import.Source)
    external_id = models.CharField(max_length=80)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="imported_rows", null=True)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="imported_rows", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "source", "external_id"],
                name="imported_patient_once",
                condition=Q(patient__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["clinic", "source", "external_id"],
                name="imported_visit_once",
                condition=Q(appointment__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(patient__isnull=False, appointment__isnull=True)
                | Q(patient__isnull=True, appointment__isnull=False),
                name="imported_row_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"

"""Problems and the plans that treat them.

Every row carries its clinic; composite foreign keys keep a row, its patient and its plan inside it (second
migration), which is why the single-column ones carry no constraint of their own.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, Therapist
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel


class Problem(PublicModel):
    """What a patient comes with, in the therapist's words. Not a diagnosis.

    `reason_code` is an ICD-10-CM code as somebody else reported it, or empty.
    """

    class Status(models.TextChoices):
        """After FHIR's Condition.clinicalStatus."""

        ACTIVE = "active", _("Active")
        RECURRENCE = "recurrence", _("Came back")
        REMISSION = "remission", _("Quiet")
        RESOLVED = "resolved", _("Resolved")

    class Severity(models.TextChoices):
        MILD = "mild", _("Mild")
        MODERATE = "moderate", _("Moderate")
        SEVERE = "severe", _("Severe")

    class Quality(models.TextChoices):
        """How it feels, in the words of the body chart."""

        ACHE = "ache", _("Aching")
        SHARP = "sharp", _("Sharp")
        BURNING = "burning", _("Burning")
        SPASM = "spasm", _("Cramping")
        STIFF = "stiff", _("Stiff")
        TINGLING = "tingling", _("Tingling")
        NUMB = "numb", _("Numb")

    class Precision(models.TextChoices):
        DAY = "day", _("The day is known")
        MONTH = "month", _("About that month")
        YEAR = "year", _("About that year")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="problems")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="problems", db_constraint=False)
    text = EncryptedTextField(aad="problem.text")
    regions = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    onset_date = models.DateField(null=True, blank=True)
    onset_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    mechanism = EncryptedTextField(aad="problem.mechanism", blank=True, default="")
    qualities = ArrayField(models.CharField(max_length=8, choices=Quality), default=list, blank=True)
    severity = models.CharField(max_length=8, choices=Severity, blank=True)
    reason_code = models.CharField(max_length=12, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["id", "patient"], name="problem_of_patient")]

    def __str__(self) -> str:
        return self.public_id


class TreatmentPlan(PublicModel):
    """What is to be reached for one problem, and by which means.

    `version` counts the contents that were in force, each kept as a PlanVersion; `revision` counts saves and guards
    against lost ones. `plan_class` is the chronicity at the start, which the trend rule keeps to.
    """

    class Status(models.TextChoices):
        """After FHIR's CarePlan.status."""

        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        ON_HOLD = "on_hold", _("On hold")
        COMPLETED = "completed", _("Completed")
        REVOKED = "revoked", _("Withdrawn")

    class CloseReason(models.TextChoices):
        GOALS_MET = "goals_met", _("Goals met")
        PLATEAU = "plateau", _("No further change")
        REFERRED = "referred", _("Referred on")
        PATIENT_CHOICE = "patient_choice", _("The patient's choice")
        SAFETY = "safety", _("Safety")
        LOST_TO_FOLLOW_UP = "lost_to_follow_up", _("No contact any more")

    class Phase(models.TextChoices):
        """What a plan that was in force is about: treating, or going on alone after discharge."""

        TREATMENT = "active", _("Treatment")
        MAINTENANCE = "maintenance", _("Maintenance")

    class PlanClass(models.TextChoices):
        ACUTE = "acute", _("Acute")
        SUBACUTE = "subacute", _("Subacute")
        CHRONIC = "chronic", _("Chronic")

    LIVE = (Status.ACTIVE, Status.ON_HOLD)
    CLOSED = (Status.COMPLETED, Status.REVOKED)
    # What was only drafted, or withdrawn, is not shown to its patient.
    SHOWN = (*LIVE, Status.COMPLETED)

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="plans")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="plans", db_constraint=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="plans", db_constraint=False)
    author = models.ForeignKey(Therapist, models.PROTECT, related_name="plans", db_constraint=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.TREATMENT)
    plan_class = models.CharField(max_length=8, choices=PlanClass, blank=True)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    review_due_date = models.DateField(null=True, blank=True)
    no_massage_reason = EncryptedTextField(aad="treatmentplan.no_massage_reason", blank=True, default="")
    single_component_reason = EncryptedTextField(
        aad="treatmentplan.single_component_reason", blank=True, default=""
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, choices=CloseReason, blank=True)
    close_text = EncryptedTextField(aad="treatmentplan.close_text", blank=True, default="")
    no_maintenance_reason = EncryptedTextField(
        aad="treatmentplan.no_maintenance_reason", blank=True, default=""
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "patient"], name="plan_of_patient"),
            models.UniqueConstraint(fields=["id", "clinic"], name="plan_in_clinic"),
            models.UniqueConstraint(
                fields=["problem"], condition=Q(status__in=["active", "on_hold"]), name="plan_live_once"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["active", "on_hold", "completed"])
                | Q(started_at__isnull=False, review_due_date__isnull=False),
                name="plan_in_force_has_start_and_review",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["completed", "revoked"], closed_at__isnull=False)
                | ~Q(status__in=["completed", "revoked"]) & Q(closed_at__isnull=True),
                name="plan_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed") | ~Q(close_reason=""), name="plan_completed_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

"""Problems and the plans that treat them.

Every row carries its clinic; composite foreign keys keep a row, its patient and its plan inside it (second
migration), which is why the single-column ones carry no constraint of their own.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, ServiceOption, Therapist
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel


class Problem(PublicModel):
    """What a patient comes with, in the therapist's words. Not a diagnosis."""

    class Status(models.TextChoices):
        """After FHIR's Condition.clinicalStatus."""

        ACTIVE = "active", _("Active")
        RECURRENCE = "recurrence", _("Came back")
        REMISSION = "remission", _("Quiet")
        RESOLVED = "resolved", _("Resolved")

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
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["id", "patient"], name="problem_of_patient")]

    def __str__(self) -> str:
        return self.public_id


class TreatmentPlan(PublicModel):
    """What is to be reached for one problem, and by which means.

    `version` counts the plans that were in force; `revision` counts saves and guards against lost ones.
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

    LIVE = (Status.ACTIVE, Status.ON_HOLD)
    CLOSED = (Status.COMPLETED, Status.REVOKED)

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="plans")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="plans", db_constraint=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="plans", db_constraint=False)
    author = models.ForeignKey(Therapist, models.PROTECT, related_name="plans", db_constraint=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
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


class Goal(PublicModel):
    """Where the plan is going: a measure, from a baseline to a target, by a date."""

    class Status(models.TextChoices):
        """After FHIR's Goal.lifecycleStatus."""

        PROPOSED = "proposed", _("Proposed")
        ACTIVE = "active", _("Active")
        COMPLETED = "completed", _("Reached")
        CANCELLED = "cancelled", _("Given up")

    class Measure(models.TextChoices):
        """Instruments that ship with texts of their own."""

        NRS = "nrs", _("Pain, 0 to 10")
        PSFS = "psfs", _("An activity, 0 unable to 10 as before")
        PIM3 = "pim3", _("Impact of pain, 0 to 10 (not a validated instrument)")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    plan = models.ForeignKey(TreatmentPlan, models.CASCADE, related_name="goals", db_constraint=False)
    text = EncryptedTextField(aad="goal.text")
    measure = models.CharField(max_length=8, choices=Measure, blank=True)
    baseline = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    target = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(baseline__isnull=True) | Q(baseline__gte=0, baseline__lte=10))
                & (Q(target__isnull=True) | Q(target__gte=0, target__lte=10)),
                name="goal_within_scale",
            ),
            models.CheckConstraint(condition=~Q(baseline=F("target")), name="goal_goes_somewhere"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_smart(self) -> bool:
        """Whether all four parts are there: measure, baseline, target and date."""
        return bool(self.measure and self.due_date) and None not in (self.baseline, self.target)


class PlanComponent(PublicModel):
    """One means of the plan. Massage has a dose; everything else says in words what is to be done."""

    class Kind(models.TextChoices):
        MASSAGE = "massage", _("Massage")
        EXERCISE = "exercise", _("Exercise")
        LIFESTYLE = "lifestyle", _("Daily habits")
        SLEEP_REST = "sleep_rest", _("Sleep and rest")
        HEAT = "heat", _("Heat")
        EXTERNAL_THERAPY = "external_therapy", _("Other therapy")
        REFERRAL = "referral", _("Referral")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    plan = models.ForeignKey(TreatmentPlan, models.CASCADE, related_name="components", db_constraint=False)
    kind = models.CharField(max_length=16, choices=Kind)
    text = EncryptedTextField(aad="plancomponent.text", blank=True, default="")
    freq_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    option = models.ForeignKey(
        ServiceOption, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind="massage",
                    freq_per_week__isnull=False,
                    minutes__isnull=False,
                    weeks__isnull=False,
                    freq_per_week__range=(1, 7),
                    minutes__range=(5, 240),
                    weeks__range=(1, 52),
                )
                | ~Q(kind="massage")
                & Q(
                    freq_per_week__isnull=True,
                    minutes__isnull=True,
                    weeks__isnull=True,
                    option__isnull=True,
                ),
                name="component_dose_is_massage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind}"

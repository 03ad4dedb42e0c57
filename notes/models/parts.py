"""What a plan is made of: its goals and its components."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, ServiceOption
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel
from notes.models.plans import TreatmentPlan


def _on_scale(name: str) -> Q:
    """0 to 10, or to 24 for the ticks of the RMDQ."""
    return (
        Q(**{f"{name}__isnull": True})
        | Q(**{f"{name}__gte": 0, f"{name}__lte": 10})
        | Q(**{"measure": "rmdq", f"{name}__gte": 0, f"{name}__lte": 24})
    )


class Goal(PublicModel):
    """Where the plan is going: a measure, from a baseline to a target, by a date."""

    class Status(models.TextChoices):
        """After FHIR's Goal.lifecycleStatus."""

        PROPOSED = "proposed", _("Proposed")
        ACTIVE = "active", _("Active")
        COMPLETED = "completed", _("Reached")
        CANCELLED = "cancelled", _("Given up")

    class Achievement(models.TextChoices):
        """After FHIR's Goal.achievementStatus."""

        IN_PROGRESS = "in_progress", _("On the way")
        IMPROVING = "improving", _("Improving")
        WORSENING = "worsening", _("Getting worse")
        NO_CHANGE = "no_change", _("No change")
        ACHIEVED = "achieved", _("Reached")
        SUSTAINING = "sustaining", _("Kept")
        NOT_ACHIEVED = "not_achieved", _("Not reached")

    class Measure(models.TextChoices):
        """The first three ship with texts of their own; RMDQ needs a text pack of the clinic."""

        NRS = "nrs", _("Pain, 0 to 10")
        PSFS = "psfs", _("An activity, 0 unable to 10 as before")
        PIM3 = "pim3", _("Impact of pain, 0 to 10 (not a validated instrument)")
        RMDQ = "rmdq", _("Activity limits from low back pain, 0 to 24")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    plan = models.ForeignKey(TreatmentPlan, models.CASCADE, related_name="goals", db_constraint=False)
    text = EncryptedTextField(aad="goal.text")
    measure = models.CharField(max_length=8, choices=Measure, blank=True)
    baseline = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    target = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    achievement = models.CharField(max_length=12, choices=Achievement, default=Achievement.IN_PROGRESS)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=_on_scale("baseline") & _on_scale("target"),
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
    """One means of the plan. Massage has a dose; everything else says in words what is to be done.

    `code` names an entry of the catalogue of its kind, `facts` is JSON of what that kind asks besides (encrypted as
    text); see notes.plans.catalogue.
    """

    class Status(models.TextChoices):
        """After FHIR's CarePlan.activity.detail.status."""

        NOT_STARTED = "not_started", _("Not started")
        SCHEDULED = "scheduled", _("Arranged")
        IN_PROGRESS = "in_progress", _("Under way")
        ON_HOLD = "on_hold", _("Paused")
        COMPLETED = "completed", _("Done")
        CANCELLED = "cancelled", _("Dropped")
        STOPPED = "stopped", _("Stopped")

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
    code = models.CharField(max_length=24, blank=True)
    facts = EncryptedTextField(aad="plancomponent.facts", blank=True, default="")
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    is_maintenance = models.BooleanField(default=False)
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

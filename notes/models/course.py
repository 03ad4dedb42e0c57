"""What happens to a plan in force: versions, holds, reviews, and what the trend rule said of it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, Therapist, User
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel
from notes.models.plans import TreatmentPlan

_FINAL = pgtrigger.Update | pgtrigger.Delete


class PlanVersion(PublicModel):
    """The content of a plan as it was put in force. Only ever added to.

    `content` is JSON, encrypted as text; `content_hash` the SHA-256 of it. See notes.plans.versions.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    plan = models.ForeignKey(TreatmentPlan, models.PROTECT, related_name="versions", db_constraint=False)
    number = models.PositiveIntegerField()
    content = EncryptedTextField(aad="planversion.content")
    content_hash = models.CharField(max_length=64)
    change_reason = EncryptedTextField(aad="planversion.change_reason", blank=True, default="")
    author = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]
        triggers = [pgtrigger.Protect(name="plan_version_is_final", operation=_FINAL)]

    def __str__(self) -> str:
        return f"{self.public_id} {self.number}"


class PlanHold(PublicModel):
    """A time in which a plan rests, from `placed_at` to `lifted_at`, and the decision that ended it.

    `trigger` is the action of the trend rule, or "manual". `central` and `night_worst` are C and n when the hold was
    placed and, once it is lifted, at the decision, which silences the same trigger until `expires_date`.
    """

    class Trigger(models.TextChoices):
        NIGHT = "hold_night", _("Pain at night")
        WORSE = "hold_worse", _("Getting worse")
        NOT_BETTER = "hold_not_better", _("Not better for long")
        MANUAL = "manual", _("Put on hold by hand")

    class Outcome(models.TextChoices):
        PHYSICIAN_SEEN = "physician_seen", _("A physician has looked at it")
        THERAPIST_RATIONALE = "therapist_rationale", _("The therapist's own reasons")
        PATIENT_DECLINED = "patient_declined", _("The patient declined after advice")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    plan = models.ForeignKey(TreatmentPlan, models.PROTECT, related_name="holds", db_constraint=False)
    trigger = models.CharField(max_length=16, choices=Trigger)
    reason = EncryptedTextField(aad="planhold.reason", blank=True, default="")
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(
        Therapist, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    central = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    night_worst = models.PositiveSmallIntegerField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        Therapist, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    decision_text = EncryptedTextField(aad="planhold.decision_text", blank=True, default="")
    expires_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(lifted_at__isnull=True), name="plan_hold_open_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, outcome="") | Q(lifted_at__isnull=False),
                name="plan_hold_lifted_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.trigger}"

    @property
    def needs_decision(self) -> bool:
        """Placed by the trend rule, it is lifted by one of the outcomes; one by hand needs words alone."""
        return self.trigger != self.Trigger.MANUAL


class PlanReview(PublicModel):
    """A re-evaluation: what was decided and why. Only ever added to."""

    class Decision(models.TextChoices):
        CONTINUE = "continue", _("Go on as it is")
        MODIFY = "modify", _("Change the plan")
        REFER = "refer", _("Refer on")
        DISCHARGE = "discharge", _("Discharge")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    plan = models.ForeignKey(TreatmentPlan, models.PROTECT, related_name="reviews", db_constraint=False)
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    decision = models.CharField(max_length=12, choices=Decision)
    text = EncryptedTextField(aad="planreview.text")
    next_review_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        triggers = [pgtrigger.Protect(name="plan_review_is_final", operation=_FINAL)]

    def __str__(self) -> str:
        return f"{self.public_id} {self.decision}"


class ComponentRating(models.Model):
    """How much a component helped, in the patient's view: -2 much worse to +2 much better.

    `component` is the public id of one that a later version may have dropped.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        TreatmentPlan, models.PROTECT, related_name="component_ratings", db_constraint=False
    )
    component = models.CharField(max_length=22)
    kind = models.CharField(max_length=16)
    rating = models.SmallIntegerField()
    rated_date = models.DateField()

    class Meta:
        ordering = ["rated_date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "component", "rated_date"], name="rating_once_a_day"),
            models.CheckConstraint(condition=Q(rating__range=(-2, 2)), name="rating_within_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.rating}"


class TrendEvaluation(models.Model):
    """What the trend rule said of a plan on a day of its clinic; the same action is kept once a day."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    plan = models.ForeignKey(TreatmentPlan, models.PROTECT, related_name="evaluations", db_constraint=False)
    on_date = models.DateField()
    at = models.DateTimeField()
    state = models.CharField(max_length=12)
    action = models.CharField(max_length=20)
    baseline = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    central = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    night_worst = models.PositiveSmallIntegerField(null=True, blank=True)
    is_silenced = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "action", "on_date"], name="evaluation_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.on_date} {self.action}"


class CareAlert(PublicModel):
    """Something about a patient that their therapist should look at, until one acknowledges it.

    `kind` is an action of the trend rule or one of the codes below; it is no clinical content by itself.
    """

    class Kind(models.TextChoices):
        HOLD_NIGHT = "hold_night", _("On hold: pain at night")
        HOLD_WORSE = "hold_worse", _("On hold: getting worse")
        HOLD_NOT_BETTER = "hold_not_better", _("On hold: not better for long")
        RESCREEN = "rescreen_worse", _("Getting worse: ask the safety questions again")
        REEVALUATE = "reevaluate", _("Time for a re-evaluation")
        ADVISE = "advise_not_better", _("Not better: advise to see a physician")
        NIGHT = "night", _("Pain at night, worth a question")
        MOOD = "mood", _("Low mood answered: talk about support")
        REVIEW_DUE = "review_due", _("The review is due")
        FELT_WORSE = "felt_worse", _("Worse after exercising, twice running")
        STOPPED = "stop_exercise", _("An exercise was stopped: something was noticed")
        NOT_READY = "not_ready", _("Sudden signs before exercising: please call")
        NO_CONTACT = "no_contact", _("No contact for sixty days")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="care_alerts", db_constraint=False)
    plan = models.ForeignKey(
        TreatmentPlan, models.PROTECT, related_name="alerts", null=True, blank=True, db_constraint=False
    )
    kind = models.CharField(max_length=20, choices=Kind)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        indexes = [models.Index(fields=["patient", "kind"], name="alert_by_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "plan", "kind"],
                condition=Q(acknowledged_at__isnull=True),
                nulls_distinct=False,
                name="alert_open_once",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="alert_acknowledged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind}"

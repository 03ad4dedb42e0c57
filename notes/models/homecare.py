"""What patients do between visits: exercises given and done, the diary, looking after something by oneself."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, Therapist
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel, new_token
from notes.models.plans import TreatmentPlan


def _rating(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": 10})


class ExercisePrescription(PublicModel):
    """An exercise of the library as given to one patient, from `starts_date` until before `ends_date`.

    `hold_s` is in seconds, 0 for none. `despite` says why it is given although the library would rather not.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="exercises", db_constraint=False)
    plan = models.ForeignKey(TreatmentPlan, models.PROTECT, related_name="exercises", db_constraint=False)
    code = models.CharField(max_length=5)
    sets = models.PositiveSmallIntegerField(default=1)
    reps = models.PositiveSmallIntegerField(default=1)
    hold_s = models.PositiveSmallIntegerField(default=0)
    days_per_week = models.PositiveSmallIntegerField(default=7)
    despite = EncryptedTextField(aad="exerciseprescription.despite", blank=True, default="")
    starts_date = models.DateField()
    ends_date = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Therapist, models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "patient"], name="exercise_of_patient"),
            models.UniqueConstraint(
                fields=["plan", "code"], condition=Q(ends_date__isnull=True), name="exercise_given_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    sets__range=(1, 10), reps__range=(1, 50), hold_s__lte=120, days_per_week__range=(1, 7)
                ),
                name="exercise_dose_in_range",
            ),
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gte=models.F("starts_date")),
                name="exercise_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.code}"


class ReadinessCheck(models.Model):
    """How a patient felt before exercising on a day of their clinic. A day that is not ready is no missed day."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="readiness", db_constraint=False)
    on_date = models.DateField()
    at = models.DateTimeField()
    nrs_before = models.PositiveSmallIntegerField()
    has_sudden_signs = models.BooleanField(default=False)
    is_ready = models.BooleanField()

    class Meta:
        ordering = ["on_date"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "on_date"], name="readiness_once_a_day"),
            models.CheckConstraint(condition=_rating("nrs_before"), name="readiness_within_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.on_date} {self.is_ready}"


class ExerciseLog(models.Model):
    """One exercise done on a day, with pain just before and just after, and what was noticed (JSON, encrypted)."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="exercise_logs", db_constraint=False)
    exercise = models.ForeignKey(
        ExercisePrescription, models.PROTECT, related_name="logs", db_constraint=False
    )
    on_date = models.DateField()
    at = models.DateTimeField()
    nrs_before = models.PositiveSmallIntegerField()
    nrs_after = models.PositiveSmallIntegerField()
    lasted_over_an_hour = models.BooleanField(default=False)
    signs = EncryptedTextField(aad="exerciselog.signs", blank=True, default="")

    class Meta:
        ordering = ["on_date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "on_date"], name="exercise_log_once_a_day"),
            models.CheckConstraint(
                condition=_rating("nrs_before") & _rating("nrs_after"), name="exercise_log_within_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} {self.on_date}"


class TriggerEntry(PublicModel):
    """A line of the diary: what somebody did, for how many minutes, and pain before and after."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="diary", db_constraint=False)
    activity = EncryptedTextField(aad="triggerentry.activity")
    minutes = models.PositiveSmallIntegerField()
    nrs_before = models.PositiveSmallIntegerField()
    nrs_after = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["patient", "-at"], name="diary_by_patient")]
        constraints = [
            models.CheckConstraint(
                condition=_rating("nrs_before") & _rating("nrs_after") & Q(minutes__range=(1, 1440)),
                name="diary_within_scale",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class SelfCareEpisode(PublicModel):
    """Somebody looks after something by themselves for now; after two weeks they are asked once how it is."""

    class Status(models.TextChoices):
        OPEN = "open", _("Under way")
        CLOSED = "closed", _("Over")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="self_care", db_constraint=False)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    onset_date = models.DateField()
    start_date = models.DateField()
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-start_date", "-id"]
        indexes = [models.Index(fields=["start_date"], name="self_care_open", condition=Q(status="open"))]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(status="open"), name="self_care_open_once"
            ),
            models.CheckConstraint(
                condition=Q(onset_date__lte=models.F("start_date")), name="self_care_after_onset"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"


class CheckIn(models.Model):
    """The one question of a self-care episode: when it was asked, and the answer."""

    class Answer(models.TextChoices):
        BETTER = "better", _("Better")
        SAME = "same", _("About the same")
        WORSE = "worse", _("Worse")
        NIGHT = "night", _("It is strong at night")

    episode = models.OneToOneField(SelfCareEpisode, models.PROTECT, related_name="check_in")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)

    def __str__(self) -> str:
        return f"{self.episode_id} {self.answer}"

"""Who waits for an earlier time, and what they were offered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models.appointments import Appointment
from bookings.models.catalog import Location, ServiceOption
from bookings.models.identity import PublicModel, new_token
from bookings.models.people import Clinic, Patient, Therapist


def every_weekday() -> list[int]:
    return list(range(7))


class WaitlistEntry(PublicModel):
    """A wish for a time. Minutes are after midnight on the wall; no therapists means any.

    The treatment may start from `from_minute` on and before `until_minute`. `token` is the key of the
    patient's own page about it. `plan_gap_days` is how far the patient's treatment plan is behind its
    schedule; the upper floor sets it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        BOOKED = "booked", _("Found a time")
        CLOSED = "closed", _("No longer waiting")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="waitlist")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="waitlist")
    option = models.ForeignKey(ServiceOption, models.PROTECT, related_name="waitlist")
    location = models.ForeignKey(Location, models.PROTECT, related_name="+", null=True, blank=True)
    therapists = models.ManyToManyField(Therapist, related_name="waitlist", blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=every_weekday)
    from_minute = models.PositiveSmallIntegerField(default=0)
    until_minute = models.PositiveSmallIntegerField(default=1440)
    from_date = models.DateField()
    until_date = models.DateField()
    notice_minutes = models.PositiveIntegerField(default=120)
    plan_gap_days = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    consent_version = models.CharField(max_length=40, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["clinic", "option"], name="waiting", condition=Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until_date__gte=F("from_date")), name="waitlist_dates"),
            models.CheckConstraint(
                condition=Q(until_minute__gt=F("from_minute"), until_minute__lte=1440), name="waitlist_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.option}"


class WaitlistOffer(models.Model):
    """A time held for somebody who waits. The held appointment's token is the key of the claim link.

    `moved` is the visit that was moved there, if one was; the held appointment was given back for it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Offered")
        CLAIMED = "claimed", _("Taken")
        PASSED = "passed", _("Not taken in time")
        DECLINED = "declined", _("Declined")

    entry = models.ForeignKey(WaitlistEntry, models.PROTECT, related_name="offers")
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="offer")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    moved = models.ForeignKey(Appointment, models.PROTECT, related_name="+", null=True, blank=True)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-offered_at", "-id"]
        indexes = [models.Index(fields=["expires_at"], name="offer_open", condition=Q(state="open"))]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="open"), name="one_open_offer_an_entry"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.state}"


class OpenedTime(models.Model):
    """Time in which a therapist did not work and now does: new hours, another date, time off taken back.

    Kept for some days, for those who wait; whether it is still open is not said.
    """

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="+")
    therapist = models.ForeignKey(Therapist, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["clinic", "opened_at"], name="opened_by_clinic")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="opened_time_forward")
        ]

    def __str__(self) -> str:
        return f"{self.therapist}: {self.starts_at} - {self.ends_at}"

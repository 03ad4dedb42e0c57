"""When people work, when they do not, and what may be booked how late.

Times of day are minutes after midnight on the wall of the location; 1440 is the midnight that ends the day.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bookings.models.catalog import Location
from bookings.models.identity import PublicModel
from bookings.models.people import Clinic, Therapist


class WeeklyHours(PublicModel):
    """Hours that return on a weekday (0 = Monday). An end at or before the start is the next day's."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="weekly_hours")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="weekly_hours")
    location = models.ForeignKey(Location, models.PROTECT, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    every_weeks = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["weekday", "start_minute", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="hours_weekday"),
            models.CheckConstraint(
                condition=models.Q(start_minute__lt=1440, end_minute__lte=1440), name="hours_within_a_day"
            ),
            models.CheckConstraint(condition=models.Q(every_weeks__gte=1), name="hours_every_weeks"),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} {self.weekday} {self.start_minute}-{self.end_minute}"


class DateOverride(PublicModel):
    """What a therapist works at a location on one date instead of the weekly hours; empty means closed."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="date_overrides")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="date_overrides")
    location = models.ForeignKey(Location, models.PROTECT, related_name="date_overrides")
    date = models.DateField()
    intervals = models.JSONField(default=list, help_text="[[start minute, end minute], ...]")

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["therapist", "location", "date"], name="override_once_a_date")
        ]

    def __str__(self) -> str:
        return f"{self.therapist} {self.date}"


class TimeOff(PublicModel):
    """A therapist's absence, or a closure (no therapist: everyone; no location: everywhere)."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="time_off")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="time_off", null=True, blank=True)
    location = models.ForeignKey(Location, models.PROTECT, related_name="time_off", null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    is_holiday = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["clinic", "ends_at"], name="time_off_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="time_off_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.therapist or self.clinic}: {self.starts_at} - {self.ends_at}"


def default_reminder_offsets() -> list[int]:
    """72 h and 24 h before: two reminders beat either alone (Steiner 2018, AJMC, n = 54,066)."""
    return [72, 24]


class BookingPolicy(models.Model):
    """One clinic's numbers. Quiet hours are minutes after midnight on the recipient's wall."""

    clinic = models.OneToOneField(Clinic, models.PROTECT, related_name="policy", primary_key=True)
    min_notice_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    slot_step_minutes = models.PositiveSmallIntegerField(default=15)
    hold_minutes = models.PositiveSmallIntegerField(default=10)
    cancel_notice_hours = models.PositiveSmallIntegerField(default=24)
    request_hours = models.PositiveSmallIntegerField(default=24)
    reminder_offsets_hours = ArrayField(models.PositiveSmallIntegerField(), default=default_reminder_offsets)
    quiet_from_minute = models.PositiveSmallIntegerField(default=21 * 60)
    quiet_to_minute = models.PositiveSmallIntegerField(default=8 * 60)
    message_alias = models.CharField(max_length=80, blank=True)
    waitlist_offer_minutes = models.PositiveSmallIntegerField(default=30)
    text_messages = models.BooleanField(default=False)
    staff_mail_minute = models.PositiveSmallIntegerField(default=7 * 60)

    class Meta:
        verbose_name_plural = "booking policies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slot_step_minutes__gte=5, slot_step_minutes__lte=240),
                name="policy_step_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(hold_minutes__gte=1, hold_minutes__lte=120), name="policy_hold_sane"
            ),
            models.CheckConstraint(condition=models.Q(horizon_days__lte=730), name="policy_horizon_sane"),
            models.CheckConstraint(
                condition=models.Q(waitlist_offer_minutes__gte=5, waitlist_offer_minutes__lte=720),
                name="policy_offer_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(staff_mail_minute__lt=1440), name="policy_staff_mail_within_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Booking policy of {self.clinic}"

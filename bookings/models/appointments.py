"""Appointments and what happened to them."""

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models.catalog import Location, Room, ServiceOption
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel, SameKey, TimestampRange, new_token
from bookings.models.people import Clinic, Patient, Therapist, User
from bookings.models.querysets import AppointmentQuerySet
from bookings.models.telling import plan_deliveries

# No treatment with its buffers is longer: searches by start look back this far.
LONGEST = timedelta(hours=16)


class Status(models.TextChoices):
    """After FHIR's appointment status; a hold is an appointment in its first state."""

    HELD = "held", _("Held")
    PENDING = "pending", _("Awaiting confirmation by the clinic")
    BOOKED = "booked", _("Booked")
    ARRIVED = "arrived", _("Arrived")
    FULFILLED = "fulfilled", _("Completed")
    NO_SHOW = "no_show", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")


class CancelReason(models.TextChoices):
    """Why an appointment ended without taking place."""

    ILLNESS = "illness", _("Illness")
    WORK = "work", _("Work or family")
    TRANSPORT = "transport", _("Could not get there")
    BETTER = "better", _("Feeling better")
    OTHER = "other", _("Another reason")
    CLINIC = "clinic", _("The clinic had to cancel")
    HOLD_EXPIRED = "hold_expired", _("The reserved time ran out")
    HOLD_RELEASED = "hold_released", _("The reserved time was given back")
    DECLINED = "declined", _("The clinic declined the request")
    REQUEST_EXPIRED = "request_expired", _("The request was not answered in time")


# Ended before anybody was expected: a time that was only reserved.
NEVER_BOOKED = (CancelReason.HOLD_EXPIRED, CancelReason.HOLD_RELEASED)
OCCUPYING = (Status.HELD, Status.PENDING, Status.BOOKED, Status.ARRIVED, Status.FULFILLED)


def _never_twice(name: str, key: str, start: str, end: str) -> ExclusionConstraint:
    """No two occupying rows with the same `key` may overlap."""
    return ExclusionConstraint(
        name=name,
        violation_error_code=name,
        expressions=[
            (SameKey(key), RangeOperators.OVERLAPS),
            (TimestampRange(start, end), RangeOperators.OVERLAPS),
        ],
        condition=Q(status__in=OCCUPYING) & Q(**{f"{key}__isnull": False}),
    )


class Series(PublicModel):
    """Appointments that were planned together. Only a label: each of them is a row of its own.

    `made_for` is the public id of the treatment plan whose dose it follows, if there is one. One that was sent to the
    patient to be accepted is held until `sent_until`; `answer` is what became of that.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        OTHERS = "others", _("Asked for other dates")
        WITHDRAWN = "withdrawn", _("Taken back by the clinic")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="series")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="series", null=True, blank=True)
    option = models.ForeignKey(ServiceOption, models.PROTECT, related_name="+")
    made_for = models.CharField(max_length=22, blank=True)
    sent_until = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=9, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "series"
        indexes = [models.Index(fields=["made_for"], name="series_by_plan")]

    def __str__(self) -> str:
        return self.public_id

    def is_waiting(self, now: datetime) -> bool:
        """Sent to the patient, who has not answered yet and still can."""
        return self.sent_until is not None and not self.answer and now < self.sent_until


class Appointment(PublicModel):
    """One time of one therapist in one room, from hold to done.

    A move changes the same row and raises `revision`. `occupies_from` and `occupies_until` include the buffers;
    `starts_at` and `ends_at` are the treatment. Foreign keys that carry no database constraint of their own
    are kept inside the clinic by composite ones (see the first migration).
    """

    Status = Status
    CancelReason = CancelReason
    OCCUPYING = OCCUPYING

    class Source(models.TextChoices):
        PORTAL = "portal", _("Portal")
        API = "api", _("Program")
        STAFF = "staff", _("Staff")
        SERIES = "series", _("Series")
        WAITLIST = "waitlist", _("Waiting list")
        IMPORT = "import", _("Brought along")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="appointments", db_index=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    option = models.ForeignKey(
        ServiceOption, models.PROTECT, related_name="appointments", db_constraint=False, db_index=False
    )
    therapist = models.ForeignKey(
        Therapist, models.PROTECT, related_name="appointments", db_constraint=False, db_index=False
    )
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="appointments", db_constraint=False, db_index=False
    )
    room = models.ForeignKey(
        Room, models.PROTECT, related_name="appointments", db_constraint=False, db_index=False
    )
    patient = models.ForeignKey(
        Patient,
        models.PROTECT,
        related_name="appointments",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.HELD)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    occupies_from = models.DateTimeField()
    occupies_until = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=8, choices=Source, default=Source.PORTAL)
    series = models.ForeignKey(
        "Series", models.PROTECT, related_name="appointments", null=True, blank=True, db_index=False
    )

    price = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3)
    cancel_notice_hours = models.PositiveSmallIntegerField()
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    held_by = models.CharField(max_length=64, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    reason = EncryptedTextField(aad="appointment.reason", blank=True, default="")
    consent_version = models.CharField(max_length=40, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancellation_reason = models.CharField(max_length=16, choices=CancelReason, blank=True)
    is_late_cancel = models.BooleanField(default=False)
    override_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["therapist", "starts_at"], name="appt_by_therapist"),
            models.Index(fields=["location", "starts_at"], name="appt_by_location"),
            models.Index(fields=["patient", "starts_at"], name="appt_by_patient"),
            models.Index(fields=["clinic", "starts_at"], name="appt_by_clinic"),
            models.Index(fields=["series"], name="appt_by_series", condition=Q(series__isnull=False)),
            models.Index(fields=["hold_expires_at"], name="appt_held", condition=Q(status=Status.HELD)),
            models.Index(fields=["answer_by"], name="appt_asked_for", condition=Q(status=Status.PENDING)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    occupies_from__lte=F("starts_at"),
                    starts_at__lt=F("ends_at"),
                    ends_at__lte=F("occupies_until"),
                ),
                name="appt_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(occupies_until__lte=F("occupies_from") + LONGEST), name="appt_not_endless"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.HELD, Status.CANCELLED]) | Q(patient__isnull=False),
                name="appt_has_patient",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.HELD) | Q(hold_expires_at__isnull=False), name="appt_hold_ends"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CANCELLED, cancelled_at__isnull=False)
                | ~Q(status=Status.CANCELLED) & Q(cancelled_at__isnull=True),
                name="appt_cancelled_has_time",
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="appt_revision_counts"),
            _never_twice("appt_therapist_once", "therapist", "occupies_from", "occupies_until"),
            _never_twice("appt_room_once", "room", "occupies_from", "occupies_until"),
            _never_twice("appt_patient_once", "patient", "starts_at", "ends_at"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"

    @property
    def is_live(self) -> bool:
        """Whether it is still to take place, as far as its status says."""
        return self.status in (Status.PENDING, Status.BOOKED)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class AppointmentEvent(models.Model):
    """Something that happened to an appointment: who, when, what, and the values before and after."""

    class Kind(models.TextChoices):
        HELD = "held", _("Time reserved")
        REQUESTED = "requested", _("Requested")
        BOOKED = "booked", _("Booked")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        CONFIRMED = "confirmed", _("Confirmed by the patient")
        RESCHEDULED = "rescheduled", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Reservation ran out")
        RELEASED = "released", _("Reservation given back")
        ARRIVED = "arrived", _("Arrived")
        FULFILLED = "fulfilled", _("Completed")
        NO_SHOW = "no_show", _("Did not come")
        SWAPPED = "swapped", _("Swapped with another")
        UNDONE = "undone", _("Undone")
        # Programs are not told of it, nor is anybody else: what was agreed elsewhere is no news.
        IMPORTED = "imported", _("Brought along from another system")

    class Actor(models.TextChoices):
        PATIENT = "patient", _("Patient")
        STAFF = "staff", _("Staff")
        SYSTEM = "system", _("Tend")

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=8, choices=Actor)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField()
    data = models.JSONField(default=dict)

    # What leaves a time free that was taken: the waiting list looks for these.
    FREEING = (Kind.CANCELLED, Kind.DECLINED, Kind.EXPIRED, Kind.RESCHEDULED, Kind.SWAPPED)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["at"],
                name="event_freed",
                condition=Q(kind__in=["cancelled", "declined", "expired", "rescheduled", "swapped"]),
            )
        ]
        triggers = [plan_deliveries()]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"

"""Messages to people: planned, sent, failed or void, and why. The outbox is this table."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models.appointments import Appointment
from bookings.models.identity import PublicModel
from bookings.models.people import Clinic, Patient


class Notification(PublicModel):
    """One message about one revision of an appointment, through one channel, at most once.

    `send_at` is when it was meant to leave, `try_at` when it is next tried; after `useful_until` it is void.
    """

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        REQUEST_RECEIVED = "request_received", _("Request received")
        ACCEPTED = "accepted", _("Request accepted")
        DECLINED = "declined", _("Request declined")
        RESCHEDULED = "rescheduled", _("New time")
        CANCELLED = "cancelled", _("Cancellation")
        REMINDER = "reminder", _("Reminder")
        SERIES = "series", _("Series of appointments")
        WAITLIST_OFFER = "waitlist_offer", _("Earlier time offered")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        VOID = "void", _("Not sent, no longer true")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="notifications")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="notifications")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="notifications")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    offset_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    recipient = models.EmailField()
    language = models.CharField(max_length=8, default="en")
    send_at = models.DateTimeField()
    try_at = models.DateTimeField()
    useful_until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["send_at", "id"]
        indexes = [
            models.Index(
                fields=["try_at"], name="notification_due", condition=Q(state__in=["waiting", "sending"])
            ),
            models.Index(fields=["appointment", "send_at"], name="notification_by_appt"),
            models.Index(fields=["clinic", "-send_at"], name="notification_by_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

"""Messages to people: planned, sent, failed or void, and why. The outbox is this table."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models.appointments import Appointment
from bookings.models.identity import PublicModel
from bookings.models.people import Clinic, Patient, User


class Notification(PublicModel):
    """One message through one channel, at most once: about one revision of an appointment, or about none.

    It goes to a patient or to a member of the staff (`user`). `send_at` is when it was meant to leave, `try_at`
    when it is next tried; after `useful_until` it is void. `page` is the name of the page that it leads to where
    the kind alone does not say it, `page_key` the secret that opens that page.
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
        SERIES_OFFER = "series_offer", _("Dates to choose")
        WAITLIST_OFFER = "waitlist_offer", _("Earlier time offered")
        # What these are about is nobody's business but the patient's and the therapist's: neutral words.
        PRE_VISIT_CHECK = "pre_visit_check", _("Before the visit")
        HOME_CARE = "home_care", _("After the visit")
        SELF_CARE_CHECK_IN = "self_care_check_in", _("How are you?")
        REVIEW_DUE = "review_due", _("Short questions")
        SIGN_IN = "sign_in", _("Link to sign in")
        PASSKEY_ADDED = "passkey_added", _("Passkey added")
        NEW_BOOKINGS = "new_bookings", _("New bookings, to the therapist")
        UNSIGNED_NOTES = "unsigned_notes", _("Open notes, to the therapist")
        FAILED_MESSAGES = "failed_messages", _("Undelivered messages, to the desk")
        STAFF_INVITATION = "staff_invitation", _("Invitation to the staff")
        PASSWORD_RESET = "password_reset", _("Link for a new password, to staff")
        ACCOUNT_CHANGED = "account_changed", _("Sign-in changed, to staff")
        WEBHOOK_OFF = "webhook_off", _("Webhook switched off, to the owner")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        VOID = "void", _("Not sent, no longer true")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="notifications")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="notifications", null=True, blank=True
    )
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="notifications", null=True, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="notifications", null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=Kind)
    offset_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    recipient = models.CharField(max_length=254)
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
    page = models.CharField(max_length=60, blank=True)
    page_key = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["send_at", "id"]
        indexes = [
            models.Index(
                fields=["try_at"], name="notification_due", condition=Q(state__in=["waiting", "sending"])
            ),
            models.Index(fields=["appointment", "send_at"], name="notification_by_appt"),
            models.Index(fields=["clinic", "-send_at"], name="notification_by_clinic"),
            models.Index(fields=["patient", "-send_at"], name="notification_by_patient"),
            models.Index(
                fields=["user", "-send_at"], name="notification_by_user", condition=Q(user__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(patient__isnull=False, user__isnull=True)
                | Q(patient__isnull=True, user__isnull=False),
                name="notification_to_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class RefusedAddress(PublicModel):
    """An address of a clinic's patients that mail servers refuse for good; from `flagged_at` on it is not used.

    Kept by address and not by patient: whoever gets a new address is free of it, several people may share one.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="refused_addresses")
    channel = models.CharField(max_length=8, choices=Notification.Channel, default=Notification.Channel.EMAIL)
    address = models.CharField(max_length=254)
    refusals = models.PositiveSmallIntegerField(default=0)
    refused_at = models.DateTimeField()
    answer = models.CharField(max_length=40, blank=True)
    last_about = models.CharField(max_length=200, blank=True)
    flagged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "channel", "address"], name="refused_address_once")
        ]

    def __str__(self) -> str:
        return f"{self.refusals} refusals"


class OutboxWatch(models.Model):
    """One row: when the sender last looked, and in which database it was at home then."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    swept_at = models.DateTimeField(null=True, blank=True)
    home = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="outbox_watch_single")]

    def __str__(self) -> str:
        return f"last sweep {self.swept_at}"

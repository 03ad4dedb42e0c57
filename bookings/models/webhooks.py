"""Addresses of other programs that are told what happens to appointments, and what each was told."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models.appointments import AppointmentEvent
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel
from bookings.models.people import Clinic


class Webhook(PublicModel):
    """One address of one clinic. `events` are the types it is told of; none named: all.

    `failing_since` is the first of the failures since the last success. Off, it is told nothing, and `why_off` says why
    unless a person did it.
    """

    class WhyOff(models.TextChoices):
        FAILING = "failing", _("It did not answer for days")
        GONE = "gone", _("It answered that it is gone")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    description = models.CharField(max_length=120, blank=True)
    events = models.JSONField(default=list, blank=True)
    secret = EncryptedTextField(aad="webhook.secret")
    is_active = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    why_off = models.CharField(max_length=8, choices=WhyOff, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.public_id


class WebhookDelivery(PublicModel):
    """One event for one webhook: its row is the outbox, its public id the `webhook-id` of every attempt."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        VOID = "void", _("Not sent, the webhook is off")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(AppointmentEvent, models.CASCADE, related_name="deliveries")
    type = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    answered = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "webhook deliveries"
        indexes = [
            models.Index(fields=["try_at"], name="webhook_due", condition=Q(state__in=["waiting", "sending"]))
        ]
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="webhook_event_once")]

    def __str__(self) -> str:
        return f"{self.type} {self.state}"

"""Webhooks and what they were told."""

from typing import Any

from rest_framework import serializers

from bookings.api.serializers.fields import IdOf
from bookings.api.serializers.resources import Resource
from bookings.models import Webhook, WebhookDelivery
from bookings.webhooks.set_up import EVENT_TYPES


class WebhookSerializer(Resource):
    """Told of `events`, of all if none is named. `secret` signs the calls; it is shown once, when it is made."""

    url = serializers.CharField(max_length=500)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=EVENT_TYPES), required=False, max_length=len(EVENT_TYPES)
    )
    failing_since = serializers.DateTimeField(read_only=True, allow_null=True)
    why_off = serializers.ChoiceField(choices=Webhook.WhyOff.choices, read_only=True, allow_blank=True)
    secret = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Webhook
        fields = [
            "id", "url", "description", "events", "active", "failing_since", "why_off", "secret", "created_at",
        ]  # fmt: skip

    def get_secret(self, webhook: Webhook) -> str | None:
        return webhook.secret if self.context.get("shows_secret") else None


class DeliverySerializer(serializers.ModelSerializer[Any]):
    """One event for one webhook; `id` is the `webhook-id` of its calls, `answered` the last status that came back."""

    id = serializers.CharField(source="public_id", read_only=True)
    appointment = IdOf(source="event.appointment")
    happened_at = serializers.DateTimeField(source="event.at")

    class Meta:
        model = WebhookDelivery
        fields = [
            "id", "type", "appointment", "happened_at", "state", "attempts", "try_at", "sent_at", "answered", "why",
        ]  # fmt: skip

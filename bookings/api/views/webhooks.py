"""Which programs are told what happens to appointments: the owner's alone."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.acting import OWNER, Acting, require_role
from bookings.api.pages import PageQuery
from bookings.api.serializers.webhooks import DeliverySerializer, WebhookSerializer
from bookings.api.views.base import etag_of
from bookings.api.views.resources import ResourceViewSet, list_of
from bookings.idempotency import Once
from bookings.models import Webhook, WebhookDelivery
from bookings.webhooks.set_up import change_webhook, make_webhook, remove_webhook


class DeliveryQuery(PageQuery):
    state = serializers.ChoiceField(choices=WebhookDelivery.State.choices, required=False)


@list_of()
class WebhookViewSet(ResourceViewSet):
    """After the Standard Webhooks specification: signed calls with ids, retried for three days, listed."""

    queryset = Webhook.objects.all()
    serializer_class = WebhookSerializer

    @property
    def staff(self) -> Acting:
        return require_role(self.acting, OWNER)

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"shows_secret": self.action == "create"}

    def tag(self, row: Webhook) -> str:
        return etag_of({**self.render(row), "secret": None})

    def make(self, acting: Acting, serializer: Any, once: Once | None) -> Webhook:
        given = dict(serializer.validated_data)
        given.pop("is_active", None)
        return make_webhook(clinic=acting.clinic, user=acting.user, now=self.now, once=once, **given)

    def change(self, acting: Acting, row: Webhook, serializer: Any) -> None:
        change_webhook(
            webhook=row, changes=serializer.validated_data, user=acting.user, now=self.now,
            precondition=self.check_unchanged,
        )  # fmt: skip

    def remove(self, acting: Acting, row: Webhook) -> None:
        remove_webhook(webhook=row, user=acting.user, now=self.now, precondition=self.check_unchanged)

    @extend_schema(parameters=[DeliveryQuery], responses=DeliverySerializer(many=True))
    @action(detail=True, serializer_class=DeliverySerializer)
    def deliveries(self, request: Request, id: str) -> Response:
        """What it was told and will be told, the latest first."""
        webhook = get_object_or_404(self.get_queryset(), public_id=id)
        rows = WebhookDelivery.objects.filter(webhook=webhook).select_related("event__appointment")
        if "state" in self.asked:
            rows = rows.filter(state=self.asked["state"])
        page = self.paginate_queryset(rows.defer("event__appointment__reason"))
        return self.get_paginated_response(DeliverySerializer(page, many=True).data)


WebhookViewSet.queries = {**WebhookViewSet.queries, "deliveries": DeliveryQuery}

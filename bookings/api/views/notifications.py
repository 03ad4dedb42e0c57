"""The ledger of messages for programs: what left, what did not, why, and sending it again. Never what a message says."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from bookings.api.acting import OWNER, RECEPTION, require_role
from bookings.api.pages import PageQuery
from bookings.api.serializers.fields import IdField, IdOf, InstantField
from bookings.api.views.base import StaffDoor
from bookings.models import Notification
from bookings.notifications.queries import why_in_words
from bookings.notifications.resend import resend


class NotificationsQuery(PageQuery):
    appointment = IdField(required=False)
    patient = IdField(required=False)
    state = serializers.ChoiceField(choices=Notification.State.choices, required=False)
    kind = serializers.ChoiceField(choices=Notification.Kind.choices, required=False)


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """`appointment` and `patient` are null for messages to staff; `why` is a sentence, empty if there is no reason."""

    id = serializers.CharField(source="public_id")
    appointment = IdOf()
    patient = IdOf()
    send_at = InstantField()
    useful_until = InstantField()
    sent_at = InstantField(allow_null=True)
    why = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = [
            "id",
            "appointment",
            "patient",
            "revision",
            "kind",
            "offset_hours",
            "channel",
            "recipient",
            "language",
            "state",
            "why",
            "attempts",
            "send_at",
            "useful_until",
            "sent_at",
        ]
        read_only_fields = fields

    def get_why(self, row: Notification) -> str:
        return why_in_words(row.why)


@extend_schema_view(list=extend_schema(parameters=[NotificationsQuery]))
class NotificationViewSet(StaffDoor, ListModelMixin, RetrieveModelMixin, GenericViewSet[Notification]):
    """Those of the clinic, in the order in which they were to leave; for owner and reception."""

    serializer_class = NotificationSerializer
    queryset = Notification.objects.all()
    queries = {"list": NotificationsQuery}

    def get_queryset(self) -> QuerySet[Notification]:
        acting = require_role(self.acting, OWNER, RECEPTION)
        rows = Notification.objects.filter(clinic=acting.clinic).select_related("appointment", "patient")
        return rows.defer("appointment__reason").order_by("send_at", "pk")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.asked
        for name in ("appointment", "patient"):
            if name in asked:
                queryset = queryset.filter(**{f"{name}__public_id": asked[name]})
        for name in ("state", "kind"):
            if name in asked:
                queryset = queryset.filter(**{name: asked[name]})
        return queryset

    @extend_schema(request=None, responses=NotificationSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, id: str) -> Response:
        """Send one that failed once more, to the address known now; 409 `not_resendable` if it is not true any more."""
        sent = resend(notification=self.get_object(), now=self.now)
        return Response(self.get_serializer(sent).data)

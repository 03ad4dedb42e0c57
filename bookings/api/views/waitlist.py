"""The waiting list, for the desk's programs."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.acting import OWNER, RECEPTION, Acting, require_role
from bookings.api.serializers.waitlist import (
    NewOfferSerializer,
    OfferSerializer,
    WaitlistSerializer,
    offer_json,
)
from bookings.api.views.resources import ResourceViewSet, list_of
from bookings.appointments.policy import Actor
from bookings.idempotency import Once
from bookings.models import WaitlistEntry
from bookings.waitlist.join import change_wish, join, leave
from bookings.waitlist.offer import offer

State = WaitlistEntry.State
ON_IT = [(state.value, state.label) for state in (State.WAITING, State.BOOKED)]


@list_of(
    "patient", "option", "therapists", "location",
    state=serializers.ChoiceField(choices=ON_IT, required=False),
)  # fmt: skip
class WaitlistViewSet(ResourceViewSet):
    """Those who wait, and those who found a time. Who left, or waited in vain, is not on the list any more."""

    queryset = WaitlistEntry.objects.filter(state__in=[State.WAITING, State.BOOKED])
    serializer_class = WaitlistSerializer
    writers = (OWNER, RECEPTION)
    related = ("patient", "option__service", "location", "clinic__policy", "option__clinic__policy")
    prefetched = ("therapists",)

    @property
    def staff(self) -> Acting:
        return require_role(self.acting, OWNER, RECEPTION)

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().order_by("created_at", "pk")

    def make(self, acting: Acting, serializer: Any, once: Once | None) -> WaitlistEntry:
        given = serializer.validated_data
        return join(
            option=given["option"],
            patient=given["patient"],
            wanted=serializer.wanted(),
            now=self.now,
            once=once,
        )

    def change(self, acting: Acting, row: WaitlistEntry, serializer: Any) -> None:
        change_wish(
            entry=row, option=serializer.will_be("option"), wanted=serializer.wanted(), now=self.now,
            precondition=self.check_unchanged,
        )  # fmt: skip

    def remove(self, acting: Acting, row: WaitlistEntry) -> None:
        leave(entry=row, actor=Actor.staff(acting.user), now=self.now, precondition=self.check_unchanged)

    @extend_schema(request=NewOfferSerializer, responses={201: OfferSerializer})
    @action(detail=True, methods=["post"])
    def offer(self, request: Request, id: str) -> Response:
        """Hold a time for them and tell them; 409 `does_not_fit` if it is not one for them."""
        entry = self.get_object()
        acting = self.check_writer(entry)
        once = self.staff_once(acting, offer_json, 201)
        if once:
            once.recall()
        self.check_unchanged(entry)
        asked = self.read(NewOfferSerializer, clinic=acting.clinic)
        made = offer(entry=entry, **asked, actor=Actor.staff(acting.user), now=self.now, once=once)
        return Response(offer_json(made), 201)

"""Who am I, and the clinic's booking rules."""

from typing import Any

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.acting import OWNER, require_role
from bookings.api.serializers.catalog import PolicySerializer
from bookings.api.views.base import StaffDoor, check_if_match, etag_of, tagged
from bookings.audit import note_change
from bookings.models import BookingPolicy, Therapist


class OwnClinicSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    time_zone = serializers.CharField()


class MeSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    clinic = OwnClinicSerializer(allow_null=True)
    roles = serializers.ListField(child=serializers.CharField())
    therapist = serializers.CharField(allow_null=True)


class MeView(StaffDoor):
    @extend_schema(responses=MeSerializer, operation_id="me")
    def get(self, request: Request) -> Response:
        """The caller, the clinic that they act in, their roles there, and their id as a therapist."""
        user: Any = request.user
        acting = self.acting
        clinic = acting.clinic if acting else None
        own = Therapist.objects.filter(clinic=clinic, user=user).values_list("public_id", flat=True)
        return Response(
            {
                "email": user.email,
                "first_name": user.first_name,
                "last_name": user.last_name,
                "clinic": clinic
                and {
                    "id": clinic.public_id,
                    "slug": clinic.slug,
                    "name": clinic.name,
                    "time_zone": clinic.time_zone,
                },
                "roles": sorted(acting.roles) if acting else [],
                "therapist": own.first() if clinic else None,
            }
        )


class PolicyView(StaffDoor):
    """Everybody may read the rules that they book by; the owner sets them."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(responses=PolicySerializer, operation_id="policy")
    def get(self, request: Request, slug: str) -> Response:
        body = self._render(self._fetch())
        return tagged(body, etag_of(body))

    @extend_schema(request=PolicySerializer, responses=PolicySerializer, operation_id="policy_change")
    def patch(self, request: Request, slug: str) -> Response:
        if self.acting is None or self.acting.clinic.slug != slug:
            raise Http404
        acting = require_role(self.acting, OWNER)
        with transaction.atomic():
            policy = self._fetch(lock=True)
            check_if_match(request, etag_of(self._render(policy)))
            serializer = PolicySerializer(policy, data=request.data, partial=True)
            serializer.is_valid(raise_exception=True)
            body = self._render(serializer.save())
            note_change(
                acting.clinic, "rules_changed", "policy", acting.clinic.public_id, user=acting.user,
                now=self.now,
            )  # fmt: skip
        return tagged(body, etag_of(body))

    def _fetch(self, lock: bool = False) -> BookingPolicy:
        rows = BookingPolicy.objects.filter(clinic__slug=self.kwargs["slug"])
        policy = (rows.select_for_update() if lock else rows).first()
        if policy is None:
            raise Http404
        return policy

    def _render(self, policy: BookingPolicy) -> dict[str, Any]:
        return dict(PolicySerializer(policy).data)

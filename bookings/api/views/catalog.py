"""What a clinic shows to everybody."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.pages import PageQuery
from bookings.api.serializers.catalog import (
    ClinicSerializer,
    PublicLocationSerializer,
    PublicServiceSerializer,
    PublicTherapistSerializer,
    TherapistsQuery,
)
from bookings.api.views.base import PublicDoor
from bookings.models import Location, Service, ServiceOption, Therapist


class ClinicView(PublicDoor):
    @extend_schema(responses=ClinicSerializer, operation_id="clinic")
    def get(self, request: Request, slug: str) -> Response:
        return Response(ClinicSerializer(self.clinic).data)


class PublicList(PublicDoor, ListAPIView[Any]):
    queries = {"get": PageQuery}


class ServicesView(PublicList):
    serializer_class = PublicServiceSerializer

    def get_queryset(self) -> QuerySet[Service]:
        options = Prefetch("options", ServiceOption.objects.filter(is_active=True))
        return self.clinic.services.filter(is_active=True).prefetch_related(options)


class TherapistsView(PublicList):
    serializer_class = PublicTherapistSerializer
    queries = {"get": TherapistsQuery}

    def get_queryset(self) -> QuerySet[Therapist]:
        shown = self.clinic.services.filter(is_active=True)
        people = self.clinic.therapists.filter(is_active=True).prefetch_related(Prefetch("services", shown))
        if wanted := self.asked.get("service"):
            people = people.filter(services=get_object_or_404(shown, public_id=wanted))
        return people


class LocationsView(PublicList):
    serializer_class = PublicLocationSerializer

    def get_queryset(self) -> QuerySet[Location]:
        return self.clinic.locations.filter(is_active=True)

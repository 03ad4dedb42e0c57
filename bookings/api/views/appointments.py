"""Appointments as staff see and change them."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from bookings.api.acting import OWNER, RECEPTION, Acting, require_role
from bookings.api.serializers.appointments import (
    AppointmentSerializer,
    AppointmentsQuery,
    HistoryLineSerializer,
    StaffBookingSerializer,
    StaffCancelSerializer,
    StaffMoveSerializer,
)
from bookings.api.views.base import StaffDoor, check_if_match, is_conditional, tagged
from bookings.api.views.booking import state_tag
from bookings.appointments.answer import accept, decline
from bookings.appointments.attend import arrive, confirm, fulfil, mark_no_show
from bookings.appointments.book import book_directly
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.appointments.queries import history
from bookings.appointments.reschedule import reschedule
from bookings.audit import record_access
from bookings.models import Appointment, Membership, Therapist
from bookings.models.appointments import NEVER_BOOKED

ALL_ROLES = Membership.Role.values
Verb = Callable[..., Appointment]
as_appointment = extend_schema(request=None, responses=AppointmentSerializer)


def check_time_of(acting: Acting, therapist: Therapist) -> None:
    """Therapists fill their own time; owner and reception everybody's."""
    if not (acting.is_any(OWNER, RECEPTION) or therapist.user_id == acting.user.pk):
        raise PermissionDenied


@extend_schema_view(
    list=extend_schema(parameters=[AppointmentsQuery]),
    retrieve=extend_schema(responses=AppointmentSerializer),
)
class AppointmentViewSet(StaffDoor, ListModelMixin, GenericViewSet[Appointment]):
    """Those of the clinic that the caller may see; what they may not see is not there."""

    serializer_class = AppointmentSerializer
    queryset = Appointment.objects.all()
    queries = {"list": AppointmentsQuery}

    def get_queryset(self) -> QuerySet[Appointment]:
        rows = Appointment.objects.visible_to(self.request.user)
        if self.acting:
            rows = rows.of_clinic(self.acting.clinic)
        if self.action == "list":  # what never was a visit; by its id it is still found
            rows = rows.exclude(cancellation_reason__in=NEVER_BOOKED).without_expired_holds(self.now)
        return rows.select_related(
            "clinic__policy", "option__service", "therapist__user", "location", "room", "patient", "series"
        ).defer("reason")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.asked
        for name in ("therapist", "location", "patient"):
            if name in asked:
                queryset = queryset.filter(**{f"{name}__public_id": asked[name]})
        if "status" in asked:
            queryset = queryset.filter(status=asked["status"])
        if "from" in asked:
            queryset = queryset.filter(starts_at__gte=self._instant(asked["from"]))
        if "to" in asked:
            queryset = queryset.filter(starts_at__lt=self._instant(asked["to"], dt.timedelta(days=1)))
        return queryset

    def _instant(self, bound: dt.date | dt.datetime, days: dt.timedelta = dt.timedelta(0)) -> dt.datetime:
        """A date is the clinic's; as an upper bound it is meant as a whole."""
        if isinstance(bound, dt.datetime):
            return bound
        zone = ZoneInfo(self.acting.clinic.time_zone) if self.acting else dt.UTC
        return dt.datetime.combine(bound + days, dt.time(), zone)

    @extend_schema(request=StaffBookingSerializer, responses={201: AppointmentSerializer})
    def create(self, request: Request) -> Response:
        """Book for a patient. Hours and buffers may be overridden with a reason; nothing beats an overlap."""
        acting = require_role(self.acting, *ALL_ROLES)
        asked = self.read(StaffBookingSerializer, clinic=acting.clinic)
        check_time_of(acting, asked["therapist"])
        once = self.staff_once(acting, self.render, 201)
        booked = book_directly(**asked, actor=Actor.staff(acting.user), now=self.now, once=once)
        return tagged(self.render(booked), state_tag(booked), 201)

    def retrieve(self, request: Request, id: str) -> Response:
        appointment = self.get_object()
        if self.acting:  # patients look at what is theirs
            record_access(
                clinic=self.acting.clinic, user=self.acting.user, patient=appointment.patient,
                action="viewed", object_kind="appointment", object_id=appointment.public_id, now=self.now,
            )  # fmt: skip
        return tagged(self.render(appointment), state_tag(appointment))

    @extend_schema(responses=HistoryLineSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, id: str) -> Response:
        """What happened to it, the latest first."""
        return Response(HistoryLineSerializer(history(self.get_object()), many=True).data)

    @as_appointment
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, id: str) -> Response:
        return self.perform(accept)

    @as_appointment
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, id: str) -> Response:
        return self.perform(decline)

    @as_appointment
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, id: str) -> Response:
        return self.perform(confirm)

    @as_appointment
    @action(detail=True, methods=["post"])
    def arrive(self, request: Request, id: str) -> Response:
        return self.perform(arrive)

    @as_appointment
    @action(detail=True, methods=["post"])
    def fulfil(self, request: Request, id: str) -> Response:
        return self.perform(fulfil)

    @as_appointment
    @action(detail=True, methods=["post"], url_path="no-show")
    def no_show(self, request: Request, id: str) -> Response:
        return self.perform(mark_no_show)

    @extend_schema(request=StaffCancelSerializer, responses=AppointmentSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:
        return self.perform(cancel, StaffCancelSerializer)

    @extend_schema(request=StaffMoveSerializer, responses=AppointmentSerializer)
    @action(detail=True, methods=["post"])
    def reschedule(self, request: Request, id: str) -> Response:
        """The old time is kept until the new one is certain."""
        return self.perform(reschedule, StaffMoveSerializer)

    def perform(self, verb: Verb, shape: type[Serializer[Any]] | None = None) -> Response:
        """Do `verb`; with a `shape`, the body says how. The same request again has no further effect.

        404 for what the caller may not see, 403 for what they may only see, 412 for a stale If-Match; when the same
        request made it stale before, it gets its answer again.
        """
        appointment = self.get_object()
        if not Appointment.objects.editable_by(self.request.user).filter(pk=appointment.pk).exists():
            raise PermissionDenied
        acting = require_role(self.acting, *ALL_ROLES)
        once = self.staff_once(acting, self.render, 200)
        if once:
            once.recall()
        check_if_match(self.request, state_tag(appointment))
        how: dict[str, Any] = {"actor": Actor.staff(acting.user), "now": self.now, "once": once}
        if shape:
            how |= self.read(shape, clinic=appointment.clinic)
            if "therapist" in how:
                check_time_of(acting, how["therapist"])
            how["expected_revision"] = appointment.revision if is_conditional(self.request) else None
        changed = verb(appointment=appointment, **how)
        return tagged(self.render(changed), state_tag(changed))

    def render(self, appointment: Appointment) -> dict[str, Any]:
        return dict(AppointmentSerializer(appointment).data)

"""What a clinic consists of: read by its staff, set by its owner."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from bookings.api.acting import OWNER, RECEPTION, THERAPIST, Acting, IsStaff, require_role
from bookings.api.pages import PageQuery
from bookings.api.serializers import resources
from bookings.api.serializers.fields import IdField
from bookings.api.views.base import StaffDoor, check_if_match, etag_of, tagged
from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import (
    DateOverride,
    Location,
    Patient,
    Room,
    Service,
    ServiceOption,
    Therapist,
    TimeOff,
    WeeklyHours,
)
from bookings.people.admit import ADMITTED


class InUse(DomainError):
    code = "in_use"
    message = _("This is part of the clinic's history and is kept. Set `active` to false instead.")


class ResourceViewSet(StaffDoor, ModelViewSet[Any]):
    """Rows of the caller's clinic; every member of staff reads them, `writers` change them."""

    permission_classes = [IsAuthenticated, IsStaff]
    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    lookup_value_converter = "slug"
    queries = {"list": PageQuery}
    writers: tuple[str, ...] = (OWNER,)
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()

    @property
    def staff(self) -> Acting:
        return require_role(self.acting, OWNER, RECEPTION, THERAPIST)

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset().filter(clinic=self.staff.clinic)
        return rows.select_related(*self.related).prefetch_related(*self.prefetched)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if self.acting:  # the document is drawn up without anybody acting
            context |= {"clinic": self.acting.clinic, "now": self.now}
        return context

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        references = {name: value for name, value in self.asked.items() if name not in PageQuery().fields}
        return queryset.filter(**{f"{name}__public_id": value for name, value in references.items()})

    def render(self, row: Model) -> dict[str, Any]:
        return dict(self.get_serializer(row).data)

    def check_writer(self, row: Any = None) -> Acting:
        """Raises PermissionDenied for those who may only look."""
        return require_role(self.acting, *self.writers)

    def write_down(self, row: Any, action: str) -> None:
        """Where what belongs to a patient is seen or changed, that is kept."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        self.write_down(row, "viewed")
        body = self.render(row)
        return tagged(body, etag_of(body))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        acting = self.check_writer()
        once = self.staff_once(acting, self.render, 201)
        with transaction.atomic():
            if once:
                once.claim()
            serializer = self.get_serializer(data=request.data)
            serializer.is_valid(raise_exception=True)
            self.check_new(serializer.validated_data)
            row = serializer.save(clinic=acting.clinic)
            self.write_down(row, ADMITTED)
            if once:
                once.keep(row)
        body = self.render(row)
        return tagged(body, etag_of(body), 201)

    def check_new(self, given: dict[str, Any]) -> None:
        """A last look at what is about to be made or put in place."""

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            row = self.fetch_to_change()
            serializer = self.get_serializer(row, data=request.data, partial=True)
            serializer.is_valid(raise_exception=True)
            self.check_new(serializer.validated_data)
            row = serializer.save()
            self.write_down(row, "edited")
        body = self.render(self.get_object())
        return tagged(body, etag_of(body))

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            row = self.fetch_to_change()
            try:
                row.delete()
            except ProtectedError as error:
                raise InUse from error
        return Response(status=204)

    def fetch_to_change(self) -> Any:
        """The row, locked; 404 where it is not there, 403 for those who may only look, 412 if stale."""
        found = self.get_object()
        self.check_writer(found)
        row = type(found).objects.select_for_update().get(pk=found.pk)
        check_if_match(self.request, etag_of(self.render(row)))
        return row


def list_of(*references: str) -> Callable[[type[ResourceViewSet]], type[ResourceViewSet]]:
    """Lists may be narrowed by these references, each to one id."""
    query = type("Query", (PageQuery,), {name: IdField(required=False) for name in references})

    def describe(viewset: type[ResourceViewSet]) -> type[ResourceViewSet]:
        viewset.queries = {"list": query}
        return extend_schema_view(list=extend_schema(parameters=[query]))(viewset)

    return describe


@list_of("therapists")
class ServiceViewSet(ResourceViewSet):
    queryset = Service.objects.all()
    serializer_class = resources.ServiceSerializer
    prefetched = ("therapists",)


@list_of("service")
class ServiceOptionViewSet(ResourceViewSet):
    queryset = ServiceOption.objects.all()
    serializer_class = resources.ServiceOptionSerializer
    related = ("service",)


@list_of()
class LocationViewSet(ResourceViewSet):
    queryset = Location.objects.all()
    serializer_class = resources.LocationSerializer


@list_of("location")
class RoomViewSet(ResourceViewSet):
    queryset = Room.objects.all()
    serializer_class = resources.RoomSerializer
    related = ("location",)


@list_of("services")
class TherapistViewSet(ResourceViewSet):
    queryset = Therapist.objects.all()
    serializer_class = resources.TherapistSerializer
    prefetched = ("services",)


class OwnTimeViewSet(ResourceViewSet):
    """Therapists set their own times; the owner everybody's."""

    writers = (OWNER, THERAPIST)
    related = ("therapist", "location")

    def check_writer(self, row: Any = None) -> Acting:
        acting = super().check_writer(row)
        if row is not None:
            self._check_own(acting, row.therapist)
        return acting

    def check_new(self, given: dict[str, Any]) -> None:
        if self.action == "create" or "therapist" in given:
            self._check_own(self.staff, given.get("therapist"))

    def _check_own(self, acting: Acting, therapist: Therapist | None) -> None:
        is_own = therapist is not None and therapist.user_id == acting.user.pk
        if not (is_own or acting.is_any(OWNER)):
            raise PermissionDenied


@list_of("therapist", "location")
class WeeklyHoursViewSet(OwnTimeViewSet):
    queryset = WeeklyHours.objects.all()
    serializer_class = resources.WeeklyHoursSerializer


@list_of("therapist", "location")
class DateOverrideViewSet(OwnTimeViewSet):
    queryset = DateOverride.objects.all()
    serializer_class = resources.DateOverrideSerializer


@list_of("therapist", "location")
class TimeOffViewSet(OwnTimeViewSet):
    queryset = TimeOff.objects.all()
    serializer_class = resources.TimeOffSerializer


@list_of("guardian")
class PatientViewSet(ResourceViewSet):
    """Contact data: of everybody for owner and reception, for therapists of those whom they treat."""

    http_method_names = ["get", "head", "post", "patch"]
    queryset = Patient.objects.all()
    serializer_class = resources.PatientSerializer
    writers = (OWNER, RECEPTION)
    related = ("guardian",)

    def write_down(self, row: Patient, action: str) -> None:
        record_access(
            clinic=self.staff.clinic, user=self.staff.user, patient=row, action=action,
            object_kind="patient", object_id=row.public_id, now=self.now,
        )  # fmt: skip

    def get_queryset(self) -> QuerySet[Any]:
        return (
            super()
            .get_queryset()
            .filter(pk__in=Patient.objects.visible_to(self.request.user).kept().values("pk"))
        )

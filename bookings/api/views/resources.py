"""What a clinic consists of: read by its staff, set by its owner."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from bookings.api.acting import OWNER, RECEPTION, THERAPIST, Acting, IsStaff, require_role
from bookings.api.pages import PageQuery
from bookings.api.serializers import resources
from bookings.api.serializers.fields import IdField
from bookings.api.views.base import StaffDoor, check_if_match, etag_of, is_conditional, tagged
from bookings.audit import note_change
from bookings.catalogue.places import check_site, check_zone
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Location, Room, Service, ServiceOption, Therapist


class InUse(DomainError):
    code = "in_use"
    message = _("This is part of the clinic's history and is kept. Set `active` to false instead.")


class ResourceViewSet(StaffDoor, ModelViewSet[Any]):
    """Rows of the caller's clinic; every member of staff reads them, `writers` change them."""

    permission_classes = [IsAuthenticated, IsStaff]
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
        fields = self.query_serializer()().fields
        wanted = {
            f"{name}__public_id" if isinstance(fields[name], IdField) else name: value
            for name, value in self.asked.items()
            if name not in PageQuery().fields
        }
        return queryset.filter(**wanted)

    def render(self, row: Model) -> dict[str, Any]:
        return dict(self.get_serializer(row).data)

    def check_writer(self, row: Any = None) -> Acting:
        """Raises PermissionDenied for those who may only look."""
        return require_role(self.acting, *self.writers)

    def write_down(self, row: Any, action: str) -> None:
        """Where what belongs to a patient is seen or changed, that is kept."""

    def tag(self, row: Any) -> str:
        return etag_of(self.render(row))

    def answer(self, row: Any, status: int = 200) -> Response:
        return tagged(self.render(row), self.tag(row), status)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        self.write_down(row, "viewed")
        return self.answer(row)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        acting = self.check_writer()
        once = self.staff_once(acting, self.render, 201)
        if once:
            once.recall()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        self.check_new(serializer.validated_data)
        return self.answer(self.make(acting, serializer, once), 201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, acting = self.fetch_to_change()
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        self.check_new(serializer.validated_data)
        self.change(acting, row, serializer)
        return self.answer(self.get_object())

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, acting = self.fetch_to_change()
        self.remove(acting, row)
        return Response(status=204)

    def fetch_to_change(self) -> tuple[Any, Acting]:
        """404 where it is not there, 403 for those who may only look, 412 if stale."""
        row = self.get_object()
        acting = self.check_writer(row)
        self.check_unchanged(row)
        return row, acting

    def check_unchanged(self, row: Any) -> None:
        """Raises PreconditionFailed unless the row is as the caller saw it. Asked again under its lock."""
        if is_conditional(self.request):
            check_if_match(self.request, self.tag(row))

    def check_new(self, given: dict[str, Any]) -> None:
        """A last look at what is about to be made or put in place."""

    def log(self, acting: Acting, row: Any, done: str) -> None:
        """A line about what was `added`, `changed` or `removed`."""
        kind = row._meta.model_name
        note_change(acting.clinic, f"{kind}_{done}", kind, row.public_id, user=acting.user, now=self.now)

    def make(self, acting: Acting, serializer: Any, once: Once | None) -> Any:
        """The plain way, for what has no verb of its own."""
        with transaction.atomic():
            if once:
                once.claim()
            row = serializer.save(clinic=acting.clinic)
            self.log(acting, row, "added")
            if once:
                once.keep(row)
        return row

    def change(self, acting: Acting, row: Any, serializer: Any) -> None:
        with transaction.atomic():
            serializer.instance = type(row).objects.select_for_update().get(pk=row.pk)
            self.check_unchanged(serializer.instance)
            self.log(acting, serializer.save(), "changed")

    def remove(self, acting: Acting, row: Any) -> None:
        with transaction.atomic():
            locked = type(row).objects.select_for_update().get(pk=row.pk)
            self.check_unchanged(locked)
            self.log(acting, locked, "removed")
            try:
                locked.delete()
            except ProtectedError as error:
                raise InUse from error


V = TypeVar("V", bound=type[ResourceViewSet])


def list_of(*references: str, **others: serializers.Field[Any, Any, Any, Any]) -> Callable[[V], V]:
    """Lists may be narrowed by these references, each to one id, and by the `others`, each to one value."""
    query = type("Query", (PageQuery,), {**{name: IdField(required=False) for name in references}, **others})

    def describe(viewset: V) -> V:
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

    def log(self, acting: Acting, row: ServiceOption, done: str) -> None:
        super().log(acting, row.service, "changed")


@list_of()
class LocationViewSet(ResourceViewSet):
    queryset = Location.objects.all()
    serializer_class = resources.LocationSerializer

    def change(self, acting: Acting, row: Location, serializer: Any) -> None:
        check_zone(row, serializer.will_be("time_zone"), self.now)
        super().change(acting, row, serializer)


@list_of("location")
class RoomViewSet(ResourceViewSet):
    queryset = Room.objects.all()
    serializer_class = resources.RoomSerializer
    related = ("location",)

    def change(self, acting: Acting, row: Room, serializer: Any) -> None:
        check_site(row, serializer.will_be("location"))
        super().change(acting, row, serializer)


@list_of("services")
class TherapistViewSet(ResourceViewSet):
    queryset = Therapist.objects.all()
    serializer_class = resources.TherapistSerializer
    prefetched = ("services",)

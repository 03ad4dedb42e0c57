"""Free times. The same function answers here and decides when something is booked."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.serializers.slots import (
    DaysSerializer,
    Names,
    NextQuery,
    NextSerializer,
    SlotsQuery,
)
from bookings.api.views.base import PublicDoor
from bookings.calendars import next_openings, slots_by_day
from bookings.models import Location, ServiceOption, Therapist


class SlotsDoor(PublicDoor):
    """The option comes with the ids of the clinic in one query: listings are what is asked for most."""

    def fetch(self) -> tuple[dict[str, Any], Names]:
        """What to look for, and the names to answer with. Foreign, unknown and closed ids are 404."""
        slug, asked = self.kwargs["slug"], self.asked
        options = ServiceOption.objects.filter(clinic__slug=slug, is_active=True, service__is_active=True)
        options = options.select_related("service", "clinic__policy").annotate(
            own_therapists=_named(Therapist, id="public_id"),
            own_locations=_named(Location, id="public_id", zone="time_zone"),
        )
        option: Any = get_object_or_404(options, public_id=asked["option"])
        wanted: dict[str, Any] = {"option": option, "now": self.now}
        for name, model in (("therapist", Therapist), ("location", Location)):
            if name in asked:
                rows = model._default_manager.filter(clinic=option.clinic, is_active=True)
                wanted[name] = get_object_or_404(rows, public_id=asked[name])
        names = Names(
            {one["key"]: one["id"] for one in option.own_therapists},
            {one["key"]: (one["id"], ZoneInfo(one["zone"])) for one in option.own_locations},
        )
        return wanted, names


def _named(model: type[Therapist | Location], **columns: str) -> ArraySubquery:
    """Keys and public names of all rows of the clinic, whatever their number."""
    rows = model._default_manager.filter(clinic=OuterRef("clinic")).order_by()
    return ArraySubquery(rows.values(named=JSONObject(key="pk", **columns)))


def _zone(wanted: dict[str, Any]) -> str:
    location = wanted.get("location")
    return location.time_zone if location else wanted["option"].clinic.time_zone


class SlotsView(SlotsDoor):
    queries = {"get": SlotsQuery}

    @extend_schema(parameters=[SlotsQuery], responses=DaysSerializer, operation_id="slots")
    def get(self, request: Request, slug: str) -> Response:
        """Every date of the range is listed, also empty ones; dates are the location's. At most 62 days."""
        wanted, names = self.fetch()
        found = slots_by_day(first=self.asked["from"], last=self.asked["to"], **wanted)
        days = [
            {"date": day.isoformat(), "slots": [names.slot(opening) for opening in openings]}
            for day, openings in found.items()
        ]
        return Response({"time_zone": _zone(wanted), "days": days})


class NextSlotsView(SlotsDoor):
    queries = {"get": NextQuery}

    @extend_schema(parameters=[NextQuery], responses=NextSerializer, operation_id="slots_next")
    def get(self, request: Request, slug: str) -> Response:
        """The next free times within the horizon, from `after` (or now) on."""
        wanted, names = self.fetch()
        openings = next_openings(after=self.asked.get("after"), count=self.asked["count"], **wanted)
        return Response({"time_zone": _zone(wanted), "slots": [names.slot(one) for one in openings]})

"""Free times. The same function answers here and decides when something is booked."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.serializers.slots import (
    DaysSerializer,
    NextQuery,
    NextSerializer,
    SlotsQuery,
    slots_as_json,
)
from bookings.api.views.base import PublicDoor
from bookings.calendars import Asked, find_asked, listing, next_listing


class SlotsDoor(PublicDoor):
    """What is asked for, by public ids; foreign, unknown and closed ones are 404."""

    def fetch(self) -> Asked:
        asked = find_asked(
            slug=self.kwargs["slug"],
            option=self.asked["option"],
            therapist=self.asked.get("therapist"),
            location=self.asked.get("location"),
        )
        if asked is None:
            raise Http404
        return asked


def _wanted(asked: Asked) -> dict[str, Any]:
    return {"option": asked.option, "therapist": asked.therapist, "location": asked.location}


def _zone(asked: Asked) -> str:
    return asked.location.time_zone if asked.location else asked.option.clinic.time_zone


class SlotsView(SlotsDoor):
    queries = {"get": SlotsQuery}

    @extend_schema(parameters=[SlotsQuery], responses=DaysSerializer, operation_id="slots")
    def get(self, request: Request, slug: str) -> Response:
        """Every date of the range is listed, also empty ones; dates are the location's. At most 62 days."""
        asked = self.fetch()
        found, calendars = listing(
            first=self.asked["from"], last=self.asked["to"], now=self.now, **_wanted(asked)
        )
        days = [
            {"date": day.isoformat(), "slots": slots_as_json(slots, calendars)}
            for day, slots in found.items()
        ]
        return Response({"time_zone": _zone(asked), "days": days})


class NextSlotsView(SlotsDoor):
    queries = {"get": NextQuery}

    @extend_schema(parameters=[NextQuery], responses=NextSerializer, operation_id="slots_next")
    def get(self, request: Request, slug: str) -> Response:
        """The next free times within the horizon, from `after` (or now) on."""
        asked = self.fetch()
        slots, calendars = next_listing(
            after=self.asked.get("after"), count=self.asked["count"], now=self.now, **_wanted(asked)
        )
        return Response({"time_zone": _zone(asked), "slots": slots_as_json(slots, calendars)})

"""Free times as JSON. Built by hand: a listing holds hundreds of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from bookings.api.serializers.fields import CalendarDateField, IdField, InstantField
from bookings.availability.slots import Slot
from bookings.calendars import Calendars, Opening
from bookings.models import Location, Therapist

MOST_DAYS = 62
MOST_NEXT = 50


def openings_as_json(openings: Iterable[Opening]) -> list[dict[str, Any]]:
    """Openings without loaded calendars, such as alternatives to a time that is gone: two queries.

    Instants carry the location's offset at that time.
    """
    openings = list(openings)
    sites = Location.objects.filter(pk__in={opening.location for opening in openings})
    people = Therapist.objects.filter(pk__in={key for opening in openings for key in opening.therapists})
    places = {
        key: (public_id, ZoneInfo(zone))
        for key, public_id, zone in sites.order_by().values_list("pk", "public_id", "time_zone")
    }
    ids = dict(people.order_by().values_list("pk", "public_id"))
    return [
        {
            "starts_at": local(opening.starts_at, places[opening.location][1]),
            "ends_at": local(opening.ends_at, places[opening.location][1]),
            "location": places[opening.location][0],
            "therapists": [ids[key] for key in opening.therapists],
        }
        for opening in openings
    ]


def local(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat()


def slots_as_json(slots: Iterable[Slot], calendars: Calendars) -> list[dict[str, Any]]:
    """Slots of loaded calendars. Times near each other have the same people free: they are named once."""
    ids, sites = calendars.names.therapists, calendars.names.locations
    named: dict[tuple[int, ...], list[str]] = {}
    told = []
    for slot in slots:
        zone, people = calendars.zones[slot.site], slot.therapists
        if people not in named:
            named[people] = [ids[key] for key in people]
        told.append(
            {
                "starts_at": datetime.fromtimestamp(slot.starts_at, zone).isoformat(),
                "ends_at": datetime.fromtimestamp(slot.ends_at, zone).isoformat(),
                "location": sites[slot.site],
                "therapists": named[people],
            }
        )
    return told


class SlotSerializer(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    location = serializers.CharField()
    therapists = serializers.ListField(child=serializers.CharField())


class DaySerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    slots = SlotSerializer(many=True)


class DaysSerializer(serializers.Serializer[Any]):
    time_zone = serializers.CharField()
    days = DaySerializer(many=True)


class NextSerializer(serializers.Serializer[Any]):
    time_zone = serializers.CharField()
    slots = SlotSerializer(many=True)


class NextQuery(serializers.Serializer[Any]):
    option = IdField()
    therapist = IdField(required=False)
    location = IdField(required=False)
    after = InstantField(required=False)
    count = serializers.IntegerField(required=False, default=3, min_value=1, max_value=MOST_NEXT)


class SlotsQuery(serializers.Serializer[Any]):
    option = IdField()
    therapist = IdField(required=False)
    location = IdField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of the language and cannot be a class attribute."""
        return {**super().get_fields(), "from": CalendarDateField(), "to": CalendarDateField()}

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        days = (asked["to"] - asked["from"]).days + 1
        if days < 1:
            raise serializers.ValidationError({"to": "The range ends before it starts."}, code="before_start")
        if days > MOST_DAYS:
            message = f"At most {MOST_DAYS} days can be asked for in one call."
            raise serializers.ValidationError({"to": message}, code="range_too_long")
        return asked

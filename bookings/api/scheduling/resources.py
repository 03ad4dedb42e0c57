"""Locations, schedules and free slots of a clinic as FHIR R4 resources, as plain dicts.

A schedule is one service of one length at one place, whoever gives it: that is what can be booked by a link.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from bookings.calendars import listing
from bookings.models import Clinic, Location, Service, ServiceOption
from bookings.wording import wall

Resource = dict[str, Any]
# What is further away is found on the booking page itself.
PUBLISHED = timedelta(days=28)
EXTENSIONS = "http://fhir-registry.smarthealthit.org/StructureDefinition"


def locations_of(clinic: Clinic) -> Iterator[Resource]:
    for place in _open_locations(clinic):
        yield location_resource(place)


def location_resource(place: Location) -> Resource:
    found: Resource = {
        "resourceType": "Location",
        "id": place.public_id,
        "status": "active" if place.is_active else "inactive",
        "name": place.name,
        "mode": "instance",
    }
    if place.clinic.phone:
        found["telecom"] = [{"system": "phone", "value": place.clinic.phone}]
    if place.address:
        found["address"] = {"text": place.address, "country": place.clinic.country}
    return found


def schedules_of(clinic: Clinic) -> Iterator[Resource]:
    places = list(_open_locations(clinic))
    for option in published_options(clinic=clinic):
        for place in places:
            yield schedule_resource(option, place)


def schedule_resource(option: ServiceOption, place: Location) -> Resource:
    return {
        "resourceType": "Schedule",
        "id": schedule_id(option, place.public_id),
        "active": True,
        "serviceType": [{"text": f"{option.service.name} ({option.minutes} min)"}],
        "actor": [{"reference": f"Location/{place.public_id}", "display": place.name}],
    }


def slots_of(clinic: Clinic, now: datetime) -> Iterator[Resource]:
    """Every start that the booking page would offer in the next four weeks."""
    first = wall(now, clinic.time_zone).date()
    for option in published_options(clinic=clinic):
        found, calendars = listing(option=option, first=first, last=first + PUBLISHED, now=now)
        link = settings.BASE_URL + reverse("portal:times", args=[clinic.slug, option.public_id])
        for day, slots in found.items():
            for slot in slots:
                place = calendars.names.locations[slot.site]
                yield _slot(
                    option, place, slot.starts_at, slot.ends_at, f"{link}?from={day}&location={place}"
                )


def _slot(option: ServiceOption, place: str, starts_at: float, ends_at: float, link: str) -> Resource:
    schedule = schedule_id(option, place)
    return {
        "resourceType": "Slot",
        "id": f"{schedule}-{int(starts_at)}",
        "schedule": {"reference": f"Schedule/{schedule}"},
        "status": "free",
        "start": _instant(starts_at),
        "end": _instant(ends_at),
        "extension": [{"url": f"{EXTENSIONS}/booking-deep-link", "valueUrl": link}],
    }


def schedule_id(option: ServiceOption, place: str) -> str:
    return f"{option.public_id}-{place}"


def _open_locations(clinic: Clinic) -> QuerySet[Location]:
    return Location.objects.filter(clinic=clinic, is_active=True).select_related("clinic").order_by("pk")


def published_options(**of: Clinic) -> QuerySet[ServiceOption]:
    """What can be booked without calling."""
    options = ServiceOption.objects.filter(is_active=True, service__is_active=True, **of)
    options = options.exclude(service__booking_mode=Service.BookingMode.PHONE)
    return options.select_related("service", "clinic__policy").order_by("pk")


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")

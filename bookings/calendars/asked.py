"""What a caller of the listing names by public ids, fetched at once: listings are what is asked for most."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models

from bookings.models import BookingPolicy, Clinic, Location, Service, ServiceOption, Therapist
from bookings.statements import ask

ROWS: tuple[type[models.Model], ...] = (ServiceOption, Service, Clinic, BookingPolicy)

REST = """
, person.id, place.id, place.time_zone
FROM bookings_serviceoption
JOIN bookings_service ON bookings_service.id = bookings_serviceoption.service_id
JOIN bookings_clinic ON bookings_clinic.id = bookings_serviceoption.clinic_id
JOIN bookings_bookingpolicy ON bookings_bookingpolicy.clinic_id = bookings_clinic.id
LEFT JOIN bookings_therapist AS person
    ON person.clinic_id = bookings_clinic.id AND person.is_active AND person.public_id = %(therapist)s
LEFT JOIN bookings_location AS place
    ON place.clinic_id = bookings_clinic.id AND place.is_active AND place.public_id = %(location)s
WHERE bookings_clinic.slug = %(slug)s AND bookings_serviceoption.public_id = %(option)s
  AND bookings_serviceoption.is_active AND bookings_service.is_active
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The option with its service, clinic and policy; of therapist and location only what a listing needs."""

    option: ServiceOption
    therapist: Therapist | None
    location: Location | None


def find_asked(*, slug: str, option: str, therapist: str | None, location: str | None) -> Asked | None:
    """None if any of them is unknown, closed or another clinic's. One query."""
    values = {"slug": slug, "option": option, "therapist": therapist, "location": location}
    for row in ask(_statement(), values):
        *columns, person, place, zone = row
        if (therapist and person is None) or (location and place is None):
            return None
        return Asked(
            _option(columns),
            Therapist(pk=person) if therapist else None,
            Location(pk=place, time_zone=zone) if location else None,
        )
    return None


def _option(columns: list[Any]) -> ServiceOption:
    rows: list[Any] = []
    for model in ROWS:
        names = _names(model)
        rows.append(model.from_db("default", names, columns[: len(names)]))
        del columns[: len(names)]
    option, service, clinic, policy = rows
    clinic.policy = policy
    service.clinic = option.clinic = clinic
    option.service = service
    return option


@lru_cache
def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@lru_cache
def _statement() -> str:
    columns = [
        f'"{model._meta.db_table}"."{field.column}"'
        for model in ROWS
        for field in model._meta.concrete_fields
    ]
    return f"SELECT {', '.join(columns)}" + REST

"""What a caller of the listing names by public ids, fetched at once: listings are what is asked for most."""

from dataclasses import dataclass
from typing import Any

from bookings.models import BookingPolicy, Clinic, Location, Service, ServiceOption, Therapist
from bookings.statements import ask, columns_of, rows_of

OPTION = (ServiceOption, Service, Clinic, BookingPolicy)
REST = """
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
CLINIC = (Clinic, BookingPolicy)
AT = """
FROM bookings_clinic JOIN bookings_bookingpolicy ON bookings_bookingpolicy.clinic_id = bookings_clinic.id
WHERE bookings_clinic.slug = %(slug)s
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
    statement = f"SELECT person.id, place.id, place.time_zone, {columns_of(*OPTION)} {REST}"
    for person, place, zone, *columns in ask(statement, values):
        if (therapist and person is None) or (location and place is None):
            return None
        return Asked(
            _option(columns),
            Therapist(pk=person) if therapist else None,
            Location(pk=place, time_zone=zone) if location else None,
        )
    return None


def find_clinic(slug: str) -> Clinic | None:
    """The clinic with its policy. One query."""
    for columns in ask(f"SELECT {columns_of(*CLINIC)} {AT}", {"slug": slug}):
        clinic, clinic.policy = rows_of(CLINIC, columns)
        return clinic
    return None


def _option(columns: list[Any]) -> ServiceOption:
    option, service, clinic, policy = rows_of(OPTION, columns)
    clinic.policy = policy
    service.clinic = option.clinic = clinic
    option.service = service
    return option

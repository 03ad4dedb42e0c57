"""What an import goes by: how dates are written, and which of the clinic's people, services and places a name stands for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bookings.models import Clinic, Location, Room, Service, ServiceOption, Therapist
from bookings.models.people import search_key

MOST_NAMES = 100
# Where people write the month first.
MONTH_FIRST = ("US", "PR", "PH")


@dataclass(frozen=True, slots=True)
class House:
    """The clinic's own: everybody and everything, also what is off; what was has a past."""

    clinic: Clinic
    therapists: Mapping[str, Therapist]
    services: Mapping[str, Service]
    options: Mapping[int, tuple[ServiceOption, ...]]
    places: Mapping[str, Location]
    rooms: Mapping[int, tuple[int, ...]]


def read_house(clinic: Clinic) -> House:
    """By public id; options by service, rooms by location, the open ones first. Five queries."""
    options: dict[int, list[ServiceOption]] = {}
    for option in ServiceOption.objects.filter(clinic=clinic).order_by("-is_active", "minutes", "pk"):
        options.setdefault(option.service_id, []).append(option)
    rooms: dict[int, list[int]] = {}
    for location, room in (
        Room.objects.filter(clinic=clinic).order_by("-is_active", "pk").values_list("location", "pk")
    ):
        rooms.setdefault(location, []).append(room)
    services = Service.objects.filter(clinic=clinic).order_by("-is_active", "position", "name", "pk")
    return House(
        clinic,
        {
            row.public_id: row
            for row in Therapist.objects.filter(clinic=clinic).order_by("-is_active", "first_name", "pk")
        },
        {row.public_id: row for row in services if row.pk in options},
        {key: tuple(rows) for key, rows in options.items()},
        {
            row.public_id: row
            for row in Location.objects.filter(clinic=clinic, is_active=True)
            if row.pk in rooms
        },
        {key: tuple(keys) for key, keys in rooms.items()},
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """Names of the file to what they stand for; a name without an entry is left out. `place` is for rows that name none."""

    order: str
    therapists: Mapping[str, Therapist]
    services: Mapping[str, Service]
    places: Mapping[str, Location]
    place: Location | None
    with_reminders: bool

    def place_of(self, name: str) -> Location | None:
        return self.places.get(name) if name else self.place

    @property
    def zones(self) -> Mapping[int, ZoneInfo]:
        sites = [*self.places.values(), *([self.place] if self.place else [])]
        return {site.pk: ZoneInfo(site.time_zone) for site in sites}


def read_choices(options: Mapping[str, Any], house: House) -> Choices:
    """What was chosen and stored, as rows of the clinic; what is gone meanwhile is not chosen."""
    only = next(iter(house.places.values())) if len(house.places) == 1 else None
    return Choices(
        options.get("order", "iso"),
        _chosen(options.get("therapists", {}), house.therapists),
        _chosen(options.get("services", {}), house.services),
        _chosen(options.get("places", {}), house.places),
        house.places.get(options.get("place", "")) or only,
        bool(options.get("reminders")),
    )


def guesses(names: Mapping[str, Iterable[str]], house: House) -> dict[str, dict[str, str]]:
    """For each name of the file the public id of what is most likely meant, or nothing."""
    people = {key: [row.full_name, row.first_name] for key, row in house.therapists.items()}
    services = {key: [row.name] for key, row in house.services.items()}
    places = {key: [row.name] for key, row in house.places.items()}
    ours = {"therapists": people, "services": services, "places": places}
    return {what: _guess_all(list(names.get(what, ())), ours[what]) for what in ours}


def usual_order(clinic: Clinic) -> str:
    return "mdy" if clinic.country in MONTH_FIRST else "dmy"


def _chosen(stored: Mapping[str, str], rows: Mapping[str, Any]) -> dict[str, Any]:
    return {name: rows[key] for name, key in stored.items() if key in rows}


def _guess_all(names: list[str], ours: Mapping[str, list[str]]) -> dict[str, str]:
    """One name for the only one there is needs no likeness."""
    if len(names) == len(ours) == 1:
        return {names[0]: next(iter(ours))}
    return {name: _guess(name, ours) for name in names}


def _guess(name: str, ours: Mapping[str, list[str]]) -> str:
    """The one with the same words; else the only one that is part of it, or it of them; else nobody."""
    words = set(search_key(name).replace(",", " ").split())
    if not words or not any(word.isalpha() for word in words):
        return ""
    keys = {key: [set(search_key(said).split()) for said in said_so] for key, said_so in ours.items()}
    for fits in (lambda own: own == words, lambda own: own <= words, lambda own: words <= own):
        found = [key for key, sets in keys.items() if any(own and fits(own) for own in sets)]
        if len(found) == 1:
            return found[0]
    return ""

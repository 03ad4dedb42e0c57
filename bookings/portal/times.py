"""Openings as a patient reads them: days, parts of a day, and times that can be tapped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bookings import calendars, wording
from bookings.availability.hours import YEARS
from bookings.calendars import Opening
from bookings.models import Appointment, Clinic, Location, ServiceOption, Therapist

WEEK = timedelta(days=7)
SAME_TIME_WEEKS = 6
SAME_TIME_COUNT = 3
CLOSE = timedelta(minutes=60)
NOON, EVENING = 12, 17
SEPARATOR = "~"
INSTANT = "%Y-%m-%dT%H:%MZ"
Places = Mapping[int, Location]


@dataclass(frozen=True, slots=True)
class Choice:
    """A time that can be tapped. `value` travels back in the form; `place` is empty if there is one only."""

    value: str
    day: str
    time: str
    place: str
    spoken: str
    is_same_therapist: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Morning, afternoon or evening of one day, at one location."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    heading: str
    parts: tuple[Part, ...]
    count: int
    first_time: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from `first`; the neighbours are None where nothing can be booked any more."""

    first: date
    label: str
    days: tuple[Day, ...]
    previous: date | None
    next: date | None
    next_choices: tuple[Choice, ...]
    zones: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(day.count for day in self.days)


def places_of(clinic: Clinic) -> Places:
    return {place.pk: place for place in Location.objects.filter(clinic=clinic, is_active=True)}


def slot_value(opening: Opening, places: Places) -> str:
    """What the form sends back: the instant in UTC and the location."""
    instant = f"{opening.starts_at.astimezone(UTC):{INSTANT}}"
    return f"{instant}{SEPARATOR}{places[opening.location].public_id}"


def read_slot(value: str, places: Places) -> tuple[datetime, Location] | None:
    """The other way round; None for anything that `slot_value` cannot have written."""
    instant, _separator, place_id = value.partition(SEPARATOR)
    place = next((place for place in places.values() if place.public_id == place_id), None)
    try:
        starts_at = datetime.strptime(instant, INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return (starts_at, place) if place and starts_at.year in YEARS else None


def choice_of(opening: Opening, places: Places, same: Therapist | None = None) -> Choice:
    place = places[opening.location]
    zone = place.time_zone
    has_several_zones = len({p.time_zone for p in places.values()}) > 1
    names = [place.name] if len(places) > 1 else []
    if has_several_zones:
        names.append(wording.zone_label(opening.starts_at, zone))
    return Choice(
        value=slot_value(opening, places),
        day=wording.short_day(wording.wall(opening.starts_at, zone).date()),
        time=wording.time_of_day(opening.starts_at, zone),
        place=", ".join(names),
        spoken=", ".join([wording.moment(opening.starts_at, zone), *names]),
        is_same_therapist=same is not None and same.pk in opening.therapists,
    )


def choices_of(
    openings: Iterable[Opening], places: Places, same: Therapist | None = None
) -> tuple[Choice, ...]:
    return tuple(choice_of(opening, places, same) for opening in openings if opening.location in places)


def spread_out(openings: Iterable[Opening], count: int = 3) -> list[Opening]:
    """The first `count` that lie at least an hour apart: three quarters of one hour are hardly a choice."""
    kept: list[Opening] = []
    for opening in openings:
        if not kept or opening.starts_at - kept[-1].starts_at >= CLOSE:
            kept.append(opening)
    return kept[:count]


def today_in(clinic: Clinic, now: datetime) -> date:
    return wording.wall(now, clinic.time_zone).date()


def week_of_times(
    *,
    option: ServiceOption,
    places: Places,
    first: date | None,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
    not_before: datetime | None = None,
) -> Week:
    """The week from `first`, brought inside of today and the horizon; if it is empty, what comes after.

    With `not_before`, what starts earlier is left out, and today is that day.
    """
    today = today_in(option.clinic, max(now, not_before or now))
    horizon = today_in(option.clinic, now) + timedelta(days=option.clinic.policy.horizon_days)
    first = min(max(first or today, today), horizon)
    last = min(first + WEEK - timedelta(days=1), horizon)
    asked: dict[str, Any] = {
        "option": option, "now": now, "therapist": therapist, "location": location, "moving": moving,
    }  # fmt: skip
    found = calendars.slots_by_day(first=first, last=last, **asked)
    found = {day: [o for o in times if _is_shown(o, moving, not_before)] for day, times in found.items()}
    opened = next((day for day, openings in found.items() if openings), None)
    later: list[Opening] = []
    if opened is None:
        later = calendars.next_openings(after=datetime.combine(last, datetime.min.time(), UTC), **asked)
    same = moving.therapist if moving else None
    return Week(
        first=first,
        label=f"{wording.short_date(first)} – {wording.short_date(last)}",
        days=tuple(_day(day, openings, places, same, day == opened) for day, openings in found.items()),
        previous=max(first - WEEK, today) if first > today else None,
        next=last + timedelta(days=1) if last < horizon else None,
        next_choices=choices_of(later, places, same),
        zones=zone_labels(places, location, now),
    )


def _is_shown(opening: Opening, moving: Appointment | None, not_before: datetime | None) -> bool:
    is_early = not_before is not None and opening.starts_at < not_before
    return not is_early and not (moving and _is_now(opening, moving))


def zone_labels(places: Places, location: Location | None, at: datetime) -> tuple[str, ...]:
    """The zones that the shown times are in, in words."""
    shown = [location] if location else list(places.values())
    return tuple(dict.fromkeys(wording.zone_label(at, place.time_zone) for place in shown))


def _is_now(opening: Opening, moving: Appointment) -> bool:
    """Whether it is the very time that is being moved away from."""
    return opening.starts_at == moving.starts_at and opening.location == moving.location_id


def _day(day: date, openings: list[Opening], places: Places, same: Therapist | None, is_open: bool) -> Day:
    parts: dict[tuple[int, int], list[Choice]] = {}
    for opening in sorted(openings, key=lambda o: o.starts_at):
        hour = wording.wall(opening.starts_at, places[opening.location].time_zone).hour
        part = 0 if hour < NOON else 1 if hour < EVENING else 2
        parts.setdefault((part, opening.location), []).append(choice_of(opening, places, same))
    names = [_("Morning"), _("Afternoon"), _("Evening")]
    shown = tuple(
        Part(" · ".join(filter(None, [names[part], choices[0].place])), tuple(choices))
        for (part, _place), choices in sorted(parts.items())
    )
    return Day(
        date=day,
        heading=wording.day(day),
        parts=shown,
        count=len(openings),
        first_time=shown[0].choices[0].time if shown else "",
        is_open=is_open,
    )


def same_time_choices(*, appointment: Appointment, places: Places, now: datetime) -> tuple[Choice, ...]:
    """Other dates on the same weekday at about the same hour, with the same therapist, the nearest first."""
    local = wording.wall(appointment.starts_at, appointment.time_zone)
    today = today_in(appointment.clinic, now)
    found = calendars.slots_by_day(
        option=appointment.option, first=today, last=today + SAME_TIME_WEEKS * WEEK, now=now,
        therapist=appointment.therapist, location=appointment.location, moving=appointment,
    )  # fmt: skip
    best: list[Opening] = []
    for day, openings in found.items():
        if day.weekday() != local.weekday() or day == local.date():
            continue
        wanted = datetime.combine(day, local.time(), local.tzinfo)
        close = [o for o in openings if abs(o.starts_at - wanted) <= CLOSE]
        if close:
            best.append(min(close, key=lambda o: abs(o.starts_at - wanted)))
    best.sort(key=lambda o: abs(o.starts_at - appointment.starts_at))
    nearest = sorted(best[:SAME_TIME_COUNT], key=lambda o: o.starts_at)
    return choices_of(nearest, places, appointment.therapist)

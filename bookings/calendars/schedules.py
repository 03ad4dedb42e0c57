"""Reading when people work: weekly hours, overrides, time off, each therapist's own rules, and the rooms."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bookings.availability.hours import WeeklyRule, working_hours
from bookings.availability.intervals import IntervalSet
from bookings.availability.limits import Limits
from bookings.availability.slots import NO_LIMITS, TherapistCalendar
from bookings.calendars.statements import SCHEDULE
from bookings.calendars.values import Names
from bookings.models import Clinic, Location, Service, Therapist
from bookings.statements import ask

DAY = timedelta(days=1)
NOTHING = IntervalSet()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Who works where and when between two dates; keys of therapists and locations.

    What starts on the dates next to them belongs to it: a night may run on into the first date, and the work
    of the last may go on after midnight.
    """

    first: date
    last: date
    zones: Mapping[int, ZoneInfo]
    limits: Mapping[int, Limits]
    rules: Mapping[tuple[int, int], Sequence[WeeklyRule]]
    overrides: Mapping[tuple[int, int], Mapping[date, Sequence[tuple[int, int]]]]
    away: Mapping[tuple[int | None, int | None], IntervalSet]

    @property
    def keys(self) -> list[int]:
        """The therapists, in order."""
        return sorted({key for key, _ in self.rules} | {key for key, _ in self.overrides})

    def calendar(self, key: int) -> TherapistCalendar:
        """One therapist's calendar, as if nothing were booked."""
        planned: dict[int, IntervalSet] = {}
        working: dict[int, IntervalSet] = {}
        for site, zone in self.zones.items():
            rules, overrides = self.rules.get((key, site), ()), self.overrides.get((key, site), {})
            if not rules and not overrides:
                continue
            if hours := working_hours(rules, overrides, zone, self.first, self.last + DAY):
                planned[site] = hours
            if free := hours - self._off(key, site):
                working[site] = free
        return TherapistCalendar(key, working, NOTHING, self.limits.get(key, NO_LIMITS), (), planned)

    def _off(self, key: int, site: int) -> IntervalSet:
        off = NOTHING
        for which in ((key, site), (None, site), (key, None), (None, None)):
            if away := self.away.get(which):
                off = off | away
        return off


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule with what the same statement tells: rooms, who gives which service, deep work, names."""

    schedule: Schedule
    rooms: Sequence[tuple[int, tuple[str, ...], int]]
    givers: Mapping[int, frozenset[int]]
    deep_options: frozenset[int]
    names: Names


def read_plan(
    *,
    clinic: Clinic,
    services: Sequence[Service],
    first: date,
    last: date,
    therapist: Therapist | None = None,
    location: Location | None = None,
) -> Plan:
    """The schedule of those who give any of the services, and the rooms where they work: one query."""
    lowest, highest = reach(first, last)
    values = {
        "clinic": clinic.pk, "services": [service.pk for service in services], "first": first, "last": last,
        "therapist": therapist.pk if therapist else None, "location": location.pk if location else None,
        "lowest": lowest, "highest": highest, "deep": Service.Modality.DEEP.value,
    }  # fmt: skip
    people, sites, hours, changed, off, rooms, gives, deep = (
        json.loads(column) if column else () for column in ask(SCHEDULE, values)[0]
    )
    rules = _rules(hours)
    overrides = _overrides(changed)
    used = {site for _, site in (*rules, *overrides)}
    zones = {key: ZoneInfo(zone) for key, _, zone in sites if key in used}
    schedule = Schedule(first, last, zones, _limits(people), rules, overrides, _away(off))
    return Plan(
        schedule,
        [(key, tuple(kinds), site) for key, kinds, site in rooms if site in used],
        _givers(services, gives),
        frozenset(deep),
        Names({key: name for key, name, *_ in people}, {key: name for key, name, _ in sites}),
    )


def reach(first: date, last: date) -> tuple[datetime, datetime]:
    """Instants that enclose the local dates in every time zone, the night before included."""
    midnight = datetime.min.time()
    return (
        datetime.combine(first - timedelta(days=2), midnight, UTC),
        datetime.combine(last + timedelta(days=3), midnight, UTC),
    )


def _limits(people: Iterable[Sequence[Any]]) -> dict[int, Limits]:
    """The rules of those who have any."""
    limits = {
        key: Limits(
            None if minutes is None else minutes * 60, deep, offers == Therapist.OfferPolicy.ADJACENT.value
        )
        for key, _, minutes, deep, offers in people
    }
    return {key: limit for key, limit in limits.items() if limit}


def _rules(hours: Iterable[Sequence[Any]]) -> dict[tuple[int, int], list[WeeklyRule]]:
    rules: dict[tuple[int, int], list[WeeklyRule]] = defaultdict(list)
    for therapist, site, weekday, start, end, since, until, every in hours:
        rules[therapist, site].append(WeeklyRule(weekday, start, end, _date(since), _date(until), every))
    return rules


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _overrides(
    changed: Iterable[Sequence[Any]],
) -> dict[tuple[int, int], dict[date, list[tuple[int, int]]]]:
    overrides: dict[tuple[int, int], dict[date, list[tuple[int, int]]]] = defaultdict(dict)
    for therapist, site, day, intervals in changed:
        overrides[therapist, site][date.fromisoformat(day)] = [(start, end) for start, end in intervals]
    return overrides


def _away(off: Iterable[Sequence[Any]]) -> dict[tuple[int | None, int | None], IntervalSet]:
    pairs: dict[tuple[int | None, int | None], list[tuple[int, int]]] = defaultdict(list)
    for therapist, site, start, end in off:
        pairs[therapist, site].append((start, end))
    return {key: IntervalSet.of_pairs(spans) for key, spans in pairs.items()}


def _givers(services: Sequence[Service], gives: Iterable[Sequence[int]]) -> dict[int, frozenset[int]]:
    givers: dict[int, set[int]] = {service.pk: set() for service in services}
    for service, therapist in gives:
        givers[service].add(therapist)
    return {service: frozenset(keys) for service, keys in givers.items()}

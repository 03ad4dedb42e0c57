"""Reading when people work: weekly hours, overrides, time off, and each therapist's own rules."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, F, Func, Q

from bookings.availability.hours import WeeklyRule, working_hours
from bookings.availability.intervals import IntervalSet
from bookings.availability.limits import Limits, Visit
from bookings.availability.slots import NO_LIMITS, TherapistCalendar
from bookings.models import Clinic, DateOverride, Location, Service, Therapist, TimeOff, WeeklyHours

DAY = timedelta(days=1)


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

    def calendar(self, key: int, busy: IntervalSet, visits: Sequence[Visit]) -> TherapistCalendar:
        """One therapist's calendar, with what occupies them."""
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
        return TherapistCalendar(key, working, busy, self.limits.get(key, NO_LIMITS), visits, planned)

    def _off(self, key: int, site: int) -> IntervalSet:
        nothing = IntervalSet()
        off = nothing
        for which in ((key, site), (None, site), (key, None), (None, None)):
            off = off | self.away.get(which, nothing)
        return off


def read_schedule(
    *,
    clinic: Clinic,
    services: Sequence[Service],
    first: date,
    last: date,
    therapist: Therapist | None = None,
    location: Location | None = None,
) -> Schedule:
    """The schedule of those who give any of the services: three queries."""
    narrowed = Q(therapist__services__in=services) & Q(therapist__is_active=True, location__is_active=True)
    if therapist:
        narrowed &= Q(therapist=therapist)
    if location:
        narrowed &= Q(location=location)
    zones: dict[int, ZoneInfo] = {}
    limits: dict[int, Limits] = {}
    rules = _rules(clinic, narrowed, first, last, zones, limits)
    overrides = _overrides(clinic, narrowed, first, last, zones, limits)
    own_rules = {key: limit for key, limit in limits.items() if limit}
    return Schedule(first, last, zones, own_rules, rules, overrides, _time_off(clinic, *reach(first, last)))


def reach(first: date, last: date) -> tuple[datetime, datetime]:
    """Instants that enclose the local dates in every time zone, the night before included."""
    midnight = datetime.min.time()
    return (
        datetime.combine(first - timedelta(days=2), midnight, UTC),
        datetime.combine(last + timedelta(days=3), midnight, UTC),
    )


# What is read along with hours and overrides: who works there, in which zone, by which own rules.
_WHERE_AND_WHO = (
    "therapist_id",
    "location_id",
    "location__time_zone",
    "therapist__max_hands_on_minutes",
    "therapist__max_deep_in_a_row",
    "therapist__offer_policy",
)


def _note_who(
    row: Sequence[Any], zones: dict[int, ZoneInfo], limits: dict[int, Limits]
) -> tuple[tuple[int, int], Sequence[Any]]:
    """Remember zone and limits of a row that begins with `_WHERE_AND_WHO`; its key and the rest of it."""
    therapist, site, zone, minutes, deep, offers, *rest = row
    zones[site] = ZoneInfo(zone)
    limits[therapist] = Limits(
        None if minutes is None else minutes * 60, deep, offers == Therapist.OfferPolicy.ADJACENT
    )
    return (therapist, site), rest


def _rules(
    clinic: Clinic,
    narrowed: Q,
    first: date,
    last: date,
    zones: dict[int, ZoneInfo],
    limits: dict[int, Limits],
) -> dict[tuple[int, int], list[WeeklyRule]]:
    rows = (
        WeeklyHours.objects.filter(narrowed, clinic=clinic)
        .exclude(valid_from__gt=last + DAY)
        .exclude(valid_until__lt=first - DAY)
        .order_by()
        .distinct()
        .values_list(
            *_WHERE_AND_WHO,
            "weekday",
            "start_minute",
            "end_minute",
            "valid_from",
            "valid_until",
            "every_weeks",
        )
    )
    rules: dict[tuple[int, int], list[WeeklyRule]] = defaultdict(list)
    for row in rows:
        key, rule = _note_who(row, zones, limits)
        rules[key].append(WeeklyRule(*rule))
    return rules


def _overrides(
    clinic: Clinic,
    narrowed: Q,
    first: date,
    last: date,
    zones: dict[int, ZoneInfo],
    limits: dict[int, Limits],
) -> dict[tuple[int, int], dict[date, list[tuple[int, int]]]]:
    rows = (
        DateOverride.objects.filter(narrowed, clinic=clinic, date__range=(first - DAY, last + DAY))
        .order_by()
        .distinct()
        .values_list(*_WHERE_AND_WHO, "date", "intervals")
    )
    overrides: dict[tuple[int, int], dict[date, list[tuple[int, int]]]] = defaultdict(dict)
    for row in rows:
        key, (day, intervals) = _note_who(row, zones, limits)
        overrides[key][day] = [(start, end) for start, end in intervals]
    return overrides


def _time_off(
    clinic: Clinic, lowest: datetime, highest: datetime
) -> Mapping[tuple[int | None, int | None], IntervalSet]:
    rows = TimeOff.objects.filter(clinic=clinic, ends_at__gt=lowest, starts_at__lt=highest).order_by()
    pairs: dict[tuple[int | None, int | None], list[tuple[int, int]]] = defaultdict(list)
    for therapist, site, start, end in rows.values_list(
        "therapist_id", "location_id", epoch("starts_at"), epoch("ends_at")
    ):
        pairs[therapist, site].append((start, end))
    return {key: IntervalSet.of_pairs(spans) for key, spans in pairs.items()}


def epoch(column: str) -> Func:
    """A timestamp as whole seconds: an integer is far cheaper to fetch than a datetime or a range."""
    return Func(
        F(column), template="EXTRACT(EPOCH FROM %(expressions)s)::bigint", output_field=BigIntegerField()
    )

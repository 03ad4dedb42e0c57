"""Reading the rows that decide about times. Five queries, however many therapists, rooms and days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, F, Func, Q

from bookings.availability.hours import WeeklyRule, working_hours
from bookings.availability.intervals import IntervalSet
from bookings.availability.slots import TherapistCalendar
from bookings.calendars.values import Calendars, ClinicRoom
from bookings.models import (
    Appointment,
    Clinic,
    DateOverride,
    Location,
    Room,
    Service,
    Therapist,
    TimeOff,
    WeeklyHours,
)
from bookings.models.appointments import LONGEST


def load(
    *,
    clinic: Clinic,
    services: Sequence[Service],
    first: date,
    last: date,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
) -> Calendars:
    """Read what decides about the times of `services`: five queries, six for several services."""
    narrowed = Q(therapist__services__in=services) & Q(therapist__is_active=True, location__is_active=True)
    if therapist:
        narrowed &= Q(therapist=therapist)
    if location:
        narrowed &= Q(location=location)
    zones: dict[int, ZoneInfo] = {}
    rules = _rules(clinic, narrowed, first, last, zones)
    overrides = _overrides(clinic, narrowed, first, last, zones)
    keys = {key for key, _ in rules} | {key for key, _ in overrides}
    lowest = datetime.combine(first - timedelta(days=2), datetime.min.time(), UTC)
    highest = datetime.combine(last + timedelta(days=3), datetime.min.time(), UTC)
    away = _time_off(clinic, lowest, highest)
    by_therapist, by_room = _occupied(keys, zones, lowest, highest, now, moving)
    therapists = {}
    for key in sorted(keys):
        working = {}
        for site, zone in zones.items():
            hours = working_hours(
                rules.get((key, site), ()), overrides.get((key, site), {}), zone, first, last
            )
            off = away[key, site] | away[None, site] | away[key, None] | away[None, None]
            if free := hours - off:
                working[site] = free
        therapists[key] = TherapistCalendar(key, working, by_therapist[key])
    rooms = [
        ClinicRoom(key, tuple(kinds), site, by_room[key])
        for key, kinds, site in Room.objects.filter(clinic=clinic, is_active=True, location__in=zones)
        .order_by("pk")
        .values_list("pk", "kinds", "location_id")
    ]
    return Calendars(therapists, zones, rooms, _givers(services, keys), clinic.policy, now)


def _givers(services: Sequence[Service], therapists: Iterable[int]) -> dict[int, frozenset[int]]:
    """Who gives which service; with one service, everyone that was loaded for it."""
    if len(services) == 1:
        return {services[0].pk: frozenset(therapists)}
    links = Service.therapists.through.objects.filter(service__in=services)
    givers: dict[int, set[int]] = defaultdict(set)
    for service, therapist in links.values_list("service_id", "therapist_id"):
        givers[service].add(therapist)
    return {service: frozenset(keys) for service, keys in givers.items()}


def _rules(
    clinic: Clinic, narrowed: Q, first: date, last: date, zones: dict[int, ZoneInfo]
) -> dict[tuple[int, int], list[WeeklyRule]]:
    rows = (
        WeeklyHours.objects.filter(narrowed, clinic=clinic)
        .exclude(valid_from__gt=last)
        .exclude(valid_until__lt=first - timedelta(days=1))
        .order_by()
        .distinct()
        .values_list(
            "pk", "therapist_id", "location_id", "location__time_zone",
            "weekday", "start_minute", "end_minute", "valid_from", "valid_until", "every_weeks",
        )
    )  # fmt: skip
    rules: dict[tuple[int, int], list[WeeklyRule]] = defaultdict(list)
    for _pk, therapist, site, zone, *rule in rows:
        zones[site] = ZoneInfo(zone)
        rules[therapist, site].append(WeeklyRule(*rule))
    return rules


def _overrides(
    clinic: Clinic, narrowed: Q, first: date, last: date, zones: dict[int, ZoneInfo]
) -> dict[tuple[int, int], dict[date, list[tuple[int, int]]]]:
    rows = (
        DateOverride.objects.filter(
            narrowed, clinic=clinic, date__gte=first - timedelta(days=1), date__lte=last
        )
        .order_by()
        .distinct()
        .values_list("therapist_id", "location_id", "location__time_zone", "date", "intervals")
    )
    overrides: dict[tuple[int, int], dict[date, list[tuple[int, int]]]] = defaultdict(dict)
    for therapist, site, zone, day, intervals in rows:
        zones[site] = ZoneInfo(zone)
        overrides[therapist, site][day] = [(start, end) for start, end in intervals]
    return overrides


def _time_off(
    clinic: Clinic, lowest: datetime, highest: datetime
) -> Mapping[tuple[int | None, int | None], IntervalSet]:
    rows = TimeOff.objects.filter(clinic=clinic, ends_at__gt=lowest, starts_at__lt=highest).order_by()
    pairs: dict[tuple[int | None, int | None], list[tuple[int, int]]] = defaultdict(list)
    for therapist, site, start, end in rows.values_list(
        "therapist_id", "location_id", _epoch("starts_at"), _epoch("ends_at")
    ):
        pairs[therapist, site].append((start, end))
    away = {key: IntervalSet.of_pairs(spans) for key, spans in pairs.items()}
    return defaultdict(IntervalSet, away)


def _occupied(
    therapists: Iterable[int],
    sites: Iterable[int],
    lowest: datetime,
    highest: datetime,
    now: datetime,
    moving: Appointment | None,
) -> tuple[Mapping[int, IntervalSet], Mapping[int, IntervalSet]]:
    """What is taken, per therapist (wherever it is) and per room of the locations; buffers included."""
    rows = (
        Appointment.objects.occupying(now)
        .filter(Q(therapist__in=therapists) | Q(location__in=sites))
        .filter(starts_at__gt=lowest - LONGEST, starts_at__lt=highest)
        .order_by()
    )
    if moving:
        rows = rows.exclude(pk=moving.pk)
    by_therapist: dict[int, list[tuple[int, int]]] = defaultdict(list)
    by_room: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for therapist, room, start, end in rows.values_list(
        "therapist_id", "room_id", _epoch("occupies_from"), _epoch("occupies_until")
    ):
        by_therapist[therapist].append((start, end))
        by_room[room].append((start, end))
    return _sets(by_therapist), _sets(by_room)


def _sets(pairs: Mapping[int, list[tuple[int, int]]]) -> Mapping[int, IntervalSet]:
    return defaultdict(IntervalSet, {key: IntervalSet.of_pairs(spans) for key, spans in pairs.items()})


def _epoch(column: str) -> Func:
    """A timestamp as whole seconds: an integer is far cheaper to fetch than a datetime or a range."""
    return Func(
        F(column), template="EXTRACT(EPOCH FROM %(expressions)s)::bigint", output_field=BigIntegerField()
    )

"""Reading the rows that decide about times. Five queries, however many therapists, rooms and days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, F, Func, Q

from bookings.availability.hours import WeeklyRule, working_hours
from bookings.availability.intervals import IntervalSet
from bookings.availability.limits import Limits, Visit
from bookings.availability.slots import NO_LIMITS, TherapistCalendar
from bookings.calendars.values import Calendars, ClinicRoom
from bookings.models import (
    Appointment,
    Clinic,
    DateOverride,
    Location,
    Room,
    Service,
    ServiceOption,
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
    leaving: Iterable[int] = (),
) -> Calendars:
    """Read what decides about the times of `services`: five queries, six for several services.

    `moving`, and the appointments with the keys `leaving`, do not count as taken.
    """
    narrowed = Q(therapist__services__in=services) & Q(therapist__is_active=True, location__is_active=True)
    if therapist:
        narrowed &= Q(therapist=therapist)
    if location:
        narrowed &= Q(location=location)
    zones: dict[int, ZoneInfo] = {}
    limits: dict[int, Limits] = {}
    rules = _rules(clinic, narrowed, first, last, zones, limits)
    overrides = _overrides(clinic, narrowed, first, last, zones, limits)
    keys = {key for key, _ in rules} | {key for key, _ in overrides}
    lowest = datetime.combine(first - timedelta(days=2), datetime.min.time(), UTC)
    highest = datetime.combine(last + timedelta(days=3), datetime.min.time(), UTC)
    away = _time_off(clinic, lowest, highest)
    limits = {key: limit for key, limit in limits.items() if limit}
    taken = _occupied(keys, zones, lowest, highest, now, [*leaving, *((moving.pk,) if moving else ())])
    visits = _visits(clinic, taken, limits)
    by_therapist, by_room = _busy(taken)
    therapists = {}
    for key in sorted(keys):
        working: dict[int, IntervalSet] = {}
        planned: dict[int, IntervalSet] = {}
        for site, zone in zones.items():
            hours = working_hours(
                rules.get((key, site), ()), overrides.get((key, site), {}), zone, first, last
            )
            off = away[key, site] | away[None, site] | away[key, None] | away[None, None]
            if hours:
                planned[site] = hours
            if free := hours - off:
                working[site] = free
        therapists[key] = TherapistCalendar(
            key, working, by_therapist[key], limits.get(key, NO_LIMITS), visits[key], planned
        )
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
        .exclude(valid_from__gt=last)
        .exclude(valid_until__lt=first - timedelta(days=1))
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
        DateOverride.objects.filter(
            narrowed, clinic=clinic, date__gte=first - timedelta(days=1), date__lte=last
        )
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
        "therapist_id", "location_id", _epoch("starts_at"), _epoch("ends_at")
    ):
        pairs[therapist, site].append((start, end))
    away = {key: IntervalSet.of_pairs(spans) for key, spans in pairs.items()}
    return defaultdict(IntervalSet, away)


@dataclass(frozen=True, slots=True)
class _Taken:
    """One occupying appointment, in seconds: what it occupies, and the treatment within."""

    therapist: int
    room: int
    option: int
    occupies_from: int
    occupies_until: int
    starts_at: int
    ends_at: int


def _occupied(
    therapists: Iterable[int],
    sites: Iterable[int],
    lowest: datetime,
    highest: datetime,
    now: datetime,
    leaving: Sequence[int],
) -> list[_Taken]:
    """What is taken of these therapists, wherever it is, and of the rooms of these locations."""
    rows = (
        Appointment.objects.occupying(now)
        .filter(Q(therapist__in=therapists) | Q(location__in=sites))
        .filter(starts_at__gt=lowest - LONGEST, starts_at__lt=highest)
        .order_by()
    )
    if leaving:
        rows = rows.exclude(pk__in=leaving)
    times = [_epoch(name) for name in ("occupies_from", "occupies_until", "starts_at", "ends_at")]
    return [_Taken(*row) for row in rows.values_list("therapist_id", "room_id", "option_id", *times)]


def _busy(taken: Iterable[_Taken]) -> tuple[Mapping[int, IntervalSet], Mapping[int, IntervalSet]]:
    """What is occupied, per therapist and per room; buffers included."""
    by_therapist: dict[int, list[tuple[int, int]]] = defaultdict(list)
    by_room: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in taken:
        by_therapist[one.therapist].append((one.occupies_from, one.occupies_until))
        by_room[one.room].append((one.occupies_from, one.occupies_until))
    return _sets(by_therapist), _sets(by_room)


def _visits(
    clinic: Clinic, taken: Iterable[_Taken], limits: Mapping[int, Limits]
) -> Mapping[int, list[Visit]]:
    """The treatments of the therapists whose own rules need them; one query more if depth matters."""
    visits: dict[int, list[Visit]] = defaultdict(list)
    if not limits:
        return visits
    deep: set[int] = set()
    if any(limit.most_deep_in_a_row is not None for limit in limits.values()):
        options = ServiceOption.objects.filter(clinic=clinic, service__modality=Service.Modality.DEEP)
        deep = set(options.values_list("pk", flat=True))
    for one in taken:
        if one.therapist in limits:
            visits[one.therapist].append(Visit(one.starts_at, one.ends_at, one.option in deep))
    return visits


def _sets(pairs: Mapping[int, list[tuple[int, int]]]) -> Mapping[int, IntervalSet]:
    return defaultdict(IntervalSet, {key: IntervalSet.of_pairs(spans) for key, spans in pairs.items()})


def _epoch(column: str) -> Func:
    """A timestamp as whole seconds: an integer is far cheaper to fetch than a datetime or a range."""
    return Func(
        F(column), template="EXTRACT(EPOCH FROM %(expressions)s)::bigint", output_field=BigIntegerField()
    )

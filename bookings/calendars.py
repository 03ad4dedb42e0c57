"""Rows become the frozen values that `availability` works on: the one caller of the pure room.

Listing, booking, moving and "next free" all go through here, so what is listed can be booked. The number of
queries does not depend on how many therapists, rooms or days are asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, F, Func, Q

from bookings.availability.hours import WeeklyRule, dates, working_hours
from bookings.availability.intervals import IntervalSet
from bookings.availability.slots import (
    RoomCalendar,
    SiteCalendar,
    Slot,
    TherapistCalendar,
    Treatment,
    Window,
    free_rooms,
    open_slots,
)
from bookings.models import (
    Appointment,
    BookingPolicy,
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

FIRST_LOOK_DAYS = 14


@dataclass(frozen=True, slots=True)
class Opening:
    """A time that can be booked now: instants in UTC, keys of the location and of the free therapists."""

    starts_at: datetime
    ends_at: datetime
    location: int
    therapists: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Rooms:
    key: int
    kinds: tuple[str, ...]
    location: int
    busy: IntervalSet


@dataclass(frozen=True, slots=True)
class Calendars:
    """Everything that decides about times in one clinic between two dates, as loaded by `load`."""

    therapists: Mapping[int, TherapistCalendar]
    zones: Mapping[int, ZoneInfo]
    rooms: Sequence[_Rooms]
    givers: Mapping[int, frozenset[int]]
    policy: BookingPolicy
    now: datetime

    def slots(self, option: ServiceOption, first: date, last: date) -> dict[date, list[Slot]]:
        """The open starts of `option` by local date, the policy's notice, horizon and grid applied."""
        service = option.service
        givers = self.givers.get(service.pk, frozenset())
        therapists = [calendar for key, calendar in self.therapists.items() if key in givers]
        sites = [
            SiteCalendar(key, zone, self.rooms_for(service, key))
            for key, zone in self.zones.items()
            if any(key in therapist.working for therapist in therapists)
        ]
        earliest = int((self.now + timedelta(minutes=self.policy.min_notice_minutes)).timestamp())
        found: dict[date, list[Slot]] = {day: [] for day in dates(first, last)}
        for site in sites:
            horizon = self.now.astimezone(site.zone).date() + timedelta(days=self.policy.horizon_days)
            if first > min(last, horizon):
                continue
            window = Window(first, min(last, horizon), earliest, self.policy.slot_step_minutes)
            for day, slots in open_slots(therapists, [site], treatment_of(option), window).items():
                found[day] += slots
        for slots in found.values():
            slots.sort()
        return found

    def at(self, option: ServiceOption, starts_at: datetime) -> list[Opening]:
        """The openings that start exactly then: one for each location that has one."""
        day = starts_at.astimezone(UTC).date()
        days = self.slots(option, day - timedelta(days=1), day + timedelta(days=1))
        wanted = int(starts_at.timestamp())
        if starts_at.microsecond:
            return []
        return [opening_of(slot) for slots in days.values() for slot in slots if slot.starts_at == wanted]

    def for_staff(self) -> "Calendars":
        """The same without notice, horizon and start grid, which bind patients only."""
        free = copy(self.policy)
        free.min_notice_minutes, free.horizon_days, free.slot_step_minutes = 0, 730, 5
        return replace(self, policy=free)

    def without_bookings(self) -> "Calendars":
        """The same as if nothing were booked: what could be offered at all."""
        nothing = IntervalSet()
        therapists = {key: replace(calendar, busy=nothing) for key, calendar in self.therapists.items()}
        rooms = [replace(room, busy=nothing) for room in self.rooms]
        return replace(self, therapists=therapists, rooms=rooms)

    def rooms_for(self, service: Service, location: int) -> list[RoomCalendar]:
        """The rooms there that suit the service, those that suit the fewest others first."""
        kind = service.room_kind
        fitting = [r for r in self.rooms if r.location == location and (not kind or kind in r.kinds)]
        fitting.sort(key=lambda room: (len(room.kinds), room.key))
        return [RoomCalendar(room.key, room.busy) for room in fitting]

    def free_rooms(self, option: ServiceOption, location: int, starts_at: datetime) -> list[int]:
        """The rooms that could take the treatment then, best first."""
        rooms = self.rooms_for(option.service, location)
        return free_rooms(rooms, treatment_of(option), int(starts_at.timestamp()))


def treatment_of(option: ServiceOption) -> Treatment:
    service = option.service
    return Treatment(
        option.minutes * 60, service.buffer_before_minutes * 60, service.buffer_after_minutes * 60
    )


def slots_by_day(
    *,
    option: ServiceOption,
    first: date,
    last: date,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
) -> dict[date, list[Opening]]:
    """The openings of each local date from `first` to `last` (both included; each date is there).

    `moving` is an appointment whose own time does not count as taken. Dates are the location's.
    """
    calendars = load(
        clinic=option.clinic, services=[option.service], first=first, last=last, now=now,
        therapist=therapist, location=location, moving=moving,
    )  # fmt: skip
    return {
        day: [opening_of(slot) for slot in slots]
        for day, slots in calendars.slots(option, first, last).items()
    }


def next_openings(
    *,
    option: ServiceOption,
    now: datetime,
    after: datetime | None = None,
    count: int = 3,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
) -> list[Opening]:
    """The first `count` openings from `after` (or now) on, within the horizon.

    Looks at two weeks first and at the rest of the horizon only if those do not suffice.
    """
    start = max(now, after) if after else now
    found: list[Opening] = []
    for first, last in _searched(start, now, option.clinic.policy):
        days = slots_by_day(
            option=option, first=first, last=last, now=now,
            therapist=therapist, location=location, moving=moving,
        )  # fmt: skip
        found += [opening for day in days.values() for opening in day if opening.starts_at >= start]
        if len(found) >= count:
            break
    return found[:count]


def next_openings_of_services(
    *, clinic: Clinic, options: Sequence[ServiceOption], now: datetime, count: int = 3
) -> dict[int, list[Opening]]:
    """The next openings of each option, by its key, within two weeks: one load for a whole page."""
    first, last = _searched(now, now, clinic.policy)[0]
    services = {option.service_id: option.service for option in options}
    calendars = load(clinic=clinic, services=list(services.values()), first=first, last=last, now=now)
    found: dict[int, list[Opening]] = {}
    for option in options:
        days = calendars.slots(option, first, last)
        found[option.pk] = [opening_of(slot) for slots in days.values() for slot in slots][:count]
    return found


def _searched(start: datetime, now: datetime, policy: BookingPolicy) -> list[tuple[date, date]]:
    """The dates to look at for "next": two weeks, then the rest of the horizon, a day of slack for zones."""
    first = start.date() - timedelta(days=1)
    middle = first + timedelta(days=FIRST_LOOK_DAYS)
    end = now.date() + timedelta(days=policy.horizon_days + 1)
    windows = [(first, min(middle, end)), (middle + timedelta(days=1), end)]
    return [(one, other) for one, other in windows if one <= other]


def opening_of(slot: Slot) -> Opening:
    return Opening(
        datetime.fromtimestamp(slot.starts_at, UTC),
        datetime.fromtimestamp(slot.ends_at, UTC),
        slot.site,
        slot.therapists,
    )


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
    therapists = {
        key: TherapistCalendar(
            key,
            {
                site: hours - (away[key, site] | away[None, site] | away[key, None] | away[None, None])
                for site, zone in zones.items()
                if (hours := working_hours(
                    rules.get((key, site), ()), overrides.get((key, site), {}), zone, first, last
                ))
            },
            by_therapist[key],
        )
        for key in sorted(keys)
    }  # fmt: skip
    rooms = [
        _Rooms(key, tuple(kinds), site, by_room[key])
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

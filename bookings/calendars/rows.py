"""Reading the rows that decide about times. Five queries, however many therapists, rooms and days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from bookings.availability.intervals import IntervalSet
from bookings.availability.limits import Limits, Visit
from bookings.calendars.schedules import epoch, reach, read_schedule
from bookings.calendars.values import Calendars, ClinicRoom
from bookings.models import (
    Appointment,
    Clinic,
    Location,
    Room,
    Service,
    ServiceOption,
    Therapist,
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
    schedule = read_schedule(
        clinic=clinic, services=services, first=first, last=last, therapist=therapist, location=location
    )
    ours = [*leaving, *((moving.pk,) if moving else ())]
    taken = _occupied(schedule.keys, schedule.zones, *reach(first, last), now, ours)
    by_therapist, by_room = _busy(taken)
    visits = _visits(clinic, taken, schedule.limits)
    return Calendars(
        therapists={key: schedule.calendar(key, by_therapist[key], visits[key]) for key in schedule.keys},
        zones=schedule.zones,
        rooms=_rooms(clinic, schedule.zones, by_room),
        givers=_givers(services, schedule.keys),
        policy=clinic.policy,
        now=now,
    )


def _rooms(clinic: Clinic, sites: Iterable[int], busy: Mapping[int, IntervalSet]) -> list[ClinicRoom]:
    rooms = Room.objects.filter(clinic=clinic, is_active=True, location__in=sites).order_by("pk")
    return [
        ClinicRoom(key, tuple(kinds), site, busy[key])
        for key, kinds, site in rooms.values_list("pk", "kinds", "location_id")
    ]


def _givers(services: Sequence[Service], therapists: Iterable[int]) -> dict[int, frozenset[int]]:
    """Who gives which service; with one service, everyone that was loaded for it."""
    if len(services) == 1:
        return {services[0].pk: frozenset(therapists)}
    links = Service.therapists.through.objects.filter(service__in=services)
    givers: dict[int, set[int]] = defaultdict(set)
    for service, therapist in links.values_list("service_id", "therapist_id"):
        givers[service].add(therapist)
    return {service: frozenset(keys) for service, keys in givers.items()}


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
    times = [epoch(name) for name in ("occupies_from", "occupies_until", "starts_at", "ends_at")]
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

"""From working hours and occupied times to the start times that can be offered.

Everything is worked out in "start space": the set of instants at which a treatment could start. A
treatment of length m fits a working interval [a, b) for starts in [a, b - m]; a busy interval [x, y)
forbids the starts whose occupancy (treatment and buffers) would touch it. Instants and lengths are whole
seconds since the epoch (UTC).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bookings.availability.hours import dates, local_date, start_grid
from bookings.availability.intervals import IntervalSet
from bookings.availability.limits import Limits, Visit, has_room_in_the_day, is_too_deep, visits_by_day


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is to be fitted in: its length, the buffers that go with it (seconds), whether it is deep work."""

    length: int
    buffer_before: int = 0
    buffer_after: int = 0
    is_deep: bool = False


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class RoomCalendar:
    """One room and when it is occupied, the buffers of what occupies it included."""

    key: int
    busy: IntervalSet


@dataclass(frozen=True, slots=True)
class SiteCalendar:
    """One location: its time zone and those of its rooms that suit the treatment."""

    key: int
    zone: ZoneInfo
    rooms: Sequence[RoomCalendar]


@dataclass(frozen=True, slots=True)
class TherapistCalendar:
    """When one therapist works at which location (time off and closures taken out), and is occupied.

    `visits` are needed only by the rules of `limits`; `hours`, what would be worked but for time off, only to
    explain a refusal.
    """

    key: int
    working: Mapping[int, IntervalSet]
    busy: IntervalSet
    limits: Limits = NO_LIMITS
    visits: Sequence[Visit] = ()
    hours: Mapping[int, IntervalSet] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Window:
    """What may be asked for: local dates (both included), the first allowed instant, the start grid."""

    first: date
    last: date
    earliest: int
    step_minutes: int


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time that can be booked: seconds since the epoch, at a location, with any of the therapists."""

    starts_at: int
    ends_at: int
    site: int
    therapists: tuple[int, ...] = ()


def open_slots(
    therapists: Sequence[TherapistCalendar],
    sites: Sequence[SiteCalendar],
    treatment: Treatment,
    window: Window,
) -> dict[date, list[Slot]]:
    """Every bookable start, by local date of its location; each date of the window is there, empty or not."""
    days: dict[date, list[Slot]] = {day: [] for day in dates(window.first, window.last)}
    for site in sites:
        blocked = starts_without_a_room(site.rooms, treatment)
        if blocked is None:
            continue
        found: dict[int, list[int]] = {}
        for therapist in therapists:
            possible = possible_starts(therapist, site, treatment)
            starts = _on_grid(possible - blocked, site.zone, window)
            if therapist.limits:
                starts = _within_limits(starts, possible, therapist, treatment, site.zone, window)
            for at in starts:
                found.setdefault(at, []).append(therapist.key)
        for at in sorted(found):
            slot = Slot(at, at + treatment.length, site.key, tuple(found[at]))
            days[local_date(site.zone, at)].append(slot)
    if len(sites) > 1:
        for slots in days.values():
            slots.sort()
    return days


def possible_starts(therapist: TherapistCalendar, site: SiteCalendar, treatment: Treatment) -> IntervalSet:
    """The instants at which this therapist could start there, rooms and grid left aside."""
    working = therapist.working.get(site.key)
    if not working:
        return IntervalSet()
    starts = IntervalSet.of_pairs((start, end - treatment.length + 1) for start, end in working.pairs())
    return starts - forbidden_starts(therapist.busy, treatment)


def free_rooms(rooms: Sequence[RoomCalendar], treatment: Treatment, at: int) -> list[int]:
    """The keys of the rooms that are free for the whole occupancy of a treatment starting at `at`."""
    return [room.key for room in rooms if at not in forbidden_starts(room.busy, treatment)]


def forbidden_starts(busy: IntervalSet, treatment: Treatment) -> IntervalSet:
    """Starts s whose occupancy [s - before, s + length + after) overlaps something in `busy`."""
    reach = treatment.length + treatment.buffer_after
    return IntervalSet.of_pairs(
        (start - reach + 1, end + treatment.buffer_before) for start, end in busy.pairs()
    )


def starts_without_a_room(rooms: Sequence[RoomCalendar], treatment: Treatment) -> IntervalSet | None:
    """Starts at which no single room is free throughout; None if there is no suitable room at all."""
    blocked: IntervalSet | None = None
    for room in rooms:
        forbidden = forbidden_starts(room.busy, treatment)
        blocked = forbidden if blocked is None else blocked & forbidden
        if not blocked:
            break
    return blocked


def _within_limits(
    starts: Iterable[int],
    possible: IntervalSet,
    therapist: TherapistCalendar,
    treatment: Treatment,
    zone: ZoneInfo,
    window: Window,
) -> Iterator[int]:
    days = visits_by_day(therapist.visits, zone)
    edges = edge_starts(possible, zone, window) if therapist.limits.is_adjacent else set()
    for at in starts:
        visits = days.get(local_date(zone, at), ())
        if not has_room_in_the_day(therapist.limits, visits, treatment.length):
            continue
        if treatment.is_deep and is_too_deep(therapist.limits, visits, at):
            continue
        if visits and therapist.limits.is_adjacent and at not in edges:
            continue
        yield at


def edge_starts(possible: IntervalSet, zone: ZoneInfo, window: Window) -> set[int]:
    """The first and the last grid point of each stretch of possible starts: those that touch what bounds it."""
    day = timedelta(days=1)
    wide = replace(window, first=window.first - day, last=window.last + day, earliest=0)
    edges: set[int] = set()
    for low, high in possible.pairs():
        points = list(_on_grid(IntervalSet.of_pairs([(low, high)]), zone, wide))
        edges.update(points[:1], points[-1:])
    return edges


def _on_grid(starts: IntervalSet, zone: ZoneInfo, window: Window) -> Iterator[int]:
    """The grid points of the window that lie in `starts`, in order."""
    if not starts:
        return
    spans = iter(starts.pairs())
    low, high = next(spans)
    for day in dates(window.first, window.last):
        grid = start_grid(zone, day, window.step_minutes)
        if not grid:
            continue
        after_grid = grid[-1] + 1
        while True:
            first, last = max(low, window.earliest, grid[0]), min(high, after_grid)
            if first < last:
                yield from grid[bisect_left(grid, first) : bisect_left(grid, last)]
            if high > after_grid:
                break
            following = next(spans, None)
            if following is None:
                return
            low, high = following

"""From working hours and occupied times to the start times that can be offered.

Everything is worked out in "start space": the set of instants at which a treatment could start. A
treatment of length m fits a working interval [a, b) for starts in [a, b - m]; a busy interval [x, y)
forbids the starts whose occupancy (treatment and buffers) would touch it. Instants and lengths are whole
seconds since the epoch (UTC).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bookings.availability.hours import dates, start_grid
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


class Slot(NamedTuple):
    """A time that can be booked: seconds since the epoch, at a location, with any of the therapists."""

    starts_at: int
    ends_at: int
    site: int
    therapists: tuple[int, ...] = ()


def open_slots(
    therapists: Sequence[TherapistCalendar], site: SiteCalendar, treatment: Treatment, window: Window
) -> dict[date, list[Slot]]:
    """Every bookable start at one location, by local date; each date of the window is there, empty or not."""
    days: dict[date, list[Slot]] = {day: [] for day in dates(window.first, window.last)}
    for day, free in _free_at(site, therapists, treatment, window).items():
        days[day] = [Slot(at, at + treatment.length, site.key, tuple(free[at])) for at in sorted(free)]
    return days


def _free_at(
    site: SiteCalendar, therapists: Sequence[TherapistCalendar], treatment: Treatment, window: Window
) -> Mapping[date, Mapping[int, list[int]]]:
    """Who could start when at one location: keys of therapists by start by local date."""
    found: dict[date, dict[int, list[int]]] = {}
    blocked = starts_without_a_room(site.rooms, treatment)
    if blocked is None:
        return found
    grids = _grids(site.zone, window)
    for therapist in therapists:
        possible = possible_starts(therapist, site, treatment)
        within = _own_rules(therapist, possible, treatment, site.zone, window)
        for day, starts in _on_grid(possible - blocked, grids):
            free = found.setdefault(day, {})
            for at in within(day, starts) if within else starts:
                if at in free:
                    free[at].append(therapist.key)
                else:
                    free[at] = [therapist.key]
    return found


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


def _own_rules(
    therapist: TherapistCalendar, possible: IntervalSet, treatment: Treatment, zone: ZoneInfo, window: Window
) -> Callable[[date, Sequence[int]], list[int]] | None:
    """What the therapist's own rules leave of a day's starts; None if they have none."""
    limits = therapist.limits
    if not limits:
        return None
    days = visits_by_day(therapist.visits, zone)
    edges = edge_starts(possible, zone, window) if limits.is_adjacent and days else set()

    def within(day: date, starts: Sequence[int]) -> list[int]:
        visits = days.get(day, ())
        if not has_room_in_the_day(limits, visits, treatment.length):
            return []
        return [
            at
            for at in starts
            if not (treatment.is_deep and is_too_deep(limits, visits, at))
            and not (limits.is_adjacent and visits and at not in edges)
        ]

    return within


def edge_starts(possible: IntervalSet, zone: ZoneInfo, window: Window) -> set[int]:
    """The first and the last grid point of each stretch of possible starts: those that touch what bounds it."""
    day = timedelta(days=1)
    wide = replace(window, first=window.first - day, last=window.last + day, earliest=0)
    grids = _grids(zone, wide)
    edges: set[int] = set()
    for low, high in possible.pairs():
        points = [at for _, starts in _on_grid(IntervalSet.of_pairs([(low, high)]), grids) for at in starts]
        edges.update(points[:1], points[-1:])
    return edges


def _grids(zone: ZoneInfo, window: Window) -> list[tuple[date, Sequence[int]]]:
    """The grid of each date of the window, as far as the notice leaves it."""
    grids = []
    for day in dates(window.first, window.last):
        grid = start_grid(zone, day, window.step_minutes)
        if grid and grid[0] < window.earliest:
            grid = grid[bisect_left(grid, window.earliest) :]
        if grid:
            grids.append((day, grid))
    return grids


def _on_grid(
    starts: IntervalSet, grids: Sequence[tuple[date, Sequence[int]]]
) -> Iterator[tuple[date, Sequence[int]]]:
    """The grid points that lie in `starts`, in order, a stretch at a time with the date it belongs to."""
    spans = starts.pairs()
    span = next(spans, None)
    for day, grid in grids:
        after_grid = grid[-1] + 1
        while span:
            low, high = span
            points = grid[bisect_left(grid, low) : bisect_left(grid, high)]
            if points:
                yield day, points
            if high > after_grid:
                break
            span = next(spans, None)

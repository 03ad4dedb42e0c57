"""What lies behind the visits of a calendar: closed hours, breaks, time off, closures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bookings.appointments.board.span import Span
from bookings.availability.intervals import IntervalSet
from bookings.availability.slots import TherapistCalendar
from bookings.calendars.schedules import Schedule

NOTHING = IntervalSet()


class Kind(StrEnum):
    """Why nobody is expected to work."""

    CLOSED = "closed"
    BREAK = "break"
    OFF = "off"
    CLOSURE = "closure"


@dataclass(frozen=True, slots=True)
class Shade:
    """From when until when (UTC); `column` is the key of a therapist, or of a location for its rooms."""

    kind: Kind
    column: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """What two dates' hours leave: those who work, when, and what is shaded for whom and where."""

    working: Mapping[int, IntervalSet]
    people: tuple[Shade, ...]
    places: tuple[Shade, ...]


def hours_of(schedule: Schedule, span: Span) -> Hours:
    """Shades of every therapist of the schedule, and of every location at which one of them works."""
    whole = IntervalSet.of_pairs([(int(span.start.timestamp()), int(span.end.timestamp()))])
    calendars = {key: schedule.calendar(key) for key in schedule.keys}
    working = {key: _union(calendar.working.values()) & whole for key, calendar in calendars.items()}
    closures = _union(away for (who, _where), away in schedule.away.items() if who is None)
    people = [
        shade
        for key, calendar in calendars.items()
        for shade in _shades_of(key, calendar, working[key], closures, whole, span)
    ]
    places = [
        shade
        for site in schedule.zones
        for shade in _shades(Kind.CLOSED, site, whole - _worked_at(site, calendars.values()))
    ]
    return Hours({key: hours for key, hours in working.items() if hours}, tuple(people), tuple(places))


def _shades_of(
    key: int,
    calendar: TherapistCalendar,
    working: IntervalSet,
    closures: IntervalSet,
    whole: IntervalSet,
    span: Span,
) -> Iterator[Shade]:
    planned = _union(calendar.hours.values()) & whole
    off = planned - working
    yield from _shades(Kind.OFF, key, off - closures)
    yield from _shades(Kind.CLOSURE, key, off & closures)
    for start, end in (whole - planned).pairs():
        kind = Kind.BREAK if _is_break(start, end, planned, span) else Kind.CLOSED
        yield _shade(kind, key, start, end)


def _is_break(start: int, end: int, planned: IntervalSet, span: Span) -> bool:
    """Whether it lies between two stretches of work of one day."""
    first, last = (datetime.fromtimestamp(at, span.zone).date() for at in (start, end))
    return first == last and start - 1 in planned and end in planned


def _worked_at(site: int, calendars: Iterable[TherapistCalendar]) -> IntervalSet:
    return _union(calendar.working.get(site, NOTHING) for calendar in calendars)


def _union(sets: Iterable[IntervalSet]) -> IntervalSet:
    return IntervalSet.of_pairs(sorted(pair for one in sets for pair in one.pairs()))


def _shades(kind: Kind, column: int, spans: IntervalSet) -> Iterator[Shade]:
    for start, end in spans.pairs():
        yield _shade(kind, column, start, end)


def _shade(kind: Kind, column: int, start: int, end: int) -> Shade:
    return Shade(kind, column, datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))

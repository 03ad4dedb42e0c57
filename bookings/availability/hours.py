"""Wall-clock hours and a time zone become instants. Daylight saving lives here and nowhere else.

Instants are whole seconds since the Unix epoch (UTC); wall-clock times are minutes after midnight.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from bookings.availability.intervals import IntervalSet

DAY = 24 * 60
# Beyond these, arithmetic with dates would leave what a calendar can hold.
YEARS = range(1900, 2201)
MONDAY = date(1970, 1, 5)


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """Hours that return on one weekday (0 = Monday).

    `end` is at most 1440 (midnight); an end at or before the start runs into the next day. The rule holds
    from `valid_from` to `valid_until`, both included, every `every_weeks` weeks counted from the week
    of `valid_from` (or from the first week of 1970 if that is open).
    """

    weekday: int
    start: int
    end: int
    valid_from: date | None = None
    valid_until: date | None = None
    every_weeks: int = 1

    def starts_on(self, day: date) -> bool:
        if day.weekday() != self.weekday:
            return False
        if (self.valid_from and day < self.valid_from) or (self.valid_until and day > self.valid_until):
            return False
        if self.every_weeks == 1:
            return True
        return _weeks(self.valid_from or MONDAY, day) % self.every_weeks == 0


def _weeks(anchor: date, day: date) -> int:
    return (day - (anchor - timedelta(days=anchor.weekday()))).days // 7


def working_hours(
    rules: Sequence[WeeklyRule],
    overrides: Mapping[date, Sequence[tuple[int, int]]],
    zone: ZoneInfo,
    first: date,
    last: date,
) -> IntervalSet:
    """The instants worked by what starts on the dates from `first` to `last` or the day before `first`.

    `overrides` replace everything that starts on their date; an empty one closes it.
    """
    if not overrides:
        return _undisturbed(tuple(rules), zone, first, last)
    return IntervalSet.of_pairs(_spans(rules, overrides, zone, first - timedelta(days=1), last))


@lru_cache(maxsize=4096)
def _undisturbed(rules: tuple[WeeklyRule, ...], zone: ZoneInfo, first: date, last: date) -> IntervalSet:
    """Remembered: the same weeks are asked for again and again."""
    return IntervalSet.of_pairs(_spans(rules, {}, zone, first - timedelta(days=1), last))


def _spans(
    rules: Sequence[WeeklyRule],
    overrides: Mapping[date, Sequence[tuple[int, int]]],
    zone: ZoneInfo,
    first: date,
    last: date,
) -> Iterator[tuple[int, int]]:
    by_weekday: Sequence[list[WeeklyRule]] = [[] for _ in range(7)]
    for rule in rules:
        by_weekday[rule.weekday].append(rule)
    for day in dates(first, last):
        shifts: Iterable[tuple[int, int]]
        if day in overrides:
            shifts = overrides[day]
        else:
            shifts = [(rule.start, rule.end) for rule in by_weekday[day.weekday()] if rule.starts_on(day)]
        for start, end in shifts:
            if end <= start:
                end += DAY
            yield instant(zone, day, start, "start"), instant(zone, day, end, "end")


def dates(first: date, last: date) -> Iterator[date]:
    """Each date from `first` to `last`, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def instant(zone: ZoneInfo, day: date, minute: int, bound: Literal["start", "end"]) -> int:
    """The instant at `minute` on the wall on `day` (1440 and more: the next day).

    A time inside a gap is the instant of the change; of a time that comes twice, a start is the first
    and an end the second.
    """
    midnight, is_plain = _midnight(zone, day)
    if is_plain and 0 <= minute < 2 * DAY:
        return midnight + minute * 60
    wall = datetime.combine(day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60))
    return _resolve(zone, wall, bound)


def _resolve(zone: ZoneInfo, wall: datetime, bound: Literal["start", "end"]) -> int:
    before = int(wall.replace(tzinfo=zone, fold=0).timestamp())
    after = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    if before > after:  # a gap: the first reading uses the offset before the change and lands after it
        return _change(zone, after, before)
    return before if bound == "start" else after


def readings(zone: ZoneInfo, wall: datetime) -> tuple[int, ...]:
    """The instants at which the wall clock shows `wall` (naive): none if it is skipped, two if it comes twice."""
    found = sorted({int(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1)})
    return tuple(at for at in found if datetime.fromtimestamp(at, zone).replace(tzinfo=None) == wall)


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The instant between two instants at which the zone's offset changes."""
    old = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, at: int) -> timedelta | None:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()


@lru_cache(maxsize=16384)
def _midnight(zone: ZoneInfo, day: date) -> tuple[int, bool]:
    """Midnight of `day`, and whether the clock runs evenly for the 48 hours after it."""
    at = _resolve(zone, datetime.combine(day, time()), "start")
    probes = [_offset(zone, at + hours * 3600) for hours in range(0, 49, 3)]
    exists = datetime.fromtimestamp(at, zone).time() == time()
    return at, exists and all(one == other for one, other in pairwise(probes))


@lru_cache(maxsize=4096)
def start_grid(zone: ZoneInfo, day: date, step: int) -> Sequence[int]:
    """The instants of `day` whose wall-clock minute is divisible by `step`, in order.

    Minutes that the day skips are left out; minutes that come twice are there twice.
    """
    midnight, is_plain = _midnight(zone, day)
    if is_plain:
        return range(midnight, midnight + DAY * 60, step * 60)
    starts: set[int] = set()
    for minute in range(0, DAY, step):
        wall = datetime.combine(day, time(minute // 60, minute % 60))
        before = int(wall.replace(tzinfo=zone, fold=0).timestamp())
        after = int(wall.replace(tzinfo=zone, fold=1).timestamp())
        if before <= after:
            starts |= {before, after}
    return sorted(starts)


def begins_at(day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a date begins on the wall: midnight, or the change of the clock that skips it."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def local_date(zone: ZoneInfo, at: int) -> date:
    """The date on the wall at an instant."""
    return datetime.fromtimestamp(at, zone).date()

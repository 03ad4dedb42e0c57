"""What a therapist's own rules leave of the possible starts: caps on a day's work, no holes in the day.

Lengths are seconds, instants seconds since the epoch (UTC); "day" is the local date of the location.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bookings.availability.hours import local_date


@dataclass(frozen=True, slots=True)
class Visit:
    """A booked treatment without its buffers; `is_deep` if it is work with deep pressure."""

    start: int
    end: int
    is_deep: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """One therapist's rules; None and False mean that there is none.

    `most_seconds_a_day`: hands-on time that a day may hold. `most_deep_in_a_row`: treatments with deep
    pressure that may follow each other. `is_adjacent`: once a day has a booking, only starts that touch a
    booking or the edge of working hours.
    """

    most_seconds_a_day: int | None = None
    most_deep_in_a_row: int | None = None
    is_adjacent: bool = False

    def __bool__(self) -> bool:
        return self.is_adjacent or self.most_seconds_a_day is not None or self.most_deep_in_a_row is not None


def visits_by_day(visits: Iterable[Visit], zone: ZoneInfo) -> Mapping[date, Sequence[Visit]]:
    """The visits of each local date, by the date on which they start, in order."""
    days: dict[date, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: visit.start):
        days[local_date(zone, visit.start)].append(visit)
    return days


def has_room_in_the_day(limits: Limits, day: Sequence[Visit], length: int) -> bool:
    """Whether a treatment of `length` still fits under the day's cap."""
    if limits.most_seconds_a_day is None:
        return True
    return sum(visit.end - visit.start for visit in day) + length <= limits.most_seconds_a_day


def is_too_deep(limits: Limits, day: Sequence[Visit], at: int) -> bool:
    """Whether a deep treatment at `at` would make a longer run of them than is allowed."""
    if limits.most_deep_in_a_row is None:
        return False
    run = 1
    for visit in reversed([visit for visit in day if visit.start < at]):
        if not visit.is_deep:
            break
        run += 1
    for visit in (visit for visit in day if visit.start > at):
        if not visit.is_deep:
            break
        run += 1
    return run > limits.most_deep_in_a_row

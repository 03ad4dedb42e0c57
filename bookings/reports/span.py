"""A range of dates of a clinic, and the instants that it holds. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.availability.hours import begins_at

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """From the beginning of `first` to the end of `last`, as the clocks of `zone` say."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def starts_at(self) -> datetime:
        return begins_at(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        return begins_at(self.last + timedelta(days=1), self.zone)

    def weeks(self) -> Iterator[tuple[date, datetime, datetime]]:
        """Each Monday, with the instants between which its week lies in the range: the first and last may be cut."""
        monday = self.first - timedelta(days=self.first.weekday())
        while monday <= self.last:
            start, end = begins_at(monday, self.zone), begins_at(monday + WEEK, self.zone)
            yield monday, max(start, self.starts_at), min(end, self.ends_at)
            monday += WEEK


def share(part: int, whole: int) -> float | None:
    """Part of a whole; None of nothing, which is not the same as 0."""
    return part / whole if whole else None

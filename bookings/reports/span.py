"""A range of dates of a clinic, and the instants that it holds. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """From the beginning of `first` to the end of `last`, as the clocks of `zone` say."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def starts_at(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        return _midnight(self.last + timedelta(days=1), self.zone)

    def weeks(self) -> Iterator[tuple[date, datetime, datetime]]:
        """Each Monday, with the instants between which its week lies in the range: the first and last may be cut."""
        monday = self.first - timedelta(days=self.first.weekday())
        while monday <= self.last:
            start, end = _midnight(monday, self.zone), _midnight(monday + WEEK, self.zone)
            yield monday, max(start, self.starts_at), min(end, self.ends_at)
            monday += WEEK


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def share(part: int, whole: int) -> float | None:
    """Part of a whole; None of nothing, which is not the same as 0."""
    return part / whole if whole else None

"""The dates that a calendar shows, on one wall clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.availability.hours import begins_at


@dataclass(frozen=True, slots=True)
class Span:
    """`days` dates from `first` on, from midnight to midnight in `time_zone`."""

    first: date
    days: int
    time_zone: str

    @classmethod
    def week_of(cls, day: date, time_zone: str) -> "Span":
        """Monday to Sunday."""
        return cls(day - timedelta(days=day.weekday()), 7, time_zone)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def start(self) -> datetime:
        """The instant at which it begins, in UTC."""
        return begins_at(self.first, self.zone)

    @property
    def end(self) -> datetime:
        return begins_at(self.last + timedelta(days=1), self.zone)

    def minutes_of(self, starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
        """On the wall: minutes after midnight of the start and of the end, which is 1440 if it is another day's."""
        start, end = starts_at.astimezone(self.zone), ends_at.astimezone(self.zone)
        until = end.hour * 60 + end.minute if end.date() == start.date() else 1440
        return start.hour * 60 + start.minute, until

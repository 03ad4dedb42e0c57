"""A clinic as plain data: what both the oracle and the service are told. Keys are small numbers.

Times of day are minutes after midnight on the wall; an end at or before its start is the next day's.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Place:
    key: int
    zone: str


@dataclass(frozen=True)
class Chamber:
    key: int
    place: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """A therapist; `gives` says whether she gives the service that is asked for."""

    key: int
    adjacent: bool = False
    gives: bool = True


@dataclass(frozen=True)
class Hours:
    person: int
    place: int
    weekday: int
    start: int
    end: int
    valid_from: date | None = None
    valid_until: date | None = None
    every_weeks: int = 1


@dataclass(frozen=True)
class Override:
    person: int
    place: int
    day: date
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Off:
    """Time off; without a person everyone's, without a place everywhere."""

    person: int | None
    place: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Busy:
    """A booking. `runs_out_at` is set for a hold, which stops counting at that instant."""

    person: int
    chamber: int
    starts_at: datetime
    minutes: int
    before: int
    after: int
    runs_out_at: datetime | None = None


@dataclass(frozen=True)
class Wish:
    """What is asked for: the service option and the dates, both included."""

    minutes: int
    before: int
    after: int
    kind: str | None
    first: date
    last: date


@dataclass(frozen=True, eq=False)
class Clinic:
    now: datetime
    notice_minutes: int
    horizon_days: int
    step: int
    wish: Wish
    places: tuple[Place, ...]
    chambers: tuple[Chamber, ...]
    people: tuple[Person, ...]
    hours: tuple[Hours, ...]
    overrides: tuple[Override, ...] = ()
    off: tuple[Off, ...] = ()
    busy: tuple[Busy, ...] = ()

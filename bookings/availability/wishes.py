"""What a series would like: openings, wishes, and what it costs to take one opening for another.

Minutes are on the wall of the location, days are ordinals (`date.toordinal`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.availability.slots import Slot

# What it costs, in minutes off the wished hour: a day off, another therapist, an hour or a weekday nobody
# asked for, and each day that the series begins later.
DAY_OFF, OTHER_THERAPIST, UNWISHED, DAY_LATER = 180, 600, 480, 90
# The search is bounded: with nobody named, only so many are tried, those with the most wished openings.
MOST_THERAPISTS = 6


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """An opening as a series sees it: its instant (seconds), local day and minute, and who could do it."""

    starts_at: int
    day: int
    minute: int
    site: int
    therapists: tuple[int, ...]

    @classmethod
    def of(cls, slot: Slot, zone: ZoneInfo) -> "Candidate":
        local = datetime.fromtimestamp(slot.starts_at, zone)
        minute = local.hour * 60 + local.minute
        return cls(slot.starts_at, local.toordinal(), minute, slot.site, slot.therapists)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is preferred, none of it a must: weekdays (0 = Monday), hours [from, until), one hour, one therapist."""

    weekdays: frozenset[int] = frozenset()
    from_minute: int = 0
    until_minute: int = 24 * 60
    minute: int | None = None
    therapist: int | None = None

    def allow(self, candidate: Candidate) -> bool:
        on_the_day = not self.weekdays or (candidate.day - 1) % 7 in self.weekdays
        return on_the_day and self.from_minute <= candidate.minute < self.until_minute


@dataclass(frozen=True, slots=True)
class Anchor:
    """The hour and the therapist that a plan tries to keep, with the best candidate of each day for them."""

    minute: int
    therapist: int
    best: Mapping[int, tuple[int, Candidate]]


def anchors_of(days: Mapping[int, Sequence[Candidate]], wishes: Wishes) -> list[Anchor]:
    every = [candidate for day in days.values() for candidate in day]
    minutes = {candidate.minute for candidate in every} if wishes.minute is None else {wishes.minute}
    if wishes.therapist is not None:
        therapists = [wishes.therapist]
    else:
        offers = Counter({key: 0 for candidate in every for key in candidate.therapists})
        offers.update(key for candidate in every if wishes.allow(candidate) for key in candidate.therapists)
        therapists = sorted(offers, key=lambda key: (-offers[key], key))[:MOST_THERAPISTS]
    return [
        Anchor(minute, key, {day: _best(found, minute, key, wishes) for day, found in days.items()})
        for key in therapists
        for minute in sorted(minutes)
    ]


def _best(found: Sequence[Candidate], minute: int, therapist: int, wishes: Wishes) -> tuple[int, Candidate]:
    return min((price_of(candidate, minute, therapist, wishes), candidate) for candidate in found)


def price_of(candidate: Candidate, minute: int, therapist: int, wishes: Wishes) -> int:
    """What it costs to take `candidate` instead of that hour with that therapist on its day."""
    price = abs(candidate.minute - minute)
    if therapist not in candidate.therapists:
        price += OTHER_THERAPIST
    return price if wishes.allow(candidate) else price + UNWISHED

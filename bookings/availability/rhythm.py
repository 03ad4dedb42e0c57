"""Doses and rhythms: how sessions spread over days. Days are ordinals (`date.toordinal`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import add
from typing import Self

WEEK = 7
# A closed weekend must be bridgeable, however dense the dose.
LEAST_MAX_DAYS = 3
NEVER = 1 << 60
UNEVEN_DAY = 30


@dataclass(frozen=True, slots=True)
class Dose:
    """`sessions`, each between `min_days` and `max_days` after the one before; never two on one day.

    The rhythm to aim at has `per_period` sessions in `period` days. Raises ValueError for what cannot be.
    """

    sessions: int
    min_days: int
    max_days: int
    period: int = WEEK
    per_period: int = 1

    def __post_init__(self) -> None:
        if self.sessions < 1:
            raise ValueError("sessions: at least one")
        if not 1 <= self.min_days <= self.max_days:
            raise ValueError("min_days: between 1 and max_days")
        if not 1 <= self.per_period <= self.period:
            raise ValueError("per_period: between 1 and the days of the period")

    @classmethod
    def per_week(
        cls, sessions: int, times: int, min_days: int | None = None, max_days: int | None = None
    ) -> Self:
        """So many times a week; unless told, from two thirds to one and a half of the even spacing."""
        if not 1 <= times <= WEEK:
            raise ValueError("per_week: between 1 and 7")
        least = max(1, 2 * WEEK // (3 * times)) if min_days is None else min_days
        most = max(LEAST_MAX_DAYS, least, 3 * WEEK // (2 * times)) if max_days is None else max_days
        return cls(sessions, least, most, WEEK, times)

    @classmethod
    def spaced(cls, sessions: int, min_days: int, max_days: int) -> Self:
        """So many days apart; whole weeks if the bounds allow them, so that the weekday stays."""
        middle = (min_days + max_days) / 2
        whole = [days for days in range(WEEK, max_days + 1, WEEK) if days >= min_days]
        if whole:
            return cls(sessions, min_days, max_days, min(whole, key=lambda days: abs(days - middle)))
        if 1 <= min_days <= max_days < WEEK:
            return cls(sessions, min_days, max_days, WEEK, min(WEEK, round(WEEK / middle)))
        return cls(sessions, min_days, max_days, max(1, round(middle)))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days whose ordinal leaves one of `residues` when divided by `period`."""

    period: int
    residues: tuple[int, ...]

    def distance(self, day: int) -> int:
        """Days from `day` to the nearest day of the rhythm."""
        offsets = [(day - residue) % self.period for residue in self.residues]
        return min(min(offset, self.period - offset) for offset in offsets)

    def after(self, day: int) -> int:
        """The first day of the rhythm after `day`."""
        return next(later for later in range(day + 1, day + self.period + 1) if not self.distance(later))

    def nearest(self, day: int, first: int) -> int:
        """The day of the rhythm nearest to `day`, not before `first`; the earlier of two."""
        return next(
            near
            for step in range(2 * self.period + 1)
            for near in (day - step, day + step)
            if near >= first and not self.distance(near)
        )


def rhythms(dose: Dose) -> list[Rhythm]:
    """The rhythms that keep to the dose's bounds by themselves; all there are if none does."""
    every = list(combinations(range(dose.period), dose.per_period))
    kept = [residues for residues in every if all(_fits(dose, gap) for gap in _gaps(residues, dose.period))]
    return [Rhythm(dose.period, residues) for residues in kept or every]


def longest_chain(days: Sequence[int], dose: Dose) -> int:
    """How many sessions, up to the dose's, find a day each with every gap within the bounds."""
    reached: dict[int, int] = {}
    for day in sorted(days):
        gaps = range(dose.min_days, dose.max_days + 1)
        reached[day] = 1 + max((reached.get(day - gap, 0) for gap in gaps), default=0)
    return min(max(reached.values(), default=0), dose.sessions)


def cheapest_chain(
    costs: Mapping[int, int], dose: Dose, length: int, to_begin: Mapping[int, int], limit: int = NEVER
) -> tuple[int, list[int]] | None:
    """The `length` days, gaps within the bounds, whose costs and unevenness sum up to least.

    `to_begin` is what it costs more to begin on a day; None if the sum is not below `limit`. Exact (dynamic
    programming over sessions and days): a further or a cheaper day never makes it dearer.
    """
    first, most = min(costs), dose.max_days
    days = range(first, max(costs) + 1)
    own = [costs.get(day, NEVER) for day in days]
    stages = [[cost + to_begin.get(day, 0) for day, cost in zip(days, own, strict=True)]]
    gaps = [(gap, _unevenness(dose, gap)) for gap in range(dose.min_days, most + 1)]
    for _ in range(length - 1):
        padded = [NEVER] * most + stages[-1]
        shifted = [[v + uneven for v in padded[most - gap : len(padded) - gap]] for gap, uneven in gaps]
        stages.append(list(map(add, map(min, *shifted, [NEVER] * len(own)), own)))
        if min(stages[-1]) >= limit:
            return None
    total = min(stages[-1])
    if total >= limit:
        return None
    at = stages[-1].index(total)
    chain = [first + at]
    for stage, earlier in zip(reversed(stages), reversed(stages[:-1]), strict=False):
        at -= next(
            gap for gap, uneven in gaps if gap <= at and earlier[at - gap] + uneven + own[at] == stage[at]
        )
        chain.append(first + at)
    return total, chain[::-1]


def _gaps(residues: Sequence[int], period: int) -> Iterator[int]:
    following = [*residues[1:], residues[0] + period]
    return (later - day for day, later in zip(residues, following, strict=True))


def _fits(dose: Dose, gap: int) -> bool:
    return dose.min_days <= gap <= dose.max_days


def _unevenness(dose: Dose, gap: int) -> int:
    """Nothing for the two gaps nearest to the even one, more for each day further."""
    return UNEVEN_DAY * (abs(gap * dose.per_period - dose.period) // dose.per_period)

"""How far home exercises were kept to, and for how long without a break. Pure; project rules, bands in plans.dose."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from notes.plans.dose import TRAILING_DAYS, home

WEEK = 7


@dataclass(frozen=True, slots=True)
class Given:
    """One exercise: how often a week, from a day until before another (None: still given), and when it was done."""

    days_per_week: int
    start: date
    end: date | None
    done: frozenset[date]


def kept(exercises: Iterable[Given], not_ready: Collection[date], today: date) -> Fraction | None:
    """Share of the sessions of the trailing 28 days, today included; days that were not ready count neither way.

    Sessions come to days x a week / 7, rounded down, so that a day of grace is never held against anybody.
    """
    first = today - timedelta(days=TRAILING_DAYS - 1)
    logged = prescribed = excused = 0
    for one in exercises:
        start, end = (
            max(one.start, first),
            min(one.end or today + timedelta(days=1), today + timedelta(days=1)),
        )
        days = max(0, (end - start).days)
        resting = len({day for day in not_ready if start <= day < end} - one.done)
        due = days * one.days_per_week // WEEK
        prescribed += due
        excused += due - (days - resting) * one.days_per_week // WEEK
        logged += sum(start <= day < end for day in one.done)
    return home(logged, prescribed, excused)


def streak(done: Collection[date], not_ready: Collection[date], today: date, days_per_week: int) -> int:
    """Days with exercises up to today without a longer break than the rhythm has.

    Between two such days as many may lie empty as the week has days off; days that were not ready are passed over, and
    today is not missed before it is over.
    """
    allowed = WEEK - days_per_week
    run = empty = 0
    day = today
    while empty <= allowed and (today - day).days < 3660:
        if day in done:
            run, empty = run + 1, 0
        elif day not in not_ready and day != today:
            empty += 1
        day -= timedelta(days=1)
    return run

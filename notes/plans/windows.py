"""From dated readings to one TrendInput: which of them a trend evaluation looks at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from notes.outcomes.instruments import Verdict
from notes.outcomes.night import Night
from notes.plans.trend import State, TrendInput

T = TypeVar("T")
BASELINE_DAYS = 7
PAIN_DAYS = 14
FUNCTION_DAYS = 42
PREVIOUS_DAYS = 7


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """One value and the instant it was given, aware and in UTC."""

    at: datetime
    value: T


@dataclass(frozen=True, slots=True)
class History:
    """Everything recorded for one plan, in any order. previous: states of earlier evaluations."""

    pain: Sequence[Reading[int]] = ()
    grc: Sequence[Reading[int]] = ()
    function: Sequence[Reading[Verdict]] = ()
    night: Sequence[Reading[Night]] = ()
    previous: Sequence[Reading[State]] = ()


def build(plan_class: str, started_at: datetime, at: datetime, history: History) -> TrendInput:
    """Gather what an evaluation at `at` looks at. Windows are (at - days, at]; days count from the baseline
    reading, or from the plan start without one.

    Values are what was given after the baseline: a first week of pain would be compared with itself and look milder.
    """
    known = [reading for reading in history.pain if reading.at <= at]
    base = baseline(known, started_at)
    return TrendInput(
        plan_class=plan_class,
        days=max(0, (at - (base.at if base else started_at)).days),
        baseline=base.value if base else None,
        values=tuple(reading.value for reading in since_baseline(known, started_at, at)),
        grc=latest(within(history.grc, at, PAIN_DAYS)),
        function=latest(within(history.function, at, FUNCTION_DAYS)),
        night=latest(within(history.night, at, PAIN_DAYS)),
        previous_worse=_was_worse(history.previous, at),
    )


def baseline(readings: Iterable[Reading[int]], started_at: datetime) -> Reading[int] | None:
    """The reading nearest to the plan start, at most 7 days either way; of two as near, the earlier."""
    near = [one for one in readings if abs(one.at - started_at) <= timedelta(days=BASELINE_DAYS)]
    return min(near, key=lambda one: (abs(one.at - started_at), one.at), default=None)


def since_baseline(
    readings: Sequence[Reading[int]], started_at: datetime, at: datetime
) -> list[Reading[int]]:
    """V: the readings of the last 14 days that came after the baseline reading, oldest first."""
    base = baseline(readings, started_at)
    return [one for one in within(readings, at, PAIN_DAYS) if base is None or one.at > base.at]


def within(readings: Iterable[Reading[T]], at: datetime, days: int) -> list[Reading[T]]:
    """The readings of the window (at - days, at], oldest first."""
    since = at - timedelta(days=days)
    return sorted((one for one in readings if since < one.at <= at), key=lambda one: one.at)


def latest(readings: Sequence[Reading[T]]) -> T | None:
    """The value of the last of readings sorted by time."""
    return readings[-1].value if readings else None


def _was_worse(previous: Iterable[Reading[State]], at: datetime) -> bool:
    """The latest evaluation made at least 7 days before was worse."""
    earlier = [one for one in previous if at - one.at >= timedelta(days=PREVIOUS_DAYS)]
    return bool(earlier) and max(earlier, key=lambda one: one.at).value == "worse"

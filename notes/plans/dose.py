"""Dose of massage, when a plan is due for review, and how much of it was kept to. Project rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

Band = Literal["good", "partial", "low"]
REVIEW_AFTER_DAYS = 28
FEWEST_SESSIONS_TO_REVIEW = 2
MOST_SESSIONS_TO_REVIEW = 4
TRAILING_DAYS = 28


@dataclass(frozen=True, slots=True)
class PlannedDose:
    sessions: int
    minutes: int


def planned(freq_per_week: int, minutes: int, weeks: int) -> PlannedDose:
    """Sessions and minutes of f visits a week over w weeks. Raises ValueError naming what is not a whole
    number from 1.
    """
    for name, value in (("freq_per_week", freq_per_week), ("minutes", minutes), ("weeks", weeks)):
        if type(value) is not int or value < 1:
            raise ValueError(f"{name}: {value!r} is not a whole number from 1")
    return PlannedDose(freq_per_week * weeks, freq_per_week * minutes * weeks)


def sessions_to_review(planned_sessions: int) -> int:
    """Attended sessions that make a review due: half of the planned ones, rounded up, 2 at least and 4 at
    most.
    """
    half = -(-_count("planned_sessions", planned_sessions) // 2)
    return min(MOST_SESSIONS_TO_REVIEW, max(FEWEST_SESSIONS_TO_REVIEW, half))


def review_due(planned_sessions: int, attended: Sequence[date], start: date) -> date:
    """The date the review falls due: when enough sessions were attended since start, or after 28 days."""
    latest = start + timedelta(days=REVIEW_AFTER_DAYS)
    counted = sorted(day for day in attended if day >= start)
    needed = sessions_to_review(planned_sessions)
    return min(latest, counted[needed - 1]) if len(counted) >= needed else latest


def attendance(fulfilled: int, no_show: int, late_cancel: int) -> Fraction | None:
    """Share of visits kept, or None when there were none."""
    kept = _count("fulfilled", fulfilled)
    return _share(kept, kept + _count("no_show", no_show) + _count("late_cancel", late_cancel))


def delivered(minutes_delivered: int, minutes_planned_to_date: int) -> Fraction | None:
    """Minutes delivered as a share of those planned until now; above 1 when more was given."""
    planned_minutes = _count("minutes_planned_to_date", minutes_planned_to_date)
    return _share(_count("minutes_delivered", minutes_delivered), planned_minutes)


def home(logged: int, prescribed: int, not_ready: int = 0) -> Fraction | None:
    """Share of prescribed home sessions logged over the trailing 28 days, 1 at most.

    not_ready: prescribed sessions on days the readiness check said to rest; they count neither way.
    """
    due = _count("prescribed", prescribed) - _count("not_ready", not_ready)
    share = _share(_count("logged", logged), max(due, 0))
    return None if share is None else min(Fraction(1), share)


def band(share: Fraction | float | None) -> Band | None:
    """Word for a share: good from 0.80, partial from 0.50. None stays None, never "low"."""
    if share is None:
        return None
    if share >= Fraction(4, 5):
        return "good"
    return "partial" if share >= Fraction(1, 2) else "low"


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _count(name: str, value: int) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{name}: {value!r} is not a whole number from 0")
    return value

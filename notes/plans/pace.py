"""How far a plan is behind its own schedule. Pure; a project rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median


def days_behind(*, started: date, freq_per_week: int, planned: int, done: int, today: date) -> int:
    """Whole days since the next session of the plan was due; 0 if it is not, or if none is left.

    Of f sessions a week the first is due on the day of the start, the next ones every 7/f days.
    """
    if freq_per_week < 1 or done >= planned:
        return 0
    due = started + timedelta(days=int(Fraction(7 * done, freq_per_week)))
    return max(0, (today - due).days)


@dataclass(frozen=True, slots=True)
class Spacing:
    """Days between sessions as planned and, as a median, as they are; drift is above 0 when they lie too far apart."""

    planned_days: Fraction
    usual_days: Fraction

    @property
    def drift_days(self) -> Fraction:
        return self.usual_days - self.planned_days


def spacing(dates: Sequence[date], freq_per_week: int) -> Spacing | None:
    """How sessions on these dates lie to each other, against 7/f days; None with fewer than two of them."""
    days = sorted(set(dates))
    if freq_per_week < 1 or len(days) < 2:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return Spacing(Fraction(7, freq_per_week), Fraction(median(gaps)))


def due_until(*, started: date, freq_per_week: int, planned: int, today: date) -> int:
    """Sessions that the dose has called for until today, the first on the day of the start."""
    if freq_per_week < 1 or today < started:
        return 0
    return min(planned, (today - started).days * freq_per_week // 7 + 1)

"""How far a plan is behind its own schedule. Pure; a project rule."""

from datetime import date, timedelta
from fractions import Fraction


def days_behind(*, started: date, freq_per_week: int, planned: int, done: int, today: date) -> int:
    """Whole days since the next session of the plan was due; 0 if it is not, or if none is left.

    Of f sessions a week the first is due on the day of the start, the next ones every 7/f days.
    """
    if freq_per_week < 1 or done >= planned:
        return 0
    due = started + timedelta(days=int(Fraction(7 * done, freq_per_week)))
    return max(0, (today - due).days)

"""PURE: until when a record is kept, and by when a request is answered. Dates of the clinic's wall.

Ten years after the last entry, and for somebody treated as a child ten years after they came of age, whichever is
later [N2]; requests after HIPAA and GDPR Art. 12 (docs/privacy.md).
"""

from datetime import date, timedelta

YEARS, ADULT_AT = 10, 18
COPY, AMENDMENT, ERASURE = "copy", "amendment", "erasure"
ANSWER_DAYS = {COPY: 30, AMENDMENT: 60, ERASURE: 30}
# GDPR counts a month, which in February is shorter than 30 days.
WITHIN_A_MONTH = frozenset({COPY, ERASURE})


def kept_until(
    last_entry: date, birth_date: date | None, years: int = YEARS, adult_at: int = ADULT_AT
) -> date:
    """The last day on which the record is kept; it may go on the day after. `years` at least 1."""
    if years < 1:
        raise ValueError("years: a record is kept for a year at least")
    until = in_years(last_entry, years)
    return until if birth_date is None else max(until, in_years(birth_date, adult_at + years))


def is_over(today: date, until: date) -> bool:
    return today > until


def due_date(kind: str, asked: date) -> date:
    """The last day on which the request is answered in time. Raises KeyError for an unknown kind."""
    due = asked + timedelta(days=ANSWER_DAYS[kind])
    return min(due, in_a_month(asked)) if kind in WITHIN_A_MONTH else due


def in_years(day: date, years: int) -> date:
    """The same day `years` later; the 29th of February becomes the 1st of March, never a day less."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def in_a_month(day: date) -> date:
    """The same day of the next month, or its last day."""
    first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - timedelta(days=1)).day))

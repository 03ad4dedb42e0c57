"""Seven days at a time, for pages that list open times."""

from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """From `first` to `last`, both included; `before` is None where only the past is left."""

    first: date
    last: date
    before: date | None
    after: date


def week_of(first: date, present: date) -> Week:
    """Seven days from `first`, but never from before today."""
    first = min(max(first, present), present + timedelta(days=730))
    before = max(first - timedelta(days=DAYS), present)
    return Week(
        first=first,
        last=first + timedelta(days=DAYS - 1),
        before=before if first > present else None,
        after=first + timedelta(days=DAYS),
    )

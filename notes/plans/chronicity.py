"""How long a problem has lasted. The 6-week split matches [C6b]; 12 weeks is the standard "chronic" [T3]."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime
from typing import Literal

Kind = Literal["acute", "subacute", "chronic"]
SUBACUTE_FROM_DAYS = 42
CHRONIC_FROM_DAYS = 84
LONG_MONTHS = 4


@dataclass(frozen=True, slots=True)
class Chronicity:
    """four_month: the founding article's own mark [S], four calendar months, shown beside the kind."""

    kind: Kind
    days: int
    four_month: bool


def classify(onset: date, on: date) -> Chronicity:
    """Class the days from onset to `on`; both are calendar dates where the patient is.

    Raises ValueError for an onset after `on`, or for anything but dates.
    """
    for name, value in (("onset", onset), ("on", on)):
        if not isinstance(value, date) or isinstance(value, datetime):
            raise ValueError(f"{name}: {value!r} is not a date")
    days = (on - onset).days
    if days < 0:
        raise ValueError(f"onset: {onset} is after {on}")
    kind: Kind = "chronic"
    if days < CHRONIC_FROM_DAYS:
        kind = "subacute" if days >= SUBACUTE_FROM_DAYS else "acute"
    return Chronicity(kind, days, _has_lasted(onset, on))


def onset_date(year: int, month: int | None = None, day: int | None = None) -> date:
    """The date an onset counts from: an unknown day or month is the first one. Raises ValueError for no
    such date.
    """
    if month is None and day is not None:
        raise ValueError("month: a day without a month is not a date")
    return date(year, 1 if month is None else month, 1 if day is None else day)


def _has_lasted(onset: date, on: date) -> bool:
    years, month = divmod(onset.month - 1 + LONG_MONTHS, 12)
    year = onset.year + years
    if year > MAXYEAR:
        return False
    day = min(onset.day, monthrange(year, month + 1)[1])
    return on >= date(year, month + 1, day)

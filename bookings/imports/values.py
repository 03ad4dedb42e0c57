"""Cells become dates, instants, addresses and states, or say why not. Standard library only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bookings.availability.hours import readings

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril", "may mayo",
            "jun june junio", "jul july julio", "aug august ago agosto", "sep sept september septiembre",
            "oct october octubre", "nov november noviembre", "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: de)?[ -]([^\W\d_]{3,10})\.?,?(?: de)?[ -](\d{4})(?!\d)")
MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
WEEKDAY = re.compile(r"^[^\W\d_]{2,10}\.?,? (?=\d|[^\W\d_])")
CLOCK = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap])?\.?\s*(?:m\b\.?)?", re.IGNORECASE
)
HOUR = re.compile(r"(\d{1,2})\s*([ap])\.?\s*m\.?", re.IGNORECASE)
OFFSET = re.compile(r"(Z|UTC|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
MAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"'.]+(\.[^@\s,;<>\"'.]+)+")
PHONE_SIGNS = re.compile(r"[\d\s()+./xext-]{5,40}", re.IGNORECASE)
FORMULA = ("=", "@")
FIRST_YEAR, LAST_YEAR = 1900, 2200
NO = frozenset(("0", "false", "no", "n", "f", "null", "none", "nil", "-"))

CANCELLED = frozenset(
    ("cancelled", "canceled", "cancelado", "cancelada", "late cancellation", "late cancel", "late cancelled",
     "cancelled late", "deleted", "rescheduled")
)  # fmt: skip
MISSED = frozenset(
    ("no show", "noshow", "did not arrive", "dna", "did not attend", "missed", "no se presentó", "absent")
)
TAKEN = frozenset(
    (
        "completed",
        "complete",
        "arrived",
        "attended",
        "fulfilled",
        "done",
        "finished",
        "paid",
        "checked in",
        "completada",
    )
)
BOOKED = frozenset(
    ("", "booked", "confirmed", "scheduled", "unconfirmed", "active", "reserved", "pending", "draft", "approved", "unarrived",
     "not arrived", "reservada")
)  # fmt: skip


class Bad(Exception):
    """This cell cannot be used; `code` names the sentence that says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a cell says of time: a date, perhaps a wall-clock time, perhaps the distance from UTC."""

    day: date
    clock: time | None
    instant: datetime | None = None


def order_of(cells: Iterable[str]) -> str:
    """How dates are written: "dmy" or "mdy", "" if every one reads both ways, "iso" if none of them could."""
    seen = False
    for cell in cells:
        found = NUMERIC.search(cell)
        if not found or ISO.search(cell):
            continue
        first, sign, second = int(found[1]), found[2], int(found[3])
        if sign == "." or first > 12:
            return "dmy"
        if second > 12:
            return "mdy"
        seen = seen or first != second
    return "" if seen else "iso"


def date_in(cell: str, order: str) -> date:
    """The date of a cell; `order` settles numbers that read both ways. Raises Bad."""
    return moment_in(cell, order).day


def moment_in(cell: str, order: str) -> Moment:
    """A date with or without a time. Raises Bad (bad_date, bad_time)."""
    text = " ".join(cell.split())
    day, rest = _day(text, order)
    rest = rest.strip(" ,T\t")
    if not rest:
        return Moment(day, None)
    distance = OFFSET.search(rest)
    clock = clock_in(rest[: distance.start()].strip() if distance else rest)
    if distance is None:
        return Moment(day, clock)
    zone = "+00:00" if distance[1].upper() in ("Z", "UTC") else distance[1]
    at = datetime.fromisoformat(f"{day.isoformat()}T{clock.isoformat()}{zone}")
    return Moment(day, clock, at.astimezone(UTC))


def clock_in(cell: str) -> time:
    """A time of day: 9:30, 09:30:00, 9:30 pm, 9 pm. Raises Bad."""
    found = CLOCK.fullmatch(cell.strip())
    short = None if found else HOUR.fullmatch(cell.strip())
    if found:
        hour, minute, half = int(found[1]), int(found[2]), found[4]
    elif short:
        hour, minute, half = int(short[1]), 0, short[2]
    else:
        raise Bad("bad_time")
    if half:
        if not 1 <= hour <= 12:
            raise Bad("bad_time")
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise Bad("bad_time") from error


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """What the wall clock of `zone` shows, as UTC. Raises Bad: that time is skipped, or comes twice, when clocks change."""
    found = readings(zone, datetime.combine(day, clock))
    if len(found) != 1:
        raise Bad("time_twice" if found else "time_skipped")
    return datetime.fromtimestamp(found[0], UTC)


def _day(text: str, order: str) -> tuple[date, str]:
    """The date at the beginning of a text, and what follows."""
    for start in (text, WEEKDAY.sub("", text, count=1)):
        if found := ISO.match(start):
            return _date(found[1], found[2], found[3]), start[found.end() :]
        if found := NUMERIC.match(start):
            day, month = (found[3], found[1]) if _is_month_first(found, order) else (found[1], found[3])
            year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
            return _date(year, month, day), start[found.end() :]
        if found := DAY_FIRST.match(start):
            return _date(found[3], _month(found[2]), found[1]), start[found.end() :]
        if found := MONTH_FIRST.match(start):
            return _date(found[3], _month(found[1]), found[2]), start[found.end() :]
    raise Bad("bad_date")


def _is_month_first(found: re.Match[str], order: str) -> bool:
    return found[2] != "." and order == "mdy"


def _month(name: str) -> int:
    if (number := MONTHS.get(name.casefold())) is None:
        raise Bad("bad_date")
    return number


def _date(year: str, month: str | int, day: str) -> date:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Bad("bad_date") from error
    if not FIRST_YEAR <= made.year <= LAST_YEAR:
        raise Bad("bad_date")
    return made


def name_in(cell: str, most: int = 80) -> str:
    """A name in one line. Raises Bad: too long, or a formula."""
    name = " ".join(cell.split())
    if name.startswith(FORMULA):
        raise Bad("formula")
    if len(name) > most:
        raise Bad("too_long")
    return name


def email_in(cell: str) -> str:
    """An address, or nothing. Raises Bad."""
    text = cell.strip().removeprefix("mailto:").strip("<> ")
    if text and (not MAIL.fullmatch(text) or len(text) > 254):
        raise Bad("bad_email")
    return text


def phone_in(cells: Iterable[str]) -> str:
    """The first of several numbers that is one; words beside it ("Mobile: 0171 ...") are left out. Empty without any."""
    for cell in cells:
        for part in re.split(r"[;\n,|]", cell):
            bare = re.sub(r"^[^\d+(]+", "", part).strip()
            digits = sum(sign.isdigit() for sign in bare)
            if PHONE_SIGNS.fullmatch(bare) and 5 <= digits <= 15:
                return bare
    return ""


def sex_in(cell: str) -> str:
    """As the record has it; what is not said or not known is empty."""
    first = cell.strip().casefold()
    if first in ("f", "female", "woman", "mujer", "femenino"):
        return "female"
    if first in ("m", "male", "man", "hombre", "masculino"):
        return "male"
    return "other" if first in ("other", "x", "nonbinary", "non-binary", "otro") else ""


def is_said(cell: str) -> bool:
    """Whether a column that is yes or no, or a moment or nothing, says yes."""
    said = cell.strip().casefold()
    return bool(said) and said not in NO


def state_in(cell: str) -> str:
    """ "cancelled", "missed", "taken" or "booked". Raises Bad: another word."""
    word = " ".join(re.sub(r"[_-]+", " ", cell).casefold().split())
    for state, words in (("booked", BOOKED), ("taken", TAKEN), ("missed", MISSED), ("cancelled", CANCELLED)):
        if word in words:
            return state
    raise Bad("unknown_status")

"""Rows of a recognised file become people and visits, or a refusal with the column that is at fault. Standard library only."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bookings.imports.reading import Line
from bookings.imports.shapes import Shape
from bookings.imports.values import (
    Bad,
    Moment,
    clock_in,
    email_in,
    instant_of,
    is_said,
    moment_in,
    name_in,
    order_of,
    phone_in,
    sex_in,
    state_in,
)

T = TypeVar("T")
LENGTH = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*(?:m|min|mins|minutes?|minutos?)?\.?", re.ASCII)
HOURS = re.compile(r"(\d{1,2})(?::|\s*h\s*)(\d{2})(?::\d{2}|\s*m(?:in)?)?", re.ASCII)
CUSTOMER_ROLES = ("", "3", "customer")
OLDEST = timedelta(days=125 * 366)
LONGEST_VISIT, SHORTEST_VISIT = timedelta(hours=12), timedelta(minutes=5)
DATES = {"patients": ("birth_date",), "visits": ("starts", "ends", "booked")}


class Refused(Exception):
    """The row does not come in: `code` names the sentence, `column` is the file's own name of the column at fault."""

    def __init__(self, code: str, column: str = "") -> None:
        self.code, self.column = code, column
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`external_id` is the other system's, or made of what the row says."""

    number: int
    external_id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    birth_date: date | None
    sex: str
    language: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """`starts` and `ends` as the file says them; `state` is booked, taken, missed or cancelled.

    The patient is named by the other system's id, by a name as written (`names`: last and first, or one text), or both.
    """

    number: int
    external_id: str
    patient_id: str
    names: tuple[str, str]
    email: str
    phone: str
    therapist: str
    service: str
    place: str
    starts: Moment
    ends: Moment | None
    minutes: int | None
    state: str
    booked: Moment | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of one file: its shape, how its dates are written, today's date."""

    shape: Shape
    order: str
    today: date

    def person(self, line: Line) -> PersonRow:
        """Raises Refused."""
        cell = self.cell
        if cell(line, "role").casefold() not in CUSTOMER_ROLES:
            raise Refused("not_a_customer", self.shape.name_of("role"))
        first, last = self._names(line)
        if not first or not last:
            raise Refused(
                "no_last_name" if first else "no_first_name",
                self._named("last_name" if first else "first_name"),
            )
        born = self._of(line, "birth_date", self._birth_date)
        email = self._of(line, "email", email_in) or ""
        phone = phone_in(self.cells(line, "phone"))
        own = self._external_id(line, "id") or _made_of(first, last, email, phone, str(born or ""))
        return PersonRow(
            line.number, own, first, last, email, phone, born,
            sex_in(cell(line, "sex")), cell(line, "language")[:2].casefold(),
        )  # fmt: skip

    def visit(self, line: Line) -> VisitRow:
        """Raises Refused."""
        cell = self.cell
        if is_said(cell(line, "blocked")):
            raise Refused("blocked_time", self.shape.name_of("blocked"))
        starts = self._moment(line, "starts", "starts_time")
        if starts is None or (starts.clock is None and starts.instant is None):
            raise Refused("no_start", self._named("starts"))
        names = self._names(line)
        patient_id = self._external_id(line, "patient_id")
        if not (patient_id or any(names) or cell(line, "email")):
            raise Refused("no_patient", self._named("name"))
        own = self._external_id(line, "id") or _made_of(
            str(starts),
            patient_id,
            *names,
            cell(line, "email"),
            cell(line, "therapist"),
            cell(line, "service"),
        )
        return VisitRow(
            line.number, own, patient_id, names, self._of(line, "email", email_in) or "",
            phone_in(self.cells(line, "phone")), cell(line, "therapist")[:200], cell(line, "service")[:200],
            cell(line, "place")[:200], starts, self._moment(line, "ends", "ends_time"), self._minutes(line),
            self._state(line), self._booked(line),
        )  # fmt: skip

    def cell(self, line: Line, field: str) -> str:
        return next(iter(self.cells(line, field)), "")

    def cells(self, line: Line, field: str) -> list[str]:
        places = self.shape.columns.get(field, ())
        return [line.cells[place] for place in places if place < len(line.cells)]

    def _named(self, field: str) -> str:
        return self.shape.name_of(field) or self.shape.name_of("name")

    def _names(self, line: Line) -> tuple[str, str]:
        """First and last name; one text is parted at its comma or before its last word."""
        first = self._of(line, "first_name", name_in) or ""
        last = self._of(line, "last_name", name_in) or ""
        whole = self._of(line, "name", lambda text: name_in(text, 160)) or ""
        if first or last or not whole:
            return first, last
        if "," in whole:
            last, _, first = whole.partition(",")
        else:
            first, _, last = whole.rpartition(" ")
        return first.strip()[:80], last.strip()[:80]

    def _of(self, line: Line, field: str, read: Callable[[str], T]) -> T | None:
        """What `read` makes of the cell; nothing of an empty one."""
        text = self.cell(line, field)
        if not text:
            return None
        try:
            return read(text)
        except Bad as bad:
            raise Refused(bad.code, self.shape.name_of(field)) from bad

    def _birth_date(self, text: str) -> date:
        born = moment_in(text, self.order).day
        if not self.today - OLDEST <= born <= self.today:
            raise Bad("bad_birth_date")
        return born

    def _external_id(self, line: Line, field: str) -> str:
        own = self.cell(line, field)
        return own if len(own) <= 60 else _made_of(own)

    def _moment(self, line: Line, field: str, beside: str) -> Moment | None:
        """A column of dates, with the time in it or in the column beside it."""
        at = self._of(line, field, lambda text: moment_in(text, self.order))
        clock = self._of(line, beside, clock_in)
        if at is None:
            start = self._of(line, "starts", lambda text: moment_in(text, self.order))
            return Moment(start.day, clock) if clock and start else None
        return Moment(at.day, clock) if clock and at.clock is None else at

    def _minutes(self, line: Line) -> int | None:
        text = self.cell(line, "minutes").casefold()
        if not text:
            return None
        if found := LENGTH.fullmatch(text):
            return round(float(found[1]))
        if found := HOURS.fullmatch(text):
            return int(found[1]) * 60 + int(found[2])
        raise Refused("bad_length", self.shape.name_of("minutes"))

    def _state(self, line: Line) -> str:
        for field, state in (("cancelled", "cancelled"), ("missed", "missed"), ("arrived", "taken")):
            if is_said(self.cell(line, field)):
                return state
        try:
            return state_in(self.cell(line, "status"))
        except Bad as bad:
            raise Refused(bad.code, self.shape.name_of("status")) from bad

    def _booked(self, line: Line) -> Moment | None:
        """When it was booked, if the file says so in a way that can be read: nothing hangs on it."""
        try:
            return self._of(line, "booked", lambda text: moment_in(text, self.order))
        except Refused:
            return None


def order_in(shape: Shape, lines: Sequence[Line]) -> str:
    """How the dates of the file are written: "dmy", "mdy", "iso", or "" if it has to be asked."""
    orders = [
        order_of(line.cells[place] for line in lines if place < len(line.cells))
        for field in DATES[shape.what]
        for place in shape.columns.get(field, ())
    ]
    for order in ("dmy", "mdy", ""):
        if order in orders:
            return order
    return "iso"


def span_of(
    row: VisitRow, zone: ZoneInfo, usual_minutes: int, named: Mapping[str, str]
) -> tuple[datetime, datetime]:
    """Start and end as instants in UTC: wall times are those of `zone`. `named` has the columns. Raises Refused."""
    starts = _instant(row.starts, zone, named.get("starts", ""))
    if row.ends is not None and (row.ends.clock or row.ends.instant):
        ends = _instant(row.ends, zone, named.get("ends", ""))
    else:
        ends = starts + timedelta(minutes=row.minutes or usual_minutes)
    if not SHORTEST_VISIT <= ends - starts <= LONGEST_VISIT:
        raise Refused("bad_length", named.get("ends") or named.get("minutes", ""))
    return starts, ends


def booked_at(row: VisitRow, zone: ZoneInfo) -> datetime | None:
    if row.booked is None:
        return None
    if row.booked.instant:
        return row.booked.instant
    wall = datetime.combine(row.booked.day, row.booked.clock or time())
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _instant(moment: Moment, zone: ZoneInfo, column: str) -> datetime:
    if moment.instant:
        return moment.instant
    try:
        return instant_of(moment.day, moment.clock or time(), zone)
    except Bad as bad:
        raise Refused(bad.code, column) from bad


def _made_of(*parts: str) -> str:
    """An id for a row that has none: the same words give the same."""
    said = "\x1f".join(" ".join(part.casefold().split()) for part in parts)
    return "#" + hashlib.sha256(said.encode()).hexdigest()[:40]

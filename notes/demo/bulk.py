"""Years of past appointments at the speed of COPY: days packed once and stamped again and again.

All constraints hold while the rows go in; nothing is switched off. Each appointment has the events that it
would have, but no messages: they would have left long ago.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.functional import cached_property

from bookings.availability.hours import instant
from bookings.models import Appointment, AppointmentEvent, Patient
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.demo.packing import Cell, pack_day
from notes.demo.people import admit_regulars

CHUNK = 25_000
VARIANTS = 4
USUAL_FILL = 0.9
VISITS_A_PATIENT = 25
FEWEST_PATIENTS = 120
FARTHEST = timedelta(days=365 * 40)
Status, Reason = Appointment.Status, Appointment.CancelReason
# What became of them: status, reason of cancelling, hours before the start at which it was cancelled.
FATES = (
    *[(Status.FULFILLED, "", 0)] * 86,
    *[(Status.NO_SHOW, "", 0)] * 4,
    *[(Status.CANCELLED, Reason.WORK, 50)] * 4,
    *[(Status.CANCELLED, Reason.ILLNESS, 30)] * 3,
    *[(Status.CANCELLED, Reason.ILLNESS, 5)] * 3,
)
VARYING = (
    "id public_id token patient_id status starts_at ends_at occupies_from occupies_until created_at "
    "cancelled_at cancellation_reason is_late_cancel"
).split()
EVENT_COLUMNS = "appointment_id kind at actor user_id revision data".split()
HOUR = 3600


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A cell, ready to be put on any day: seconds relative to its start, and its unchanging columns."""

    therapist: int
    minute: int
    before: int
    length: int
    until: int
    notice: int
    tail: str


def load_past(
    house: House, count: int, *, before: date, weeks: int | None, dice: Dice, tell: Callable[[str], None]
) -> int:
    """Up to `count` appointments on earlier days than `before` that have none yet, within `weeks` of today if given."""
    past = _Past(house, dice, house.today - (timedelta(weeks=weeks) if weeks else FARTHEST), before)
    share = min(1.0, count / max(past.capacity, 1)) if weeks else USUAL_FILL
    regulars = admit_regulars(
        house,
        max(count // len(house.therapists) // VISITS_A_PATIENT, FEWEST_PATIENTS),
        dice.stream("regulars"),
    )
    tell(f"{sum(map(len, regulars.values())):,} patients")
    writer = _Writer(house, regulars, dice.stream("rows"))
    rows = islice(past.chosen(share), count)
    done, began = 0, time.monotonic()
    with connection.cursor() as cursor:
        # Foreign keys are checked chunk by chunk; deferred, millions of checks would pile up in memory.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        while chunk := list(islice(rows, CHUNK)):
            writer.copy(cursor, chunk)
            done += len(chunk)
            tell(
                f"{done:,} of {count:,} past appointments, {done / (time.monotonic() - began):,.0f} a second"
            )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return done


class _Past:
    """The times that could have been booked on the days before, but for those of the stories, backwards."""

    def __init__(self, house: House, dice: Dice, first: date, before: date) -> None:
        self.house, self.dice, self.first = house, dice, first
        self.last = before - timedelta(days=1)
        starts = Appointment.objects.filter(clinic=house.clinic).values_list("starts_at", flat=True)
        self.lived = {at.astimezone(house.zone).date() for at in starts}
        self.packed: dict[tuple[object, ...], Sequence[_Stamp]] = {}

    @cached_property
    def capacity(self) -> int:
        return sum(len(stamps) for _day, stamps in self._days())

    def chosen(self, share: float) -> Iterator[tuple[date, _Stamp]]:
        """That share of them, evenly spread."""
        owed = 0.0
        for day, stamps in self._days():
            for stamp in stamps:
                owed += share
                if owed >= 1 - 1e-9:
                    owed -= 1
                    yield day, stamp

    def _days(self) -> Iterator[tuple[date, Sequence[_Stamp]]]:
        day = self.last
        while day >= self.first:
            if day not in self.lived:
                yield day, self._stamps(day)
            day -= timedelta(days=1)

    def _stamps(self, day: date) -> Sequence[_Stamp]:
        """Days with the same shifts share a few packings."""
        shifts = self.house.shifts_on(day)
        variant = day.toordinal() // 7 % VARIANTS
        key = (variant, *((s.therapist.pk, s.location.pk, s.start, s.end) for s in shifts))
        if key not in self.packed:
            _wished, cells = pack_day(self.house, shifts, self.dice.stream("day", len(self.packed)))
            self.packed[key] = [_stamp(self.house, cell) for cell in cells]
        return self.packed[key]


@dataclass
class _Writer:
    """Turns stamped days into lines of COPY's text format."""

    house: House
    regulars: Mapping[int, Sequence[Patient]]
    dice: Dice
    turns: dict[int, int] = field(default_factory=dict)
    shown: dict[int, str] = field(default_factory=dict)

    def copy(self, cursor: Any, chunk: Sequence[tuple[date, _Stamp]]) -> None:
        lines: list[str] = []
        events: list[str] = []
        self.shown.clear()
        for key, (day, stamp) in zip(_new_keys(cursor, len(chunk)), chunk, strict=True):
            self._write(key, day, stamp, lines, events)
        constant = [str(f.column) for f in Appointment._meta.concrete_fields if f.column not in VARYING]
        _copy(cursor, Appointment._meta.db_table, [*VARYING, *constant], lines)
        _copy(cursor, AppointmentEvent._meta.db_table, EVENT_COLUMNS, events)

    def _write(self, key: int, day: date, stamp: _Stamp, lines: list[str], events: list[str]) -> None:
        at, dice = self._at, self.dice
        start = instant(self.house.zone, day, stamp.minute, "start")
        end = start + stamp.length
        booked = start - (3 + int(dice.random() * 21)) * 24 * HOUR - int(dice.random() * 8) * HOUR
        status, reason, hours = FATES[int(dice.random() * len(FATES))]
        over = start - hours * HOUR if reason else end
        lines.append(
            f"{key}\t{dice.public_id()}\t{dice.token()}\t{self._patient(stamp.therapist)}\t{status}\t"
            f"{at(start)}\t{at(end)}\t{at(start - stamp.before)}\t{at(start + stamp.until)}\t{at(booked)}\t"
            f"{at(over) if reason else NULL}\t{reason}\t{'t' if reason and hours < stamp.notice else 'f'}\t"
            f"{stamp.tail}"
        )
        by_staff = f"staff\t{self._staff}"
        data = f'{{"late": {"true" if hours < stamp.notice else "false"}, "reason": "{reason}"}}'
        events.append(f"{key}\tbooked\t{at(booked)}\tpatient\t{NULL}\t1\t{{}}\n")
        events.append(
            f"{key}\tcancelled\t{at(over)}\tpatient\t{NULL}\t1\t{data}\n"
            if reason
            else f"{key}\t{status}\t{at(over)}\t{by_staff}\t1\t{{}}\n"
        )

    @cached_property
    def _staff(self) -> str:
        return str(self.house.reception.pk) if self.house.reception else NULL

    def _patient(self, therapist: int) -> int:
        """Each in turn: there are more regulars than visits in a fortnight, so none is in two places."""
        theirs = self.regulars[therapist]
        turn = self.turns.get(therapist, 0)
        self.turns[therapist] = (turn + 1) % len(theirs)
        return theirs[turn].pk

    def _at(self, seconds: int) -> str:
        shown = self.shown.get(seconds)
        if shown is None:
            shown = self.shown[seconds] = datetime.fromtimestamp(seconds, UTC).isoformat()
        return shown


NULL = r"\N"


def _stamp(house: House, cell: Cell) -> _Stamp:
    """Columns that are the same on every day come from the model itself, defaults and encryption included."""
    service, length = cell.option.service, cell.option.minutes * 60
    row = Appointment(
        clinic=house.clinic,
        option=cell.option,
        therapist=cell.therapist,
        location=cell.location,
        room=cell.room,
        time_zone=cell.location.time_zone,
        source=Appointment.Source.STAFF,
        price=cell.option.price,
        currency=cell.option.currency,
        cancel_notice_hours=house.clinic.policy.cancel_notice_hours,
    )
    constant = [
        _text(column.get_db_prep_save(getattr(row, column.attname), connection))
        for column in Appointment._meta.concrete_fields
        if column.column not in VARYING
    ]
    return _Stamp(
        therapist=cell.therapist.pk,
        minute=cell.minute,
        before=service.buffer_before_minutes * 60,
        length=length,
        until=length + service.buffer_after_minutes * 60,
        notice=row.cancel_notice_hours,
        tail="\t".join(constant) + "\n",
    )


def _text(value: Any) -> str:
    """A value as COPY's text format has it."""
    match value:
        case None:
            return NULL
        case bool():
            return "t" if value else "f"
        case int() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return rf"\\x{bytes(value).hex()}"
        case str():
            return value.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")
    raise TypeError(f"{value!r} is of no kind that a constant column has")


def _new_keys(cursor: Any, count: int) -> list[int]:
    """Primary keys taken from the sequence, so that others may insert at the same time."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        [Appointment._meta.db_table, count],
    )
    return [key for (key,) in cursor.fetchall()]


def _copy(cursor: Any, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for start in range(0, len(lines), 1000):
            copy.write("".join(lines[start : start + 1000]))

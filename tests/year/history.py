"""What the calendar, the address book and the clinics' rules were when: written by the database itself, by triggers.

The reckoning reads these, not the events that the service writes. The simulated time comes from the clock.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import connection

EARLY = datetime(1970, 1, 1, tzinfo=UTC)
# Of each table: what is kept, under the key first named.
KEPT = {
    "bookings_appointment": "id, status, starts_at, revision, patient_id, series_id",
    "bookings_patient": "id, email, guardian_id, quiet_from_minute, quiet_to_minute",
    "bookings_bookingpolicy": "clinic_id, reminder_offsets_hours, quiet_from_minute, quiet_to_minute",
}
SET_UP = """
CREATE TABLE year_{table} AS SELECT 0::bigint AS n, now() AS at, {columns} FROM {table} LIMIT 0;
CREATE SEQUENCE year_{table}_n;
CREATE FUNCTION year_{table}_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO year_{table} VALUES (
        nextval('year_{table}_n'), coalesce(nullif(current_setting('year.now', true), '')::timestamptz, 'epoch'), {new}
    );
    RETURN NULL;
END $$;
CREATE TRIGGER year_write AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION year_{table}_write();
"""
TAKE_DOWN = """
DROP TRIGGER IF EXISTS year_write ON {table}; DROP FUNCTION IF EXISTS year_{table}_write;
DROP TABLE IF EXISTS year_{table}; DROP SEQUENCE IF EXISTS year_{table}_n;
"""


@dataclass(frozen=True, slots=True)
class VisitThen:
    at: datetime
    status: str
    starts_at: datetime
    revision: int
    patient: int | None
    series: int | None


@dataclass(frozen=True, slots=True)
class PersonThen:
    at: datetime
    email: str
    guardian: int | None
    quiet_from: int | None
    quiet_to: int | None


@dataclass(frozen=True, slots=True)
class RulesThen:
    at: datetime
    offsets: list[int]
    quiet_from: int
    quiet_to: int


Row = TypeVar("Row", VisitThen, PersonThen, RulesThen)


class Book(Generic[Row]):
    """All rows of one table by key, in the order in which they were written."""

    def __init__(self, table: str, row: type[Row]) -> None:
        self.pages: dict[int, list[Row]] = defaultdict(list)
        for key, *values in _read(table):
            self.pages[key].append(row(*values))
        self._times = {key: [one.at for one in rows] for key, rows in self.pages.items()}

    def then(self, key: int | None, moment: datetime) -> Row | None:
        """How it stood at `moment`; None if it was not there yet."""
        if key is None or key not in self.pages:
            return None
        number = bisect_right(self._times[key], moment)
        return self.pages[key][number - 1] if number else None


class History:
    """Read once, after what is reckoned about has happened."""

    def __init__(self) -> None:
        self.visits = Book("bookings_appointment", VisitThen)
        self.people = Book("bookings_patient", PersonThen)
        self.rules = Book("bookings_bookingpolicy", RulesThen)
        self.series: dict[int, list[int]] = defaultdict(list)
        for key, rows in self.visits.pages.items():
            if rows[-1].series:
                self.series[rows[-1].series].append(key)

    def told(self, patient: int | None, moment: datetime) -> PersonThen | None:
        """Who was written to about a patient then: whoever answers for one without an address, or the patient."""
        person = self.people.then(patient, moment)
        if person and not person.email and person.guardian:
            return self.people.then(person.guardian, moment)
        return person


@contextmanager
def written_down() -> Iterator[None]:
    """While this lasts, every change of the tables in KEPT is kept, with the simulated time."""
    _do(TAKE_DOWN)
    _do(SET_UP)
    try:
        yield
    finally:
        _do(TAKE_DOWN)


def _do(statements: str) -> None:
    with connection.cursor() as cursor:
        for table, columns in KEPT.items():
            new = ", ".join(f"NEW.{column.strip()}" for column in columns.split(","))
            cursor.execute(statements.format(table=table, columns=columns, new=new))


def _read(table: str) -> list[tuple[Any, ...]]:
    key, _, rest = KEPT[table].partition(", ")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, at, {rest} FROM year_{table} ORDER BY n")
        return list(cursor.fetchall())

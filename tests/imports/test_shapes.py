"""Files of each system, as they are read: which system, which columns, which rows come in and why others do not."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bookings.imports.examples import EXAMPLES
from bookings.imports.reading import Unreadable, decode, delimiter_of, read_lines
from bookings.imports.rows import PersonRow, Reader, Refused, VisitRow, order_in, span_of
from bookings.imports.shapes import Shape, plain, recognise
from tests.imports.bringing import fixture

TODAY = date(2027, 6, 7)
NEW_YORK = ZoneInfo("America/New_York")


def read(content: bytes, order: str = "") -> tuple[Shape, list[Any]]:
    shape, lines = recognise(read_lines(content))
    reader = Reader(shape, order or order_in(shape, lines), TODAY)
    return shape, [_row(reader, line) for line in lines]


def _row(reader: Reader, line: Any) -> Any:
    try:
        return reader.person(line) if reader.shape.what == "patients" else reader.visit(line)
    except Refused as why:
        return (line.number, why.code, why.column)


@pytest.mark.parametrize(
    ("name", "source", "what", "refused"),
    [
        (
            "easyappointments-customers", "easyappointments", "patients",
            [(4, "no_last_name", "last_name"), (5, "bad_email", "email"), (6, "not_a_customer", "id_roles")],
        ),
        ("easyappointments-appointments", "easyappointments", "visits", [(4, "blocked_time", "is_unavailability")]),
        ("cliniko-patients", "cliniko", "patients", [(4, "bad_date", "Date of birth")]),
        ("cliniko-appointments", "cliniko", "visits", []),
        ("jane-patients", "jane", "patients", [(4, "formula", "First Name")]),
        ("jane-appointments", "jane", "visits", []),
    ],
)  # fmt: skip
def test_each_system_is_recognised(
    name: str, source: str, what: str, refused: list[tuple[int, str, str]]
) -> None:
    shape, rows = read(fixture(name))
    assert (shape.source, shape.what) == (source, what)
    assert [row for row in rows if isinstance(row, tuple)] == refused


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("easyappointments-customers", ("41", "+1 202 555 0101", None, "")),
        ("cliniko-patients", ("1083640", "0412 555 101", date(1985, 12, 10), "female")),
        ("jane-patients", ("7", "(604) 555-0101", date(1985, 12, 10), "female")),
    ],
)
def test_a_person_of_each(name: str, expected: tuple[Any, ...]) -> None:
    ada, jose = read(fixture(name))[1][:2]
    assert isinstance(ada, PersonRow)
    assert (ada.external_id, ada.phone, ada.birth_date, ada.sex) == expected
    assert (ada.first_name, ada.last_name, ada.email) == ("Ada", "Byron", "ada.byron@example.org")
    assert (jose.first_name, jose.last_name) == ("José", "Núñez")


@pytest.mark.parametrize(
    ("name", "states", "patient", "therapist", "service", "minutes"),
    [
        ("easyappointments-appointments", ["booked", "booked", "cancelled", "booked"], "41", "2", "1", 60),
        ("cliniko-appointments", ["taken", "missed", "booked", "cancelled"], "1083640", "Maya Okafor", "Massage", 60),
        ("jane-appointments", ["taken", "missed", "booked", "cancelled"], "7", "Maya Okafor", "Massage 60", 60),
    ],
)  # fmt: skip
def test_a_visit_of_each(
    name: str, states: list[str], patient: str, therapist: str, service: str, minutes: int
) -> None:
    visits = [row for row in read(fixture(name))[1] if isinstance(row, VisitRow)]
    assert [visit.state for visit in visits] == states
    first = visits[0]
    assert (first.patient_id, first.therapist, first.service) == (patient, therapist, service)
    starts, ends = span_of(first, NEW_YORK, 45, {})
    assert starts == datetime(2027, 5, 3, 13, tzinfo=UTC)
    assert (ends - starts).total_seconds() == minutes * 60


def test_our_own_examples_are_read() -> None:
    for what, rows in EXAMPLES.items():
        shape, read_rows = read("\n".join(",".join(row) for row in rows).encode())
        assert (shape.source, shape.what, shape.left) == ("tend", what, ())
        assert not [row for row in read_rows if isinstance(row, tuple)]


def test_a_row_without_an_id_is_known_by_what_it_says() -> None:
    header, row = b"First name,Last name,Email\n", b"Ada,Byron,ada@example.org\n"
    once, again = read(header + row)[1][0], read(header + b"ADA , Byron,Ada@example.org\n")[1][0]
    other = read(header + b"Ada,Byron,other@example.org\n")[1][0]
    assert once.external_id.startswith("#")
    assert once.external_id == again.external_id != other.external_id


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_encodings_and_separators(encoding: str, sign: str) -> None:
    table = [
        ["First name", "Last name", "Email", *(f"Unknown {n}" for n in range(50))],
        ["José", "Peña", "j@example.org"],
    ]
    text = "\r\n".join(sign.join(row) for row in table)
    shape, (row,) = read(text.encode(encoding))
    assert (row.first_name, row.last_name) == ("José", "Peña")
    assert len(shape.left) == 50


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"a,b\n1,2\n", "no_header"),
        (b"x" * (20 * 1024 * 1024 + 1), "too_large"),
        (b"," * 300, "too_many_columns"),
        (b'first_name,last_name\n"' + b"a" * 200_000, "damaged"),
    ],
)
def test_what_is_no_table_is_told(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as told:
        recognise(read_lines(content))
    assert told.value.code == code


def test_names_of_columns_are_compared_without_dress() -> None:
    assert (
        plain("customerFirstName")
        == plain("customer.first_name")
        == plain(" Customer  First-Name ")
        == "customer first name"
    )


def test_quotes_keep_lines_and_signs_together() -> None:
    lines = read_lines(
        b'first_name,last_name,notes\r\nAda,Byron,"one, two\r\n""three"""\r\n\r\nMei,Chen,\r\n'
    )
    assert [line.number for line in lines] == [1, 2, 4]
    assert lines[1].cells[2] == 'one, two\n"three"'
    assert delimiter_of('"a;b;c;d",x,y') == ","
    assert decode("Ñ".encode("cp1252")) == "Ñ"

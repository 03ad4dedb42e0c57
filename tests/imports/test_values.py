"""Cells: dates in each way that they are written, clocks, the night when they change, addresses, states."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bookings.imports.reading import clean
from bookings.imports.values import (
    Bad,
    clock_in,
    date_in,
    email_in,
    instant_of,
    moment_in,
    name_in,
    order_of,
    phone_in,
    state_in,
)

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "31/01/2026"], "dmy"), (["03/04/2026", "01/31/2026"], "mdy"), (["03/04/2026"], ""),
        (["03.04.2026"], "dmy"), (["2026-04-03", ""], "iso"), (["05/05/2026"], "iso"), (["May 4, 2026"], "iso"), ([], "iso"),
    ],
)  # fmt: skip
def test_how_dates_are_written_is_found_or_asked(cells: list[str], order: str) -> None:
    assert order_of(cells) == order


@pytest.mark.parametrize(
    "cell",
    ["2026-05-04", "2026/5/4", "4/5/2026", "4-5-2026", "04.05.2026", "4/5/26", "4 May 2026", "May 4, 2026", "Mon, May 4th 2026", "4 de mayo de 2026", "2026-05-04 00:00:00"],
)  # fmt: skip
def test_one_day_in_many_ways(cell: str) -> None:
    assert date_in(cell, "dmy") == date(2026, 5, 4)


@pytest.mark.parametrize(
    "cell", ["yesterday", "31/31/2026", "30/02/2026", "0000-00-00", "1", "2026", "04/05", "May"]
)
def test_what_is_no_date(cell: str) -> None:
    with pytest.raises(Bad):
        date_in(cell, "dmy")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("9:30", "09:30"), ("09:30:15", "09:30"), ("9:30 pm", "21:30"), ("12:05 AM", "00:05"), ("12 p.m.", "12:00"), ("9.30", "09:30"), ("21h15", "21:15")],
)  # fmt: skip
def test_clocks(cell: str, shown: str) -> None:
    assert clock_in(cell) == time.fromisoformat(shown)


@pytest.mark.parametrize("cell", ["25:00", "13:00 pm", "soon", "9", ""])
def test_what_is_no_clock(cell: str) -> None:
    with pytest.raises(Bad):
        clock_in(cell)


def test_a_moment_with_its_distance_from_utc_is_an_instant() -> None:
    assert moment_in("2026-05-04T09:30:00Z", "iso").instant == datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    assert moment_in("2026-05-04T09:30:00+10:00", "iso").instant == datetime(2026, 5, 3, 23, 30, tzinfo=UTC)
    assert moment_in("2026-05-04 09:30", "iso").instant is None


def test_the_nights_when_clocks_change() -> None:
    assert instant_of(date(2026, 7, 1), time(9), NEW_YORK) == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert instant_of(date(2026, 1, 1), time(9), NEW_YORK) == datetime(2026, 1, 1, 14, tzinfo=UTC)
    for day, code in ((date(2026, 3, 8), "time_skipped"), (date(2026, 11, 1), "time_twice")):
        with pytest.raises(Bad) as told:
            instant_of(day, time(2, 30) if code == "time_skipped" else time(1, 30), NEW_YORK)
        assert told.value.code == code


def test_addresses_and_numbers() -> None:
    assert email_in(" Ada@Example.org ") == "Ada@Example.org"
    assert phone_in(["", "Mobile: +44 20 7946 0000"]) == "+44 20 7946 0000"
    assert phone_in(["n/a", "12"]) == ""
    for cell in ("ada", "a@b", "a b@c.org", "a@b.org, c@d.org"):
        with pytest.raises(Bad):
            email_in(cell)


def test_formulas_do_no_harm() -> None:
    assert clean("'+44 20 7946 0000") == "+44 20 7946 0000"
    assert clean("Ada\x00\x07\u202e Byron").split() == ["Ada", "Byron"]
    for cell in ("=1+1", "@SUM(A1)"):
        with pytest.raises(Bad):
            name_in(cell)


def test_states() -> None:
    said = {
        "Booked": "booked",
        "no_show": "missed",
        "late-cancellation": "cancelled",
        "Arrived": "taken",
        "": "booked",
    }
    assert {word: state_in(word) for word in said} == said
    with pytest.raises(Bad):
        state_in("somewhere")

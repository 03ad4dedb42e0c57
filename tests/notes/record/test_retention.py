"""Until when a record is kept and by when a request is answered: pure dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.record.retention import due_date, in_a_month, in_years, is_over, kept_until

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("last_entry", "born", "until"),
    [
        (date(2027, 6, 7), None, date(2037, 6, 7)),
        (date(2027, 6, 7), date(1980, 1, 1), date(2037, 6, 7)),
        (date(2027, 6, 7), date(2009, 6, 8), date(2037, 6, 8)),  # a day short of eighteen at the last entry
        (date(2027, 6, 7), date(2020, 3, 1), date(2048, 3, 1)),
        (date(2028, 2, 29), None, date(2038, 3, 1)),
    ],
)
def test_ten_years_and_for_a_child_ten_after_eighteen(
    last_entry: date, born: date | None, until: date
) -> None:
    assert kept_until(last_entry, born) == until
    assert not is_over(until, until)
    assert is_over(until + timedelta(days=1), until)


def test_a_clinic_may_keep_longer_but_never_not_at_all() -> None:
    assert kept_until(date(2027, 6, 7), None, years=15) == date(2042, 6, 7)
    with pytest.raises(ValueError, match="years"):
        kept_until(date(2027, 6, 7), None, years=0)


@given(DAYS, st.none() | DAYS, st.integers(1, 40))
def test_never_before_either_bound(last_entry: date, born: date | None, years: int) -> None:
    until = kept_until(last_entry, born, years)
    assert until >= in_years(last_entry, years)
    assert until.year - last_entry.year >= years
    if born is not None:
        assert until >= in_years(born, 18 + years)


@pytest.mark.parametrize(
    ("kind", "asked", "due"),
    [
        ("copy", date(2027, 6, 7), date(2027, 7, 7)),
        ("copy", date(2027, 7, 7), date(2027, 8, 6)),  # thirty days come before the month is over
        ("copy", date(2027, 1, 31), date(2027, 2, 28)),  # and the month before thirty days
        ("erasure", date(2027, 12, 31), date(2028, 1, 30)),
        ("amendment", date(2027, 6, 7), date(2027, 8, 6)),
    ],
)
def test_the_clocks_of_requests(kind: str, asked: date, due: date) -> None:
    assert due_date(kind, asked) == due


@given(DAYS)
def test_no_clock_runs_longer_than_either_law_allows(asked: date) -> None:
    assert asked < due_date("copy", asked) <= min(asked + timedelta(days=30), in_a_month(asked))
    assert due_date("amendment", asked) == asked + timedelta(days=60)
    assert (in_a_month(asked).month - asked.month) % 12 == 1

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.plans.chronicity import classify, onset_date

NEW_YEAR = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("on", "kind", "days"),
    [
        (date(2025, 1, 1), "acute", 0),
        (date(2025, 2, 11), "acute", 41),
        (date(2025, 2, 12), "subacute", 42),
        (date(2025, 3, 25), "subacute", 83),
        (date(2025, 3, 26), "chronic", 84),
        (date(2025, 5, 1), "chronic", 120),
    ],
)
def test_kinds(on, kind, days):
    found = classify(NEW_YEAR, on)
    assert (found.kind, found.days) == (kind, days)


@pytest.mark.parametrize(
    ("onset", "on", "four_month"),
    [
        (NEW_YEAR, date(2025, 4, 30), False),
        (NEW_YEAR, date(2025, 5, 1), True),
        (date(2024, 10, 31), date(2025, 2, 27), False),
        (date(2024, 10, 31), date(2025, 2, 28), True),
        (date(2023, 10, 31), date(2024, 2, 28), False),
        (date(2023, 10, 31), date(2024, 2, 29), True),
        (date(2024, 9, 15), date(2025, 1, 15), True),
        (date(9999, 10, 1), date(9999, 12, 31), False),
    ],
)
def test_four_calendar_months_end_with_the_month(onset, on, four_month):
    assert classify(onset, on).four_month is four_month


def test_future_onset_is_refused():
    with pytest.raises(ValueError, match="onset"):
        classify(date(2025, 1, 2), NEW_YEAR)


@pytest.mark.parametrize("value", [None, "2025-01-01", datetime(2025, 1, 1, tzinfo=UTC)])
def test_only_dates_are_read(value):
    with pytest.raises(ValueError, match="on"):
        classify(NEW_YEAR, value)


def test_rough_onsets_count_from_their_first_day():
    assert onset_date(2024) == date(2024, 1, 1)
    assert onset_date(2024, 6) == date(2024, 6, 1)
    assert onset_date(2024, 6, 9) == date(2024, 6, 9)
    with pytest.raises(ValueError, match="month"):
        onset_date(2024, day=3)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 2000))
def test_four_months_is_always_chronic(onset, days):
    found = classify(onset, onset + timedelta(days=days))
    assert not found.four_month or found.kind == "chronic"
    assert found.four_month or found.days < 123

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.plans import dose

START = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("freq", "minutes", "weeks", "sessions", "total"),
    [(2, 60, 4, 8, 480), (3, 60, 4, 12, 720), (1, 30, 1, 1, 30)],
)
def test_planned_dose(freq, minutes, weeks, sessions, total):
    assert dose.planned(freq, minutes, weeks) == dose.PlannedDose(sessions, total)


@pytest.mark.parametrize(
    ("field", "values"), [("freq_per_week", (0, 60, 4)), ("minutes", (1, True, 4)), ("weeks", (1, 60, 0.5))]
)
def test_planned_dose_names_what_cannot_be(field, values):
    with pytest.raises(ValueError, match=field):
        dose.planned(*values)


@pytest.mark.parametrize(
    ("planned", "needed"), [(0, 2), (1, 2), (4, 2), (5, 3), (6, 3), (7, 4), (8, 4), (12, 4)]
)
def test_half_of_the_sessions_make_a_review_due(planned, needed):
    assert dose.sessions_to_review(planned) == needed


def days(*numbers):
    return [START + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("planned", "attended", "due"),
    [
        (8, (), 28),
        (8, (2, 5, 9), 28),
        (8, (9, 2, 5, 12, 15), 12),
        (4, (2, 30), 28),
        (4, (-3, 2, 6), 6),
    ],
)
def test_review_falls_due_by_sessions_or_four_weeks(planned, attended, due):
    assert dose.review_due(planned, days(*attended), START) == START + timedelta(days=due)


def test_adherence_formulas():
    assert dose.home(9, 12) == 0.75
    assert dose.home(14, 12) == 1
    assert dose.home(9, 12, not_ready=3) == 1
    assert dose.home(0, 3, not_ready=3) is None
    assert dose.attendance(8, 1, 1) == Fraction(4, 5)
    assert dose.attendance(0, 0, 0) is None
    assert dose.attendance(0, 2, 0) == 0
    assert dose.delivered(240, 480) == 0.5
    assert dose.delivered(0, 0) is None
    with pytest.raises(ValueError, match="late_cancel"):
        dose.attendance(1, 1, -1)


@pytest.mark.parametrize(
    ("share", "band"),
    [
        (None, None),
        (Fraction(0), "low"),
        (Fraction(49, 100), "low"),
        (0.5, "partial"),
        (0.75, "partial"),
        (Fraction(799, 1000), "partial"),
        (Fraction(4, 5), "good"),
        (1, "good"),
    ],
)
def test_adherence_bands(share, band):
    assert dose.band(share) == band


@given(st.integers(0, 60), st.integers(0, 40), st.integers(0, 40))
def test_home_share_is_between_none_and_all(logged, prescribed, not_ready):
    share = dose.home(logged, prescribed, not_ready)
    assert (share is None) is (prescribed <= not_ready)
    assert share is None or 0 <= share <= 1

"""Adherence over 28 days and streaks, as tables."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.homecare.keeping import Given, kept, streak
from notes.plans.dose import band

TODAY = date(2027, 6, 28)


def days(*ago: int) -> frozenset[date]:
    return frozenset(TODAY - timedelta(days=n) for n in ago)


def test_nine_of_twelve_is_partial() -> None:
    share = kept([Given(3, TODAY - timedelta(days=60), None, days(*range(0, 27, 3)))], (), TODAY)
    assert share == Fraction(9, 12)
    assert band(share) == "partial"


@pytest.mark.parametrize(
    ("start_ago", "end_ago", "per_week", "done", "resting", "share"),
    [
        (27, None, 7, range(28), (), Fraction(1)),
        (27, None, 7, range(14), (), Fraction(1, 2)),
        (27, None, 7, range(14), range(14, 28), Fraction(1)),
        (27, None, 7, (), range(28), None),
        (6, None, 7, range(7), (), Fraction(1)),
        (6, None, 3, range(7), (), Fraction(1)),
        (0, None, 3, (), (), None),
        (90, 40, 7, range(41, 60), (), None),
        (27, 14, 7, range(15, 22), (), Fraction(7, 13)),
    ],
)
def test_share(
    start_ago: int, end_ago: int | None, per_week: int, done: object, resting: object, share: Fraction | None
) -> None:
    end = None if end_ago is None else TODAY - timedelta(days=end_ago)
    one = Given(per_week, TODAY - timedelta(days=start_ago), end, days(*done))  # type: ignore[misc]
    assert kept([one], days(*resting), TODAY) == share  # type: ignore[misc]


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)), st.integers(1, 7), st.integers(0, 60))
def test_a_share_stays_in_range_and_rest_never_lowers_it(
    done: set[int], resting: set[int], per_week: int, start: int
) -> None:
    one = Given(per_week, TODAY - timedelta(days=start), None, days(*done))
    share, rested = kept([one], (), TODAY), kept([one], days(*resting), TODAY)
    assert share is None or 0 <= share <= 1
    assert rested is None or share is None or rested >= share


@pytest.mark.parametrize(
    ("done", "resting", "per_week", "run"),
    [
        ((), (), 7, 0),
        ((0, 1, 2), (), 7, 3),
        ((1, 2, 3), (), 7, 3),
        ((2, 3), (), 7, 0),
        ((0, 2, 3), (1,), 7, 3),
        ((0, 2, 3), (), 7, 1),
        ((0, 3, 6), (), 3, 3),
        ((0, 5), (), 3, 2),
        ((0, 6), (), 3, 1),
    ],
)
def test_streaks(done: tuple[int, ...], resting: tuple[int, ...], per_week: int, run: int) -> None:
    assert streak(days(*done), days(*resting), TODAY, per_week) == run

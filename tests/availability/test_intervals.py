"""IntervalSet against the plainest model there is: a set of whole numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.availability.intervals import Interval, IntervalSet

pairs = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)
interval_lists = st.lists(pairs.map(lambda pair: Interval(*pair)), max_size=8)


def points(intervals: object) -> set[int]:
    return {point for interval in intervals for point in range(interval.start, interval.end)}


@given(interval_lists, interval_lists)
def test_the_operators_do_what_sets_of_points_do(one: list[Interval], other: list[Interval]) -> None:
    a, b = IntervalSet(one), IntervalSet(other)
    assert points(a) == points(one)
    assert points(a | b) == points(one) | points(other)
    assert points(a & b) == points(one) & points(other)
    assert points(a - b) == points(one) - points(other)


@given(interval_lists, interval_lists)
def test_results_are_sorted_disjoint_not_touching_and_never_empty(
    one: list[Interval], other: list[Interval]
) -> None:
    a, b = IntervalSet(one), IntervalSet(other)
    for result in (a, a | b, a & b, a - b):
        bounds = [bound for interval in result for bound in (interval.start, interval.end)]
        assert bounds == sorted(set(bounds))


@given(interval_lists, st.integers(0, 40), st.integers(0, 40))
def test_covers_means_within_one_interval(one: list[Interval], start: int, end: int) -> None:
    if start < end:
        assert IntervalSet(one).covers(start, end) == (set(range(start, end)) <= points(one))


@given(interval_lists)
def test_equal_points_are_equal_sets(one: list[Interval]) -> None:
    assert IntervalSet(one) == IntervalSet(reversed(one)) == IntervalSet(IntervalSet(one))
    assert hash(IntervalSet(one)) == hash(IntervalSet(reversed(one)))
    assert bool(IntervalSet(one)) == bool(points(one))


def test_an_interval_is_half_open_and_never_backwards() -> None:
    assert 3 in Interval(3, 5)
    assert 5 not in Interval(3, 5)
    assert not Interval(3, 5).overlaps(Interval(5, 7))
    with pytest.raises(ValueError, match="before it starts"):
        Interval(5, 3)

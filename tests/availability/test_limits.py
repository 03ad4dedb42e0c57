"""Caps, deep work in a row and "no holes", by table; and the reason given is None exactly for what is offered."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.availability.hours import start_grid
from bookings.availability.intervals import IntervalSet
from bookings.availability.limits import Limits, Visit
from bookings.availability.slots import (
    RoomCalendar,
    SiteCalendar,
    TherapistCalendar,
    Treatment,
    Window,
    open_slots,
)
from bookings.availability.why import Why, why_not

DAY = date(2027, 6, 8)
ZONE = ZoneInfo("UTC")
MIDNIGHT = int(datetime(2027, 6, 8, tzinfo=UTC).timestamp())
HOUR = 3600
SITE = SiteCalendar(1, ZONE, [RoomCalendar(1, IntervalSet())])
WINDOW = Window(DAY, DAY, 0, 30)


def hour(clock: float) -> int:
    return MIDNIGHT + int(clock * HOUR)


def therapist(limits: Limits, *visits: tuple[float, float, bool], off: tuple[float, float] | None = None):
    hours = IntervalSet.of_pairs([(hour(9), hour(17))])
    away = IntervalSet.of_pairs([(hour(off[0]), hour(off[1]))] if off else [])
    done = [Visit(hour(start), hour(end), deep) for start, end, deep in visits]
    busy = IntervalSet.of_pairs((visit.start, visit.end) for visit in done)
    return TherapistCalendar(1, {1: hours - away}, busy, limits, done, {1: hours})


def starts(one: TherapistCalendar, length: int = HOUR, *, deep: bool = False) -> list[float]:
    days = open_slots([one], SITE, Treatment(length, is_deep=deep), WINDOW)
    return [(slot.starts_at - MIDNIGHT) / HOUR for slot in days[DAY]]


def test_a_cap_is_never_exceeded() -> None:
    capped = Limits(most_seconds_a_day=3 * HOUR)
    assert len(starts(therapist(capped, (9, 10, False), (10, 11, False)))) == 11
    assert starts(therapist(capped, (9, 10, False), (10, 11, False)), 90 * 60) == []
    assert starts(therapist(capped, (9, 12, False))) == []
    assert len(starts(therapist(Limits(), (9, 12, False)))) == 9


@pytest.mark.parametrize(
    ("visits", "deep_at_eleven"),
    [
        ([], True),
        ([(9, 10, True)], True),
        ([(9, 10, True), (10, 11, True)], False),
        ([(9, 10, True), (12, 13, True)], False),
        ([(9, 10, True), (10, 11, False), (12, 13, True)], True),
        ([(13, 14, True), (14, 15, True)], False),
    ],
)
def test_deep_work_in_a_row(visits: list[tuple[float, float, bool]], deep_at_eleven: bool) -> None:
    one = therapist(Limits(most_deep_in_a_row=2), *visits)
    assert (11 in starts(one, deep=True)) == deep_at_eleven
    assert 11 in starts(one)


def test_adjacent_means_touching_a_booking_or_an_edge_once_the_day_has_one() -> None:
    adjacent = Limits(is_adjacent=True)
    assert len(starts(therapist(adjacent))) == 15
    assert starts(therapist(adjacent, (12, 13, False))) == [9, 11, 13, 16]
    assert starts(therapist(adjacent, (12, 13, False), off=(14, 15))) == [9, 11, 13, 15, 16]


limits = st.builds(
    Limits,
    most_seconds_a_day=st.none() | st.integers(1, 6).map(lambda hours: hours * HOUR),
    most_deep_in_a_row=st.none() | st.integers(1, 3),
    is_adjacent=st.booleans(),
)
visits = st.lists(
    st.tuples(st.integers(9, 15), st.integers(1, 2), st.booleans()).map(lambda v: (v[0], v[0] + v[1], v[2])),
    max_size=4,
    unique_by=lambda v: v[0],
)


@settings(max_examples=300, deadline=None)
@given(limits, visits, st.sampled_from([None, (10, 12), (16, 18)]), st.booleans(), st.integers(0, 12))
def test_a_reason_is_given_exactly_for_what_is_not_offered(
    rules: Limits,
    booked: list[tuple[float, float, bool]],
    off: tuple[float, float] | None,
    deep: bool,
    notice: int,
) -> None:
    one = therapist(rules, *booked, off=off)
    treatment = Treatment(HOUR, 0, 900, is_deep=deep)
    window = Window(DAY, DAY, hour(notice), 30)
    offered = {slot.starts_at for slot in open_slots([one], SITE, treatment, window)[DAY]}
    for at in range(MIDNIGHT, MIDNIGHT + 24 * HOUR, 900):
        reason = why_not(one, SITE, treatment, window, at)
        assert (reason is None) == (at in offered), (at, reason)


def test_the_reasons_in_the_order_of_asking() -> None:
    one = therapist(Limits(), (12, 13, False), off=(15, 16))
    no_rooms = SiteCalendar(1, ZONE, [])
    taken = SiteCalendar(1, ZONE, [RoomCalendar(1, IntervalSet.of_pairs([(hour(9), hour(17))]))])
    plain, buffered = Treatment(HOUR), Treatment(HOUR, 0, 1800)
    late = Window(DAY, DAY, hour(10), 30)
    cases: list[tuple[Why | None, SiteCalendar, Treatment, Window, float]] = [
        (None, SITE, plain, WINDOW, 10),
        (Why.NOTICE, SITE, plain, late, 9),
        (Why.HORIZON, SITE, plain, Window(DAY, DAY - timedelta(days=1), 0, 30), 10),
        (Why.GRID, SITE, plain, WINDOW, 10.25),
        (Why.NOT_WORKING, SITE, plain, WINDOW, 8),
        (Why.TOO_LONG, SITE, plain, WINDOW, 16.5),
        (Why.TIME_OFF, SITE, plain, WINDOW, 14.5),
        (Why.BOOKED, SITE, plain, WINDOW, 11.5),
        (Why.BUFFER, SITE, buffered, WINDOW, 11),
        (Why.NO_SUCH_ROOM, no_rooms, plain, WINDOW, 10),
        (Why.ROOMS_TAKEN, taken, plain, WINDOW, 10),
    ]
    for expected, site, treatment, window, clock in cases:
        assert why_not(one, site, treatment, window, hour(clock)) == expected, (expected, clock)


def test_the_skipped_hour_is_not_on_the_grid() -> None:
    zone, day = ZoneInfo("America/New_York"), date(2027, 3, 14)
    grid = start_grid(zone, day, 30)
    midnight = grid[0]
    assert midnight + 2 * HOUR in grid
    assert len(grid) == 46

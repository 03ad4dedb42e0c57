"""Who fits a time and in which order: by table, and as properties over random lists."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.waitlist.matching import (
    STOP,
    History,
    Objection,
    Time,
    Visit,
    Wish,
    may_suit,
    objection,
    ranked,
)

NOW = datetime(2027, 6, 7, 12, 0, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)
# Wednesday, ten in the morning in New York.
TEN = datetime(2027, 6, 9, 14, 0, tzinfo=UTC)
TIME = Time(TEN, TEN + HOUR, therapist=1, location=1, zone=NEW_YORK)
WISH = Wish(
    entry=1, patient=1, option=1, first_date=date(2027, 6, 7), last_date=date(2027, 6, 30),
    since=NOW - timedelta(days=9),
)  # fmt: skip


def at(hours: float) -> Time:
    """The time that starts so many hours from now."""
    start = NOW + timedelta(hours=hours)
    return replace(TIME, starts_at=start, ends_at=start + HOUR)


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        ({}, True),
        ({"therapists": frozenset({1, 2})}, True),
        ({"therapists": frozenset({2})}, False),
        ({"location": 1}, True),
        ({"location": 2}, False),
        ({"weekdays": frozenset({2})}, True),
        ({"weekdays": frozenset({0, 1, 3, 4, 5, 6})}, False),
        ({"from_minute": 10 * 60}, True),
        ({"from_minute": 10 * 60 + 1}, False),
        ({"until_minute": 10 * 60 + 1}, True),
        ({"until_minute": 10 * 60}, False),
        ({"first_date": date(2027, 6, 9), "last_date": date(2027, 6, 9)}, True),
        ({"first_date": date(2027, 6, 10)}, False),
        ({"last_date": date(2027, 6, 8)}, False),
    ],
)
def test_every_part_of_a_wish_counts(wish: dict[str, Any], fits: bool) -> None:
    found = objection(replace(WISH, **wish), TIME, History(), NOW)
    assert found is (None if fits else Objection.NOT_WISHED)


def test_days_and_hours_are_those_of_the_wall() -> None:
    """Ten in the evening of Wednesday in New York is two in the morning of Thursday in UTC."""
    late = datetime(2027, 6, 10, 2, 0, tzinfo=UTC)
    time = replace(TIME, starts_at=late, ends_at=late + HOUR)
    wednesdays = replace(WISH, weekdays=frozenset({2}), from_minute=22 * 60, last_date=date(2027, 6, 9))
    assert objection(wednesdays, time, History(), NOW) is None
    assert objection(replace(WISH, weekdays=frozenset({3})), time, History(), NOW) is Objection.NOT_WISHED


@pytest.mark.parametrize(
    ("hours", "notice", "is_offered"),
    [(2, 0, True), (1.99, 0, False), (24, 24, True), (23.9, 24, False), (2, 1, True)],
)
def test_two_hours_before_the_start_it_stops_and_more_notice_is_respected(
    hours: float, notice: int, is_offered: bool
) -> None:
    wish = replace(WISH, notice=timedelta(hours=notice))
    found = objection(wish, at(hours), History(), NOW)
    assert found is (None if is_offered else Objection.TOO_LATE)


def visit(hours_after_ten: float, option: int = 2) -> Visit:
    start = TEN + timedelta(hours=hours_after_ten)
    return Visit(start, start + HOUR, option)


@pytest.mark.parametrize(
    ("history", "why"),
    [
        (History(visits=(visit(0.5),)), Objection.IS_BUSY),
        (History(visits=(visit(1),)), None),
        (History(visits=(visit(-1),)), None),
        (History(visits=(visit(-3, option=1),)), Objection.COMES_SOONER),
        (History(visits=(visit(-3, option=2),)), None),
        (History(visits=(visit(48, option=1),)), None),
        (History(offered=(visit(0),)), Objection.OFFERED_BEFORE),
        (History(offered=(visit(0.5),)), Objection.OFFERED_BEFORE),
        (History(offered=(visit(1),)), None),
        (History(has_open_offer=True), Objection.HAS_OPEN_OFFER),
    ],
)
def test_what_is_known_of_the_patient_counts(history: History, why: Objection | None) -> None:
    assert objection(WISH, TIME, history, NOW) is why


def test_a_visit_that_is_over_is_no_sooner_one() -> None:
    history = History(visits=(Visit(NOW - HOUR, NOW, option=1),))
    assert objection(WISH, TIME, history, NOW) is None


def test_furthest_behind_plan_comes_first_then_who_waits_longest() -> None:
    wishes = [
        replace(WISH, entry=1, patient=1, gap_days=0, since=NOW - timedelta(days=90)),
        replace(WISH, entry=2, patient=2, gap_days=3, since=NOW - timedelta(days=1)),
        replace(WISH, entry=3, patient=3, gap_days=12, since=NOW),
        replace(WISH, entry=4, patient=4, gap_days=3, since=NOW - timedelta(days=2)),
    ]
    found = ranked(wishes, {1: [TIME]}, {}, near=TEN, now=NOW)
    assert [match.wish.entry for match in found] == [3, 4, 2, 1]


def test_everybody_gets_their_own_time_nearest_to_what_came_free() -> None:
    times = [replace(TIME, starts_at=TEN + n * HOUR, ends_at=TEN + (n + 1) * HOUR) for n in (-1, 0, 1)]
    late_riser = replace(WISH, entry=2, patient=2, from_minute=11 * 60)
    found = ranked([WISH, late_riser], {1: times}, {}, near=TEN, now=NOW)
    assert [match.time.starts_at for match in found] == [TEN, TEN + HOUR]


wishes = st.lists(
    st.builds(
        Wish,
        entry=st.integers(1, 50),
        patient=st.integers(1, 8),
        option=st.integers(1, 2),
        first_date=st.dates(date(2027, 6, 5), date(2027, 6, 12)),
        last_date=st.dates(date(2027, 6, 5), date(2027, 6, 20)),
        since=st.datetimes(datetime(2027, 5, 1), datetime(2027, 6, 7), timezones=st.just(UTC)),
        therapists=st.frozensets(st.integers(1, 3), max_size=2),
        weekdays=st.frozensets(st.integers(0, 6), min_size=1),
        from_minute=st.integers(0, 1200),
        until_minute=st.integers(600, 1440),
        notice=st.timedeltas(timedelta(0), timedelta(days=2)),
        gap_days=st.integers(0, 20),
    ),
    max_size=20,
    unique_by=lambda wish: wish.entry,
)
starts = st.datetimes(datetime(2027, 6, 7), datetime(2027, 6, 13), timezones=st.just(UTC))
visits = st.builds(lambda at, option: Visit(at, at + HOUR, option), starts, st.integers(1, 2))
histories = st.dictionaries(
    st.integers(1, 8),
    st.builds(
        History,
        st.lists(visits, max_size=2).map(tuple),
        st.lists(visits, max_size=2).map(tuple),
        st.booleans(),
    ),
)
times = st.lists(
    st.builds(lambda at, who: Time(at, at + HOUR, who, 1, NEW_YORK), starts, st.integers(1, 3)), max_size=6
)


@given(wishes, times, histories)
def test_nobody_is_matched_against_a_rule_and_nobody_who_fits_is_left_out(
    wishes: list[Wish], times: list[Time], histories: dict[int, History]
) -> None:
    found = ranked(wishes, {1: times, 2: times}, histories, near=TEN, now=NOW)
    for match in found:
        assert objection(match.wish, match.time, histories.get(match.wish.patient, History()), NOW) is None
        assert match.time.starts_at - NOW >= STOP
        assert may_suit(match.wish, match.time.therapist, match.time.starts_at, match.time.ends_at)
    fitting = {
        wish.patient
        for wish in wishes
        for time in times
        if objection(wish, time, histories.get(wish.patient, History()), NOW) is None
    }
    assert sorted(match.wish.patient for match in found) == sorted(fitting)
    order = [(-match.wish.gap_days, match.wish.since, match.wish.entry) for match in found]
    assert order == sorted(order)

"""Wall-clock hours over the days on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.availability.hours import DAY, WeeklyRule, instant, local_date, start_grid, working_hours

NINE, FIVE = 9 * 60, 17 * 60


def spans(zone: str, day: str, start: int, end: int) -> list[tuple[str, str]]:
    """The working hours of one day as wall-clock texts with offset."""
    on = date.fromisoformat(day)
    rule = WeeklyRule(on.weekday(), start, end)
    found = working_hours([rule], {}, ZoneInfo(zone), on, on)
    return [(text(zone, a), text(zone, b)) for a, b in found.pairs()]


def text(zone: str, at: int) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%m-%d %H:%M %z")


@pytest.mark.parametrize(
    ("zone", "day", "start", "end", "expected"),
    [
        ("America/New_York", "2027-03-14", NINE, FIVE, ("03-14 09:00 -0400", "03-14 17:00 -0400")),
        ("America/New_York", "2027-03-14", 150, 300, ("03-14 03:00 -0400", "03-14 05:00 -0400")),
        ("America/New_York", "2027-11-07", 90, 300, ("11-07 01:30 -0400", "11-07 05:00 -0500")),
        ("America/New_York", "2027-11-07", 30, 90, ("11-07 00:30 -0400", "11-07 01:30 -0500")),
        ("Europe/London", "2027-03-28", 0, 90, ("03-28 00:00 +0000", "03-28 02:00 +0100")),
        ("Australia/Lord_Howe", "2027-04-04", 60, 150, ("04-04 01:00 +1100", "04-04 02:30 +1030")),
        ("Asia/Kathmandu", "2027-05-05", NINE, FIVE, ("05-05 09:00 +0545", "05-05 17:00 +0545")),
        ("America/Santiago", "2026-09-06", 0, NINE, ("09-06 01:00 -0300", "09-06 09:00 -0300")),
        ("America/New_York", "2027-05-05", 22 * 60, 360, ("05-05 22:00 -0400", "05-06 06:00 -0400")),
        ("America/New_York", "2027-05-05", NINE, DAY, ("05-05 09:00 -0400", "05-06 00:00 -0400")),
    ],
)
def test_hours_are_what_the_wall_says(
    zone: str, day: str, start: int, end: int, expected: tuple[str, str]
) -> None:
    assert spans(zone, day, start, end) == [expected]


def test_hours_that_touch_at_midnight_are_one() -> None:
    zone = ZoneInfo("Europe/London")
    late = WeeklyRule(0, 20 * 60, DAY)
    early = WeeklyRule(1, 0, 4 * 60)
    found = working_hours([late, early], {}, zone, date(2027, 6, 7), date(2027, 6, 8))
    assert len(found) == 1


def test_an_override_replaces_what_starts_on_its_date_and_the_night_before_runs_on() -> None:
    zone = ZoneInfo("Europe/London")
    nights = [WeeklyRule(weekday, 22 * 60, 6 * 60) for weekday in range(7)]
    tuesday = date(2027, 6, 8)
    found = working_hours(nights, {tuesday: [(600, 720)]}, zone, tuesday, tuesday)
    assert [(text("Europe/London", a), text("Europe/London", b)) for a, b in found.pairs()] == [
        ("06-07 22:00 +0100", "06-08 06:00 +0100"),
        ("06-08 10:00 +0100", "06-08 12:00 +0100"),
    ]
    closed = working_hours(nights, {tuesday: []}, zone, tuesday, tuesday)
    assert len(closed) == 1


def test_validity_and_every_second_week() -> None:
    zone = ZoneInfo("Europe/London")
    start = date(2027, 6, 9)  # a Wednesday: weeks are counted from its Monday
    rule = WeeklyRule(0, NINE, FIVE, valid_from=start, valid_until=date(2027, 7, 12), every_weeks=2)
    found = working_hours([rule], {}, zone, date(2027, 6, 1), date(2027, 8, 1))
    assert [local_date(zone, a).isoformat() for a, _ in found.pairs()] == ["2027-06-21", "2027-07-05"]


def test_a_start_inside_a_gap_is_not_on_the_grid_and_a_fold_has_both() -> None:
    zone = ZoneInfo("America/New_York")
    gap = [text("America/New_York", at) for at in start_grid(zone, date(2027, 3, 14), 60)]
    assert gap[:4] == ["03-14 00:00 -0500", "03-14 01:00 -0500", "03-14 03:00 -0400", "03-14 04:00 -0400"]
    fold = [text("America/New_York", at) for at in start_grid(zone, date(2027, 11, 7), 60)]
    assert fold[:4] == ["11-07 00:00 -0400", "11-07 01:00 -0400", "11-07 01:00 -0500", "11-07 02:00 -0500"]


def test_every_zone_and_every_change_from_2026_to_2030() -> None:
    """On each day around a change: the grid is exactly the minutes that exist on the wall, twice if twice."""
    seen = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for day in days_with_a_change(zone):
            seen += 1
            start = int(datetime.combine(day, datetime.min.time(), UTC).timestamp()) - 15 * 3600
            minutes = range(start, start + 54 * 3600, 300)
            local = [(at, datetime.fromtimestamp(at, zone)) for at in minutes]
            expected = [
                at for at, wall in local if wall.date() == day and (wall.hour * 60 + wall.minute) % 15 == 0
            ]
            assert list(start_grid(zone, day, 15)) == expected, (name, day)
    assert seen > 1000


def days_with_a_change(zone: ZoneInfo) -> list[date]:
    found = []
    day = datetime(2026, 1, 1, 12, tzinfo=UTC)
    offset = day.astimezone(zone).utcoffset()
    while day.year < 2031:
        following = day + timedelta(days=1)
        if (after := following.astimezone(zone).utcoffset()) != offset:
            found += [day.astimezone(zone).date(), following.astimezone(zone).date()]
        day, offset = following, after
    return found


@settings(max_examples=200)
@given(
    st.sampled_from(["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca"]),
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.integers(0, DAY - 1),
)
def test_an_instant_shows_its_minute_on_the_wall_unless_that_is_skipped(
    name: str, day: date, minute: int
) -> None:
    zone = ZoneInfo(name)
    start, end = instant(zone, day, minute, "start"), instant(zone, day, minute, "end")
    assert start <= end
    wall = datetime.fromtimestamp(start, zone)
    if (wall.hour * 60 + wall.minute, wall.date()) != (minute, day):
        before = datetime.fromtimestamp(start - 1, zone)
        assert before.utcoffset() != wall.utcoffset(), "only the instant of a change may stand in"

"""When reminders leave: tables of days on which this goes wrong, then properties over any day."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.notifications.reminders import QuietHours, Reminder, leaves_at, plan_reminders

NIGHT = QuietHours(21 * 60, 8 * 60)
NONE = QuietHours(0, 0)
NEW_YORK = "America/New_York"
LONG_AGO = datetime(2027, 1, 1, tzinfo=UTC)


def wall(text: str, zone: str = NEW_YORK, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def planned(start: datetime, *, now=LONG_AGO, offsets=(72, 24), quiet=NIGHT, zone=NEW_YORK) -> list[Reminder]:
    return plan_reminders(starts_at=start, now=now, offsets_hours=offsets, quiet=quiet, zone=ZoneInfo(zone))


def send_times(*args, **kwargs) -> list[datetime]:
    return [reminder.send_at for reminder in planned(*args, **kwargs)]


def test_by_default_three_days_and_one_day_before():
    start = wall("2027-06-10T14:30")
    assert planned(start) == [
        Reminder(72, wall("2027-06-07T14:30"), useful_until=wall("2027-06-09T14:30")),
        Reminder(24, wall("2027-06-09T14:30"), useful_until=wall("2027-06-10T12:30")),
    ]


@pytest.mark.parametrize(
    ("hours_before", "left"),
    [(73, [72, 24]), (72, [24]), (71, [24]), (25, [24]), (24, []), (3, [])],
)
def test_an_offset_that_has_passed_at_booking_is_never_made_up_for(hours_before, left):
    start = wall("2027-06-10T14:30")
    reminders = planned(start, now=start - timedelta(hours=hours_before))
    assert [reminder.offset_hours for reminder in reminders] == left


@pytest.mark.parametrize(
    ("start", "offset", "now", "expected"),
    [
        # In the evening, in the small hours, and at the very bounds: before the night.
        ("2027-06-10T22:00", 24, "2027-06-01T12:00", "2027-06-09T20:45"),
        ("2027-06-10T07:00", 24, "2027-06-01T12:00", "2027-06-08T20:45"),
        ("2027-06-10T21:00", 24, "2027-06-01T12:00", "2027-06-09T20:45"),
        ("2027-06-10T20:59", 24, "2027-06-01T12:00", "2027-06-09T20:59"),
        ("2027-06-10T08:00", 24, "2027-06-01T12:00", "2027-06-09T08:00"),
        # Booked in the evening itself: the morning after, not minutes after the confirmation.
        ("2027-06-10T22:00", 24, "2027-06-09T19:45", "2027-06-09T20:45"),
        ("2027-06-10T22:00", 24, "2027-06-09T19:46", "2027-06-10T08:00"),
        ("2027-06-10T22:00", 24, "2027-06-09T21:30", "2027-06-10T08:00"),
        # Two hours before 09:00 is 07:00; at 08:00 an hour is left, which is too late to be of use.
        ("2027-06-10T09:00", 2, "2027-06-01T12:00", "2027-06-09T20:45"),
        ("2027-06-10T09:00", 2, "2027-06-09T22:00", None),
    ],
)
def test_quiet_hours_are_kept_by_leaving_before_them_or_else_after(start, offset, now, expected):
    times = send_times(wall(start), now=wall(now), offsets=[offset])
    assert times == ([wall(expected)] if expected else [])


def test_without_quiet_hours_the_night_is_as_good_as_the_day():
    assert send_times(wall("2027-06-10T03:00"), offsets=[24], quiet=NONE) == [wall("2027-06-09T03:00")]


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        # 24 absolute hours before: the clock went forward or back in between, so the wall shows another hour.
        ("2027-03-14T14:30", "America/New_York", "2027-03-13T13:30"),
        ("2027-11-07T14:30", "America/New_York", "2027-11-06T15:30"),
        ("2027-03-28T14:30", "Europe/London", "2027-03-27T13:30"),
        ("2027-04-04T14:30", "Australia/Lord_Howe", "2027-04-03T15:00"),
        ("2027-06-10T14:30", "Asia/Kathmandu", "2027-06-09T14:30"),
        # 24 h before 08:30 is 07:30 on the wall, in the quiet hours, because a clock was put forward.
        ("2027-03-14T08:30", "America/New_York", "2027-03-12T20:45"),
        # 24 h before 20:30 is 21:30, because a clock was put back.
        ("2027-11-07T20:30", "America/New_York", "2027-11-06T20:45"),
    ],
)
def test_offsets_are_hours_and_quiet_hours_are_on_the_wall_when_the_clock_changes(start, zone, expected):
    assert send_times(wall(start, zone), offsets=[24], zone=zone) == [wall(expected, zone)]


def test_instants_given_on_a_wall_count_as_instants():
    start = wall("2027-03-14T14:30").astimezone(ZoneInfo(NEW_YORK))
    now = (wall("2027-03-13T13:29")).astimezone(ZoneInfo(NEW_YORK))
    assert send_times(start, now=now, offsets=[24]) == [wall("2027-03-13T13:30")]


def test_quiet_hours_that_end_in_a_skipped_hour_end_with_the_change_and_in_a_doubled_one_at_its_second_pass():
    quiet, zone = QuietHours(22 * 60, 2 * 60 + 30), ZoneInfo(NEW_YORK)
    forward = leaves_at(wall("2027-03-13T23:00"), until=wall("2027-03-15T00:00"), quiet=quiet, zone=zone)
    assert forward == wall("2027-03-14T03:00")
    quiet = QuietHours(22 * 60, 60 + 30)
    back = leaves_at(wall("2027-11-06T23:00"), until=wall("2027-11-08T00:00"), quiet=quiet, zone=zone)
    assert back == wall("2027-11-07T01:30", fold=1)


def test_two_reminders_that_would_leave_together_are_one():
    reminders = planned(wall("2027-06-10T23:00"), offsets=[26, 24])
    assert [(r.offset_hours, r.send_at) for r in reminders] == [(24, wall("2027-06-09T20:45"))]


def test_almost_only_quiet_hours_leave_a_few_open_minutes_to_use():
    quiet = QuietHours(8 * 60 + 5, 8 * 60)
    assert send_times(wall("2027-06-10T14:30"), offsets=[24], quiet=quiet) == [wall("2027-06-09T08:00")]


ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca",
         "America/Santiago", "Pacific/Apia", "UTC"]  # fmt: skip
instants = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
nights = st.builds(QuietHours, st.integers(0, 1439), st.integers(0, 1439))
cases = given(
    start=instants,
    lead=st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
    offsets=st.lists(st.integers(0, 336), max_size=5),
    quiet=nights,
    zone=st.sampled_from(ZONES),
)


def is_quiet(moment: datetime, quiet: QuietHours, zone: str) -> bool:
    """Read off the wall, without the arithmetic under test."""
    local = moment.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    if quiet.start <= quiet.end:
        return quiet.start <= minute < quiet.end
    return minute >= quiet.start or minute < quiet.end


@cases
def test_no_reminder_leaves_in_quiet_hours_or_before_booking_or_when_it_is_of_no_use(
    start, lead, offsets, quiet, zone
):
    now = start - lead
    reminders = planned(start, now=now, offsets=offsets, quiet=quiet, zone=zone)
    for reminder in reminders:
        assert not is_quiet(reminder.send_at, quiet, zone)
        assert now < reminder.send_at < reminder.useful_until < start
    times = [reminder.send_at for reminder in reminders]
    assert times == sorted(set(times))
    assert all(one.useful_until <= other.send_at for one, other in itertools.pairwise(reminders))


@cases
def test_without_quiet_hours_each_offset_still_ahead_is_kept_to_the_second(start, lead, offsets, quiet, zone):
    now = start - lead
    ahead = {offset for offset in offsets if offset and start - timedelta(hours=offset) > now}
    reminders = planned(start, now=now, offsets=offsets, quiet=NONE, zone=zone)
    assert {r.offset_hours for r in reminders} == ahead
    assert all(r.send_at == start - timedelta(hours=r.offset_hours) for r in reminders)


@cases
def test_quiet_hours_never_add_a_reminder_and_move_one_by_less_than_two_days(
    start, lead, offsets, quiet, zone
):
    kept = planned(start, now=start - lead, offsets=offsets, quiet=quiet, zone=zone)
    free = planned(start, now=start - lead, offsets=offsets, quiet=NONE, zone=zone)
    assert {r.offset_hours for r in kept} <= {r.offset_hours for r in free}
    for reminder in kept:
        meant = start - timedelta(hours=reminder.offset_hours)
        assert abs(reminder.send_at - meant) < timedelta(days=2)

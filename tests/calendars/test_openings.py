"""What is open, asked of real rows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from bookings.appointments.hold import hold, release
from bookings.appointments.policy import OutsidePolicy, SlotTaken
from bookings.calendars import next_openings, next_openings_of_services, slots_by_day
from bookings.models import (
    DateOverride,
    Location,
    Room,
    ServiceOption,
    TimeOff,
    WeeklyHours,
)
from tests.factories import NOW, World, make_appointment, make_therapist, make_world

WEDNESDAY = date(2027, 6, 9)


def clocks(world: World, day: date = WEDNESDAY, **asked: object) -> list[str]:
    """The open starts of a day as the wall clock shows them."""
    days = slots_by_day(option=world.option, first=day, last=day, now=NOW, **asked)
    return [o.starts_at.astimezone(world.zone).strftime("%H:%M") for o in days[day]]


def test_an_empty_day_offers_every_start_of_the_grid(world: World) -> None:
    assert clocks(world) == [f"{h:02}:{m:02}" for h in range(9, 17) for m in (0, 30) if (h, m) <= (16, 0)]


def test_each_date_of_the_range_is_listed(world: World) -> None:
    days = slots_by_day(option=world.option, first=WEDNESDAY, last=date(2027, 6, 15), now=NOW)
    assert [(day.isoformat(), bool(openings)) for day, openings in days.items()] == [
        ("2027-06-09", True),
        ("2027-06-10", True),
        ("2027-06-11", True),
        ("2027-06-12", False),
        ("2027-06-13", False),
        ("2027-06-14", True),
        ("2027-06-15", True),
    ]


def test_work_that_goes_on_after_midnight_counts_for_the_evening_before(world: World) -> None:
    """A day that ends at 24:00 and one that starts at 00:00 are one, also when only the first is asked for."""
    evening = {"clinic": world.clinic, "therapist": world.therapist, "location": world.location}
    WeeklyHours.objects.create(weekday=WEDNESDAY.weekday(), start_minute=22 * 60, end_minute=1440, **evening)
    assert clocks(world)[-1] == "23:00"
    thursday = DateOverride.objects.create(
        date=WEDNESDAY + timedelta(days=1), intervals=[[0, 120]], **evening
    )
    assert clocks(world)[-1] == "23:30"
    thursday.delete()
    WeeklyHours.objects.create(
        weekday=3, start_minute=0, end_minute=120, valid_from=WEDNESDAY + timedelta(days=1), **evening
    )
    assert clocks(world)[-1] == "23:30"


@pytest.mark.parametrize("status", ["held", "pending", "booked", "arrived", "fulfilled"])
def test_what_occupies(world: World, status: str) -> None:
    values = {"hold_expires_at": NOW + timedelta(minutes=5)} if status == "held" else {}
    make_appointment(world, world.at(WEDNESDAY, "11:00"), status=status, **values)
    assert clocks(world)[:6] == ["09:00", "09:30", "10:00", "12:00", "12:30", "13:00"]


@pytest.mark.parametrize("status", ["cancelled", "no_show"])
def test_what_does_not_occupy(world: World, status: str) -> None:
    make_appointment(world, world.at(WEDNESDAY, "11:00"), status=status)
    assert "11:00" in clocks(world)


def test_an_expired_hold_does_not_occupy(world: World) -> None:
    make_appointment(
        world, world.at(WEDNESDAY, "11:00"), status="held", hold_expires_at=NOW - timedelta(seconds=1)
    )
    assert "11:00" in clocks(world)


def test_buffers_keep_apart_but_may_hang_over_the_edges(db: None) -> None:
    world = make_world(buffers=(15, 30))
    make_appointment(world, world.at(WEDNESDAY, "12:00"))
    # Before: ends + 30 must not pass 11:45. After: starts - 15 must not come before 13:30.
    assert clocks(world) == ["09:00", "09:30", "10:00", "14:00", "14:30", "15:00", "15:30", "16:00"]


def test_time_off_of_one_closures_of_all_and_of_one_place(world: World) -> None:
    day = {"clinic": world.clinic}
    TimeOff.objects.create(
        **day, therapist=world.therapist,
        starts_at=world.at(WEDNESDAY, "09:00"), ends_at=world.at(WEDNESDAY, "12:00"),
    )  # fmt: skip
    assert clocks(world)[0] == "12:00"
    TimeOff.objects.create(
        **day, location=world.location,
        starts_at=world.at(WEDNESDAY, "15:10"), ends_at=world.at(WEDNESDAY, "23:00"),
    )  # fmt: skip
    assert (clocks(world)[0], clocks(world)[-1]) == ("12:00", "14:00")
    TimeOff.objects.create(
        **day, starts_at=world.at(WEDNESDAY, "00:00"), ends_at=world.at("2027-06-10", "00:00")
    )
    assert clocks(world) == []
    assert clocks(world, date(2027, 6, 10))


def test_an_override_replaces_the_day(world: World) -> None:
    override = DateOverride.objects.create(
        clinic=world.clinic, therapist=world.therapist, location=world.location, date=WEDNESDAY,
        intervals=[[600, 690], [1140, 1200]],
    )  # fmt: skip
    assert clocks(world) == ["10:00", "10:30", "19:00"]
    override.intervals = []
    override.save()
    assert clocks(world) == []


def test_a_room_of_the_right_kind_must_be_free(world: World) -> None:
    world.service.room_kind = "heat"
    world.service.save()
    assert clocks(world) == []
    room = Room.objects.create(
        clinic=world.clinic, location=world.location, name="Warm", kinds=["heat", "table"]
    )
    assert len(clocks(world)) == 15
    other = make_therapist(world.clinic, world.service, world.location)
    make_appointment(world, world.at(WEDNESDAY, "11:00"), therapist=other, room=room)
    assert "11:00" not in clocks(world)


def test_two_rooms_free_in_turn_are_not_one_room_free_throughout(db: None) -> None:
    world = make_world(therapists=3, rooms=2, minutes=60)
    first, second, third = world.therapists
    make_appointment(world, world.at(WEDNESDAY, "10:00"), therapist=first, room=world.rooms[0])
    make_appointment(world, world.at(WEDNESDAY, "10:30"), therapist=second, room=world.rooms[1])
    times = clocks(world, therapist=third)
    # At 10:30 room 1 is busy until 11:00 and room 2 from 10:30: nobody could stay in one of them.
    assert "10:30" not in times
    assert "11:00" in times


def test_a_therapist_in_two_places_is_in_one_at_a_time(world: World) -> None:
    annex = Location.objects.create(clinic=world.clinic, name="Annex", time_zone="America/New_York")
    Room.objects.create(clinic=world.clinic, location=annex, name="A1")
    WeeklyHours.objects.create(
        clinic=world.clinic, therapist=world.therapist, location=annex, weekday=2,
        start_minute=18 * 60, end_minute=20 * 60,
    )  # fmt: skip
    assert clocks(world, location=annex) == ["18:00", "18:30", "19:00"]
    assert clocks(world)[-1] == "19:00"
    make_appointment(world, world.at(WEDNESDAY, "16:00"))
    assert clocks(world, location=annex) == ["18:00", "18:30", "19:00"]


def test_any_therapist_goes_to_who_has_least_to_do_that_day(db: None) -> None:
    world = make_world(therapists=2)
    make_appointment(world, world.at(WEDNESDAY, "09:00"), therapist=world.therapists[0])
    held = hold(option=world.option, starts_at=world.at(WEDNESDAY, "14:00"), now=NOW)
    assert held.therapist_id == world.therapists[1].pk


def test_next_openings_start_after_notice_and_cross_into_the_rest_of_the_horizon(world: World) -> None:
    soon = next_openings(option=world.option, now=NOW, count=2)
    assert [o.starts_at for o in soon] == [world.at("2027-06-07", "10:00"), world.at("2027-06-07", "10:30")]
    TimeOff.objects.create(clinic=world.clinic, starts_at=NOW, ends_at=NOW + timedelta(days=30))
    later = next_openings(option=world.option, now=NOW, count=1)
    assert later[0].starts_at == world.at("2027-07-07", "09:00")
    TimeOff.objects.create(clinic=world.clinic, starts_at=NOW, ends_at=NOW + timedelta(days=300))
    assert next_openings(option=world.option, now=NOW) == []


def test_next_openings_of_a_whole_page(world: World) -> None:
    long = ServiceOption.objects.create(
        clinic=world.clinic, service=world.service, minutes=90, price="110.00"
    )
    found = next_openings_of_services(clinic=world.clinic, options=[world.option, long], now=NOW)
    assert {key: len(openings) for key, openings in found.items()} == {world.option.pk: 3, long.pk: 3}
    assert found[world.option.pk] == next_openings(option=world.option, now=NOW)


@pytest.mark.parametrize("therapists", [1, 5])
@pytest.mark.parametrize("days", [1, 14])
def test_two_queries_whatever_is_asked(
    db: None, therapists: int, days: int, django_assert_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    world = make_world(therapists=therapists)
    for number, therapist in enumerate(world.therapists):
        make_appointment(world, world.at(WEDNESDAY, "11:00"), therapist=therapist, room=world.rooms[number])
    option = ServiceOption.objects.select_related("service", "clinic__policy").get(pk=world.option.pk)
    last = WEDNESDAY + timedelta(days=days - 1)
    with django_assert_num_queries(2):  # schedules and rooms; what is taken
        found = slots_by_day(option=option, first=WEDNESDAY, last=last, now=NOW)
    assert len(found) == days


def test_listed_means_bookable_and_unlisted_means_refused(db: None) -> None:
    """Over a crowded day: hold every quarter of an hour and compare with the list before it."""
    world = make_world(therapists=2, rooms=2, buffers=(0, 15), slot_step_minutes=15)
    for clock in ("09:30", "12:15", "14:00"):
        make_appointment(world, world.at(WEDNESDAY, clock))
    listed = set(clocks(world))
    assert 0 < len(listed) < 33
    for quarter in range(24 * 4):
        clock = f"{quarter // 4:02}:{quarter % 4 * 15:02}"
        bookable = can_be_held(world, clock)
        assert bookable == (clock in listed), clock


def can_be_held(world: World, clock: str) -> bool:
    try:
        held = hold(option=world.option, starts_at=world.at(WEDNESDAY, clock), now=NOW)
    except (SlotTaken, OutsidePolicy):
        return False
    release(token=held.token, now=NOW)
    return True


def test_a_second_of_difference_is_not_the_same_time(world: World) -> None:
    wanted = datetime(2027, 6, 9, 14, 0, 0, 1, tzinfo=UTC)
    with pytest.raises(Exception, match="cannot be booked"):
        hold(option=world.option, starts_at=wanted, now=NOW)
    hold(option=world.option, starts_at=wanted.replace(microsecond=0), now=NOW)
    with pytest.raises(SlotTaken):
        hold(option=world.option, starts_at=wanted.replace(microsecond=0), now=NOW)

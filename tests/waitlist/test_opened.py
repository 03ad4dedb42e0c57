"""Time in which somebody works who did not before is offered like what was given up."""

from datetime import date, timedelta
from typing import Any

import pytest

from bookings.models import OpenedTime, User
from bookings.schedules.absences import Absence
from bookings.schedules.hours import Shift, add_hours, change_hours, copy_day, remove_hours
from bookings.schedules.overrides import change_override, remove_override, set_override
from bookings.schedules.time_off import add_time_off, change_time_off, remove_time_off
from bookings.waitlist import sweep
from tests.factories import NOW, World, make_patient, make_user, make_world
from tests.waitlist.conftest import SOON, sweeps, waits

SATURDAY = date(2027, 6, 12)


@pytest.fixture
def user(world: World) -> User:
    return make_user("owner", world.clinic)


@pytest.fixture
def how(user: User) -> dict[str, Any]:
    return {"user": user, "now": NOW}


def starts(world: World, now: Any = SOON) -> list[str]:
    return [f"{offer.appointment.starts_at.astimezone(world.zone):%a %d %H:%M}" for offer in sweeps(now)]


def test_new_weekly_hours_are_offered_after_the_minutes_in_which_they_may_be_a_mistake(
    world: World, how: dict[str, Any]
) -> None:
    waits(world)
    add_hours(therapist=world.therapist, weekdays=[5], shift=Shift(world.location, 600, 720), **how)
    assert OpenedTime.objects.count() == 4
    assert starts(world, NOW + timedelta(minutes=1)) == []
    assert starts(world) == ["Sat 12 10:00"]


def test_hours_that_are_there_already_wake_nobody(world: World, how: dict[str, Any]) -> None:
    waits(world)
    set_override(
        therapist=world.therapist,
        location=world.location,
        day=date(2027, 6, 9),
        intervals=[(600, 720)],
        **how,
    )
    off = Absence(world.at("2027-06-10", "00:00"), world.at("2027-06-11", "00:00"))
    add_time_off(clinic=world.clinic, absences=[off], decided=[], **how)
    remove_hours(hours=world.therapist.weekly_hours.all()[0], **how)
    assert not OpenedTime.objects.exists()


def test_where_nobody_waits_nothing_is_written(world: World, how: dict[str, Any]) -> None:
    add_hours(therapist=world.therapist, weekdays=[5], shift=Shift(world.location, 600, 720), **how)
    waits(world)
    assert (OpenedTime.objects.count(), starts(world)) == (0, [])


def test_only_what_is_gained_counts(world: World, how: dict[str, Any]) -> None:
    waits(world)
    friday = world.therapist.weekly_hours.get(weekday=4)
    change_hours(
        hours=friday, therapist=world.therapist, weekday=4, shift=Shift(world.location, 600, 1140), **how
    )
    gained = OpenedTime.objects.first()
    assert gained
    assert (gained.starts_at, gained.ends_at) == (
        world.at("2027-06-11", "17:00"),
        world.at("2027-06-11", "19:00"),
    )
    assert starts(world) == ["Fri 11 17:00"]


def test_every_way_to_open_time_is_seen(world: World, how: dict[str, Any]) -> None:
    waits(world)
    where = {"therapist": world.therapist, "location": world.location}

    def opened() -> list[str]:
        found = [f"{one.starts_at.astimezone(world.zone):%a %d %H}" for one in OpenedTime.objects.all()]
        OpenedTime.objects.all().delete()
        return found

    row = set_override(**where, day=SATURDAY, intervals=[(600, 720)], **how)
    assert opened() == ["Sat 12 10"]
    row = change_override(override=row, **where, day=date(2027, 6, 13), intervals=[(600, 720)], **how)
    assert opened() == ["Sun 13 10"]
    remove_override(override=row, **how)
    assert opened() == []
    closed = set_override(**where, day=date(2027, 6, 9), intervals=[], **how)
    remove_override(override=closed, **how)
    assert opened() == ["Wed 09 09"]
    off = Absence(world.at("2027-06-10", "00:00"), world.at("2027-06-12", "00:00"))
    (stored,) = add_time_off(clinic=world.clinic, absences=[off], decided=None, **how)
    shorter = Absence(world.at("2027-06-11", "12:00"), world.at("2027-06-12", "00:00"))
    stored = change_time_off(time_off=stored, absence=shorter, **how)
    assert opened() == ["Thu 10 09", "Fri 11 09"]
    remove_time_off(time_off=stored, **how)
    assert opened() == ["Fri 11 12"]
    copy_day(therapist=world.therapist, weekday=0, to=[6], **how)
    assert opened()[0] == "Sun 13 09"


def test_a_long_stretch_is_offered_to_each_once(world: World, how: dict[str, Any]) -> None:
    ann, ben = (waits(world, make_patient(world.clinic), created_at=NOW - timedelta(days=n)) for n in (2, 1))
    set_override(
        therapist=world.therapist, location=world.location, day=SATURDAY, intervals=[(540, 1020)], **how
    )
    first = sweeps()
    second = sweeps(SOON + timedelta(seconds=30))
    assert [offer.entry for offer in first + second] == [ann, ben]
    # Neither answers: each is asked for what the other did not take, and nobody is led through the day.
    late = [offer for hour in range(1, 9) for offer in sweeps(SOON + timedelta(hours=hour))]
    assert {(offer.entry, offer.appointment.starts_at) for offer in late} == {
        (ben, first[0].appointment.starts_at), (ann, second[0].appointment.starts_at),
    }  # fmt: skip


def test_another_clinic_and_old_openings_are_left_alone(world: World, how: dict[str, Any]) -> None:
    other = make_world()
    waits(other)
    waits(world)
    add_hours(therapist=world.therapist, weekdays=[5], shift=Shift(world.location, 600, 660), **how)
    late = NOW + timedelta(days=7, minutes=1)
    sweep.close_ended(now=late)
    assert (OpenedTime.objects.count(), sweeps(late)) == (0, [])

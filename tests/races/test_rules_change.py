"""What is decided between the look and the lock counts: time off, caps, and what became of the visit."""

import threading
import time
from collections import Counter

import pytest
from django.db import connection, transaction

from bookings.appointments.attend import mark_no_show
from bookings.appointments.hold import hold
from bookings.appointments.policy import Actor, InvalidTransition, OutsidePolicy, SlotTaken
from bookings.models import Appointment, Therapist, TimeOff
from tests.factories import NOW, World, make_appointment, make_user, make_world
from tests.races.storm import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_hold_that_waited_for_the_lock_sees_the_time_off_given_meanwhile() -> None:
    world = make_world()
    starts_at = world.at("2027-06-09", "10:00")
    outcomes: list[object] = []

    def wait_in_line() -> None:
        try:
            outcomes.append(hold(option=world.option, starts_at=starts_at, now=NOW))
        except OutsidePolicy as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    with transaction.atomic():
        list(Therapist.objects.select_for_update().filter(pk=world.therapist.pk))
        thread = threading.Thread(target=wait_in_line)
        thread.start()
        time.sleep(0.7)  # long enough to look, short of the lock timeout
        assert not outcomes
        TimeOff.objects.create(
            clinic=world.clinic,
            starts_at=world.at("2027-06-09", "09:00"),
            ends_at=world.at("2027-06-09", "12:00"),
        )
    thread.join(timeout=20)
    assert [type(outcome) for outcome in outcomes] == [OutsidePolicy]
    assert not Appointment.objects.exists()


def test_a_cap_on_the_day_holds_for_two_who_come_at_once() -> None:
    world = make_world()
    world.therapist.max_hands_on_minutes = 60
    world.therapist.save()
    times = [world.at("2027-06-09", clock) for clock in ("09:00", "11:00", "13:00", "15:00")]
    outcomes = all_at_once([lambda at=at: hold(option=world.option, starts_at=at, now=NOW) for at in times])
    kinds = Counter("held" if isinstance(one, Appointment) else "refused" for one in outcomes)
    assert kinds == {"held": 1, "refused": 3}
    assert all(isinstance(one, Appointment | SlotTaken | OutsidePolicy) for one in outcomes)


def test_nobody_fails_to_come_to_a_visit_that_was_moved_meanwhile() -> None:
    world = make_world()
    seen = make_appointment(world, world.at("2027-06-09", "10:00"))
    move(world, seen)
    with pytest.raises(InvalidTransition):
        mark_no_show(
            appointment=seen,
            actor=Actor.staff(make_user("reception", world.clinic)),
            now=world.at("2027-06-09", "10:20"),
        )


def move(world: World, seen: Appointment) -> None:
    """Behind the back of whoever has `seen`: to the next week."""
    later = world.at("2027-06-16", "10:00")
    Appointment.objects.filter(pk=seen.pk).update(
        starts_at=later,
        ends_at=later + (seen.ends_at - seen.starts_at),
        occupies_from=later,
        occupies_until=later + (seen.ends_at - seen.starts_at),
    )

"""64 clients and one time: one wins, the others are told so politely. And what happens without the guards."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from bookings.appointments import hold as hold_module
from bookings.appointments.hold import hold
from bookings.appointments.policy import Actor, SlotTaken
from bookings.appointments.reschedule import reschedule
from bookings.models import Appointment
from tests.factories import NOW, World, make_appointment, make_world
from tests.races.storm import all_at_once, deadlocks, overlaps

CLIENTS = 64
pytestmark = pytest.mark.django_db(transaction=True)


def holds(world: World, clock: str, clients: int = CLIENTS) -> list[object]:
    starts_at = world.at("2027-06-09", clock)
    return all_at_once([lambda: hold(option=world.option, starts_at=starts_at, now=NOW)] * clients)


def test_one_of_64_wins_and_the_others_get_alternatives() -> None:
    world = make_world()
    before = deadlocks()
    outcomes = holds(world, "10:00")
    assert Counter(type(outcome) for outcome in outcomes) == {Appointment: 1, SlotTaken: CLIENTS - 1}
    assert all(len(o.details["alternatives"]) == 3 for o in outcomes if isinstance(o, SlotTaken))
    assert Appointment.objects.count() == 1
    assert (overlaps(), deadlocks() - before) == (0, 0)


def test_with_five_therapists_exactly_five_win() -> None:
    world = make_world(therapists=5)
    before = deadlocks()
    outcomes = holds(world, "10:00")
    assert Counter(type(outcome) for outcome in outcomes) == {Appointment: 5, SlotTaken: CLIENTS - 5}
    assert (overlaps(), deadlocks() - before) == (0, 0)


def test_rooms_are_as_scarce_as_therapists() -> None:
    world = make_world(therapists=5, rooms=2)
    outcomes = holds(world, "10:00", clients=24)
    assert Counter(type(outcome) for outcome in outcomes) == {Appointment: 2, SlotTaken: 22}
    assert overlaps() == 0


def test_overlapping_unequal_times() -> None:
    world = make_world()
    times = [world.at("2027-06-09", clock) for clock in ("10:00", "10:30", "11:00", "11:30")]
    calls = [lambda at=times[n % 4]: hold(option=world.option, starts_at=at, now=NOW) for n in range(CLIENTS)]
    outcomes = all_at_once(calls)
    assert {type(outcome) for outcome in outcomes} == {Appointment, SlotTaken}
    assert overlaps() == 0
    assert Appointment.objects.count() == 2 or Appointment.objects.count() == 1


def test_a_move_and_a_booking_want_the_same_time() -> None:
    world = make_world()
    moving = make_appointment(world, world.at("2027-06-09", "14:00"))
    wanted = world.at("2027-06-09", "10:00")
    calls = [lambda: hold(option=world.option, starts_at=wanted, now=NOW)] * 15
    calls.append(lambda: reschedule(appointment=moving, starts_at=wanted, actor=Actor.patient(), now=NOW))
    outcomes = all_at_once(calls)
    assert Counter(type(outcome) for outcome in outcomes) == {Appointment: 1, SlotTaken: 15}
    moving.refresh_from_db()
    won = outcomes[-1]
    assert moving.starts_at == (wanted if isinstance(won, Appointment) else world.at("2027-06-09", "14:00"))
    assert overlaps() == 0


def test_control_without_the_guards_the_same_storm_double_books(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above must be able to fail: with lock and constraints gone, the time is sold many times."""
    world = make_world()
    monkeypatch.setattr(hold_module, "lock_calendars", lambda **_: None)
    with without_constraints():
        outcomes = holds(world, "10:00")
        assert sum(isinstance(outcome, Appointment) for outcome in outcomes) > 1
        assert overlaps() > 0
        Appointment.objects.all().update(
            status=Appointment.Status.CANCELLED, cancelled_at=NOW, cancellation_reason="other"
        )


@contextmanager
def without_constraints() -> Iterator[None]:
    walls = [c for c in Appointment._meta.constraints if c.name in ("appt_therapist_once", "appt_room_once")]
    assert len(walls) == 2
    with connection.schema_editor() as editor:
        for wall in walls:
            editor.remove_constraint(Appointment, wall)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for wall in walls:
                editor.add_constraint(Appointment, wall)

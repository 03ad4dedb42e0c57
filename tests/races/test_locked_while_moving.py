"""A row that moves to another therapist while somebody waits for it is still there when the wait is over."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, transaction

from bookings.appointments.cancel import cancel
from bookings.appointments.locks import lock_appointments
from bookings.appointments.policy import Actor
from bookings.models import Appointment
from tests.factories import NOW, World, make_appointment, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def moving_meanwhile(world: World, one: Appointment) -> Iterator[None]:
    """Another connection gives the appointment to the other therapist and commits after 0.4 s."""
    moved = threading.Event()

    def move() -> None:
        try:
            with transaction.atomic():
                Appointment.objects.filter(pk=one.pk).update(
                    therapist=world.therapists[1], room=world.rooms[1], revision=2
                )
                moved.set()
                threading.Event().wait(0.4)
        finally:
            connections.close_all()

    thread = threading.Thread(target=move)
    thread.start()
    assert moved.wait(10)
    try:
        yield
    finally:
        thread.join()


@pytest.fixture
def one(world: World) -> Appointment:
    return make_appointment(world, world.at("2027-06-09", "10:00"))


@pytest.fixture
def world(db: None) -> World:
    return make_world(therapists=2)


def test_it_can_be_cancelled(world: World, one: Appointment) -> None:
    with moving_meanwhile(world, one):
        gone = cancel(appointment=one, reason="illness", actor=Actor.patient(), now=NOW)
    assert (gone.status, gone.therapist, gone.revision) == ("cancelled", world.therapists[1], 2)


def test_it_is_among_those_that_are_locked_together(world: World, one: Appointment) -> None:
    other = make_appointment(world, world.at("2027-06-09", "14:00"))
    with moving_meanwhile(world, one), transaction.atomic():
        rows = lock_appointments([one.pk, other.pk])
    assert [(row.pk, row.therapist) for row in rows] == [
        (one.pk, world.therapists[1]),
        (other.pk, world.therapists[0]),
    ]

"""What is said in person: a cancellation without a message, and nobody came after all not being true."""

from datetime import timedelta

import pytest

from bookings.appointments.attend import mark_no_show
from bookings.appointments.book import book_directly
from bookings.appointments.policy import Actor, InvalidTransition, SlotTaken
from bookings.appointments.series import Scope, cancel_series
from bookings.appointments.undo import TooLateToUndo, undo
from bookings.models import Appointment, Notification
from bookings.notifications import wording
from tests.factories import NOW, World, make_appointment, make_patient, make_user
from tests.notifications.post import states

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + timedelta(minutes=2)


@pytest.fixture
def staff(world: World) -> Actor:
    return Actor.staff(make_user("reception", world.clinic))


@pytest.fixture
def booked(world: World, staff: Actor) -> Appointment:
    return book_directly(
        option=world.option, starts_at=world.at("2027-06-16", "10:00"), therapist=world.therapist,
        patient=make_patient(world.clinic), actor=staff, now=NOW,
    )  # fmt: skip


def silently(visit: Appointment, staff: Actor) -> None:
    cancel_series(appointment=visit, scope=Scope.THIS, reason="illness", actor=staff, now=NOW, is_silent=True)


def test_no_message_and_no_reminder_leaves(booked: Appointment, staff: Actor) -> None:
    Notification.objects.filter(kind="confirmation").update(state="sent", sent_at=NOW)
    silently(booked, staff)
    kept = states(booked)
    assert kept["cancelled/1"] == "void"
    assert not Notification.objects.filter(appointment=booked, state="waiting").exists()
    assert Notification.objects.get(kind="cancelled").why == wording.TOLD_IN_PERSON


def test_undone_the_reminders_are_back_and_nobody_is_written_to(booked: Appointment, staff: Actor) -> None:
    Notification.objects.filter(kind="confirmation").update(state="sent", sent_at=NOW)
    silently(booked, staff)
    undo(appointment=booked, actor=staff, now=SOON)
    waiting = Notification.objects.filter(appointment=booked, state="waiting")
    assert set(waiting.values_list("kind", flat=True)) == {"reminder"}


def test_nobody_came_is_taken_back_without_a_trace_for_the_patient(world: World, staff: Actor) -> None:
    visit = make_appointment(world, NOW - timedelta(minutes=20))
    mark_no_show(appointment=visit, actor=staff, now=NOW)
    with pytest.raises(InvalidTransition):
        undo(appointment=visit, actor=Actor.patient(), now=SOON)
    with pytest.raises(TooLateToUndo):
        undo(appointment=visit, actor=staff, now=NOW + timedelta(minutes=3))
    undo(appointment=visit, actor=staff, now=SOON)
    visit.refresh_from_db()
    assert (visit.status, visit.revision) == ("booked", 1)
    assert not Notification.objects.exists()


def test_the_time_that_went_to_somebody_else_stays_theirs(world: World, staff: Actor) -> None:
    visit = make_appointment(world, NOW - timedelta(minutes=20))
    mark_no_show(appointment=visit, actor=staff, now=NOW)
    make_appointment(world, visit.starts_at)
    with pytest.raises(SlotTaken):
        undo(appointment=visit, actor=staff, now=SOON)
    visit.refresh_from_db()
    assert visit.status == "no_show"

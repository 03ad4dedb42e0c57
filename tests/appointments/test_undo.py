"""Three minutes to take something back, and what the patient hears of it."""

from datetime import timedelta

import pytest
from django.db import transaction

from bookings import integrity
from bookings.appointments.book import book_directly
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor, InvalidTransition, PatientBusy, SlotTaken
from bookings.appointments.reschedule import reschedule
from bookings.appointments.swap import swap
from bookings.appointments.undo import TooLateToUndo, undo, undoable_until
from bookings.models import Appointment, Notification, Patient
from bookings.notifications.outbox import insert, rows_for
from tests.factories import NOW, World, make_appointment, make_patient, make_user
from tests.notifications.post import states

Status = Appointment.Status
PATIENT = Actor.patient()
SOON = NOW + timedelta(minutes=2)
LATE = NOW + timedelta(minutes=3)


@pytest.fixture
def staff(world: World) -> Actor:
    return Actor.staff(make_user("reception", world.clinic))


@pytest.fixture
def patient(world: World) -> Patient:
    return make_patient(world.clinic)


@pytest.fixture
def booked(world: World, staff: Actor, patient: Patient) -> Appointment:
    """Wednesday of next week, told of and confirmed an hour ago."""
    appointment = book_directly(
        option=world.option, starts_at=world.at("2027-06-16", "10:00"), therapist=world.therapist,
        patient=patient, actor=staff, now=NOW - timedelta(hours=1),
    )  # fmt: skip
    Appointment.objects.update(confirmed_at=NOW)
    Notification.objects.filter(kind="confirmation").update(state="sent")
    return appointment


def test_an_undone_cancellation_leaves_everything_as_it_was_and_nobody_hears_of_it(
    booked: Appointment,
) -> None:
    before = Appointment.objects.values().get(pk=booked.pk)
    cancel(appointment=booked, reason="illness", actor=PATIENT, now=NOW)
    assert Notification.objects.get(kind="cancelled").send_at == LATE
    [restored] = undo(appointment=booked, actor=PATIENT, now=SOON)
    after = Appointment.objects.values().get(pk=booked.pk)
    assert after == before | {"revision": 3}
    assert restored.events.last().kind == "undone"
    assert states(booked) == {
        "confirmation/1": "sent", "reminder72/1": "void", "reminder24/1": "void", "cancelled/1": "void",
        "confirmation/3": "void", "reminder72/3": "waiting", "reminder24/3": "waiting",
    }  # fmt: skip
    assert list(integrity.findings(SOON)) == []


def test_a_move_by_staff_is_undone_a_patients_own_is_not(
    world: World, booked: Appointment, staff: Actor
) -> None:
    before = Appointment.objects.values().get(pk=booked.pk)
    to = world.at("2027-06-17", "15:00")
    reschedule(appointment=booked, starts_at=to, actor=staff, now=NOW)
    with pytest.raises(InvalidTransition):
        undo(appointment=booked, actor=PATIENT, now=SOON)
    undo(appointment=booked, actor=staff, now=SOON)
    assert Appointment.objects.values().get(pk=booked.pk) == before | {"revision": 3}
    assert states(booked)["rescheduled/2"] == "void"

    reschedule(appointment=booked, starts_at=to, actor=PATIENT, now=SOON)
    assert Notification.objects.get(kind="rescheduled", revision=4).send_at == SOON
    for actor in (PATIENT, staff):
        assert undoable_until(appointment=booked, actor=actor, now=SOON) is None
        with pytest.raises(InvalidTransition):
            undo(appointment=booked, actor=actor, now=SOON)


def test_what_was_asked_about_the_new_time_meanwhile_is_no_news_of_the_move(
    world: World, booked: Appointment, staff: Actor
) -> None:
    moved = reschedule(appointment=booked, starts_at=world.at("2027-06-17", "15:00"), actor=staff, now=NOW)
    with transaction.atomic():
        insert(rows_for(moved, Notification.Kind.PRE_VISIT_CHECK, NOW))
    undo(appointment=booked, actor=staff, now=SOON)
    assert not Notification.objects.filter(kind__in=["confirmation", "rescheduled"], state="waiting").exists()


def test_after_three_minutes_it_is_too_late(booked: Appointment, staff: Actor) -> None:
    cancel(appointment=booked, reason="clinic", actor=staff, now=NOW)
    assert undoable_until(appointment=booked, actor=staff, now=SOON) == LATE
    assert undoable_until(appointment=booked, actor=PATIENT, now=SOON) is None
    assert undoable_until(appointment=booked, actor=staff, now=LATE) is None
    with pytest.raises(TooLateToUndo):
        undo(appointment=booked, actor=staff, now=LATE)
    booked.refresh_from_db()
    assert (booked.status, booked.revision) == (Status.CANCELLED, 1)


def test_only_what_came_last_is_undone_and_only_once(booked: Appointment, staff: Actor) -> None:
    with pytest.raises(InvalidTransition):
        undo(appointment=booked, actor=staff, now=SOON)
    cancel(appointment=booked, reason="work", actor=staff, now=NOW)
    undo(appointment=booked, actor=staff, now=SOON)
    with pytest.raises(InvalidTransition):
        undo(appointment=booked, actor=staff, now=SOON)


def test_a_time_that_was_taken_meanwhile_is_not_taken_back(
    world: World, booked: Appointment, staff: Actor
) -> None:
    cancel(appointment=booked, reason="work", actor=PATIENT, now=NOW)
    make_appointment(world, booked.starts_at)
    with pytest.raises(SlotTaken) as refused:
        undo(appointment=booked, actor=PATIENT, now=SOON)
    assert len(refused.value.details["alternatives"]) == 3
    booked.refresh_from_db()
    assert (booked.status, booked.revision) == (Status.CANCELLED, 1)
    assert states(booked)["cancelled/1"] == "waiting"


def test_what_is_offered_instead_is_near_the_time_that_was_wanted_back(
    world: World, booked: Appointment, staff: Actor
) -> None:
    reschedule(appointment=booked, starts_at=world.at("2027-06-24", "15:00"), actor=staff, now=NOW)
    make_appointment(world, world.at("2027-06-16", "10:00"))
    with pytest.raises(SlotTaken) as refused:
        undo(appointment=booked, actor=staff, now=SOON)
    near = {
        opening.starts_at.astimezone(world.zone).date() for opening in refused.value.details["alternatives"]
    }
    assert [day.isoformat() for day in near] == ["2027-06-16"]


def test_nor_is_a_patients_who_is_elsewhere_by_now(
    world: World, booked: Appointment, patient: Patient, staff: Actor
) -> None:
    cancel(appointment=booked, reason="work", actor=staff, now=NOW)
    other = world.therapist.__class__.objects.create(
        clinic=world.clinic,
        user=make_user("therapist", world.clinic),
        first_name="B",
        last_name="B",
        email="b@b.org",
    )
    room = world.rooms[0].__class__.objects.create(clinic=world.clinic, location=world.location, name="Other")
    make_appointment(world, booked.starts_at, patient=patient, therapist=other, room=room)
    with pytest.raises(PatientBusy):
        undo(appointment=booked, actor=staff, now=SOON)


def test_a_confirmation_that_had_not_left_leaves_after_all(world: World, staff: Actor) -> None:
    appointment = book_directly(
        option=world.option, starts_at=world.at("2027-06-16", "10:00"), therapist=world.therapist,
        patient=make_patient(world.clinic), actor=staff, now=NOW,
    )  # fmt: skip
    cancel(appointment=appointment, reason="clinic", actor=staff, now=NOW)
    undo(appointment=appointment, actor=staff, now=SOON)
    assert states(appointment)["confirmation/1"] == "void"
    assert states(appointment)["confirmation/3"] == "waiting"


def test_whoever_was_told_already_is_told_that_it_holds_again(booked: Appointment, staff: Actor) -> None:
    """A minute before the start the news cannot wait for three."""
    now = booked.starts_at - timedelta(minutes=2)
    cancel(appointment=booked, reason="clinic", actor=staff, now=now)
    news = Notification.objects.get(kind="cancelled")
    assert news.send_at == now
    Notification.objects.filter(pk=news.pk).update(state="sent")
    undo(appointment=booked, actor=staff, now=now + timedelta(minutes=1))
    assert states(booked)["confirmation/3"] == "waiting"


def test_a_swap_is_undone_for_both(world: World, booked: Appointment, staff: Actor) -> None:
    other = make_appointment(world, world.at("2027-06-17", "15:00"))
    swap(first=booked, second=other, actor=staff, now=NOW)
    restored = undo(appointment=other, actor=staff, now=SOON)
    assert {row.pk for row in restored} == {booked.pk, other.pk}
    booked.refresh_from_db()
    other.refresh_from_db()
    assert (booked.starts_at, booked.revision) == (world.at("2027-06-16", "10:00"), 3)
    assert (other.starts_at, other.revision) == (world.at("2027-06-17", "15:00"), 3)
    assert not Notification.objects.filter(kind="rescheduled", state="waiting").exists()


def test_a_swap_of_which_one_was_changed_since_stays(world: World, booked: Appointment, staff: Actor) -> None:
    other = make_appointment(world, world.at("2027-06-17", "15:00"))
    swap(first=booked, second=other, actor=staff, now=NOW)
    cancel(appointment=booked, reason="work", actor=staff, now=NOW)
    with pytest.raises(InvalidTransition, match="again"):
        undo(appointment=other, actor=staff, now=SOON)


def test_an_expired_hold_in_the_way_gives_way(world: World, booked: Appointment, staff: Actor) -> None:
    cancel(appointment=booked, reason="work", actor=staff, now=NOW)
    hold = make_appointment(
        world, booked.starts_at, status="held", hold_expires_at=NOW + timedelta(minutes=1)
    )
    undo(appointment=booked, actor=staff, now=SOON)
    hold.refresh_from_db()
    assert hold.cancellation_reason == "hold_expired"

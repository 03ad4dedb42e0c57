"""Which messages an act leaves behind, and which it takes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from bookings.appointments.answer import accept, decline
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.appointments.reschedule import reschedule
from bookings.models import Appointment, Notification
from bookings.notifications import outbox
from tests.factories import NOW, World, make_appointment, make_patient, make_user
from tests.notifications.post import row_of, states

pytestmark = pytest.mark.django_db(transaction=True)
PATIENT = Actor.patient()


@pytest.fixture
def booked(appointment: Appointment) -> Appointment:
    with transaction.atomic():
        outbox.plan_for_booking(appointment, NOW)
    return appointment


def test_a_booking_leaves_a_confirmation_now_and_reminders_for_later(booked: Appointment) -> None:
    assert states(booked) == {
        "confirmation/1": "waiting", "reminder72/1": "waiting", "reminder24/1": "waiting",
    }  # fmt: skip
    confirmation = row_of(booked, "confirmation")
    assert (confirmation.send_at, confirmation.try_at) == (NOW, NOW)
    assert confirmation.useful_until == booked.starts_at
    assert row_of(booked, "reminder", offset_hours=24).send_at == booked.starts_at - timedelta(hours=24)


def test_the_clinics_own_numbers_decide(world: World, appointment: Appointment) -> None:
    policy = world.clinic.policy
    policy.reminder_offsets_hours, policy.quiet_from_minute, policy.quiet_to_minute = [18], 20 * 60, 9 * 60
    policy.save()
    outbox.plan_for_booking(Appointment.objects.get(pk=appointment.pk), NOW)
    reminder = row_of(appointment, "reminder")
    assert (reminder.offset_hours, reminder.send_at) == (18, world.at("2027-06-16", "19:45"))


def test_planning_twice_plans_once(booked: Appointment) -> None:
    before = list(Notification.objects.values_list("pk", "dedupe_key"))
    outbox.plan_for_booking(booked, NOW + timedelta(seconds=5))
    assert list(Notification.objects.values_list("pk", "dedupe_key")) == before


def test_a_request_is_acknowledged_and_reminded_of_only_once_accepted(world: World) -> None:
    request = make_appointment(world, world.at("2027-06-17", "14:30"), status="pending")
    outbox.plan_for_booking(request, NOW)
    assert states(request) == {"request_received/1": "waiting"}

    staff = Actor.staff(make_user("reception", world.clinic))
    accept(appointment=request, actor=staff, now=NOW + timedelta(hours=1))
    assert states(request) == {
        "request_received/1": "void", "accepted/1": "waiting",
        "reminder72/1": "waiting", "reminder24/1": "waiting",
    }  # fmt: skip


def test_a_declined_request_is_answered_and_nothing_else(world: World) -> None:
    request = make_appointment(world, world.at("2027-06-17", "14:30"), status="pending")
    outbox.plan_for_booking(request, NOW)
    decline(appointment=request, actor=Actor.staff(make_user("reception", world.clinic)), now=NOW)
    assert states(request) == {"request_received/1": "void", "declined/1": "waiting"}
    assert row_of(request, "request_received").why == "The request was answered."


def test_a_move_voids_what_waits_about_the_old_time_and_plans_anew(world: World, booked: Appointment) -> None:
    Notification.objects.filter(kind="confirmation").update(state="sent")
    reschedule(appointment=booked, starts_at=world.at("2027-06-18", "10:00"), actor=PATIENT, now=NOW)
    assert states(booked) == {
        "confirmation/1": "sent", "reminder72/1": "void", "reminder24/1": "void",
        "rescheduled/2": "waiting", "reminder72/2": "waiting", "reminder24/2": "waiting",
    }  # fmt: skip
    assert row_of(booked, "reminder", offset_hours=24, revision=1).why == "The appointment was moved."


def test_a_requests_move_is_acknowledged_without_reminders(world: World) -> None:
    request = make_appointment(world, world.at("2027-06-17", "14:30"), status="pending")
    outbox.plan_for_booking(request, NOW)
    reschedule(appointment=request, starts_at=world.at("2027-06-18", "10:00"), actor=PATIENT, now=NOW)
    assert states(request) == {"request_received/1": "void", "request_received/2": "waiting"}


def test_a_cancellation_voids_everything_else(booked: Appointment) -> None:
    cancel(appointment=booked, reason="work", actor=PATIENT, now=NOW)
    assert states(booked) == {
        "confirmation/1": "void", "reminder72/1": "void", "reminder24/1": "void", "cancelled/1": "waiting",
    }  # fmt: skip
    assert row_of(booked, "confirmation").why == "The appointment was cancelled."


def test_a_rolled_back_act_leaves_no_message_and_rings_no_bell(
    appointment: Appointment, settings: Any
) -> None:
    settings.OUTBOX_BELL = f"{__name__}.count_ring"
    RUNG.clear()
    with transaction.atomic():
        outbox.plan_for_booking(appointment, NOW)
        transaction.set_rollback(True)
    assert (Notification.objects.count(), RUNG) == (0, [])
    with transaction.atomic():
        outbox.plan_for_booking(appointment, NOW)
        assert RUNG == []
    assert RUNG == [True]


def test_a_broken_bell_harms_nobody(appointment: Appointment, settings: Any) -> None:
    settings.OUTBOX_BELL = f"{__name__}.broken_bell"
    with transaction.atomic():
        outbox.plan_for_booking(appointment, NOW)
    assert Notification.objects.filter(state="waiting").count() == 3


def test_without_an_address_the_rows_wait_and_say_so(world: World) -> None:
    patient = make_patient(world.clinic, email="")
    appointment = make_appointment(world, world.at("2027-06-17", "14:30"), patient=patient)
    outbox.plan_for_booking(appointment, NOW)
    assert set(Notification.objects.values_list("recipient", "state", "why")) == {
        ("", "waiting", "No e-mail address is known yet.")
    }


def test_a_child_without_an_address_is_written_to_through_the_guardian(world: World) -> None:
    guardian = make_patient(world.clinic, email="parent@example.org", language="es")
    child = make_patient(world.clinic, email="", guardian=guardian)
    appointment = make_appointment(world, world.at("2027-06-17", "14:30"), patient=child)
    outbox.plan_for_booking(appointment, NOW)
    assert set(Notification.objects.values_list("recipient", "language")) == {("parent@example.org", "es")}


def test_a_message_id_is_the_dedupe_keys_own_and_says_nothing(booked: Appointment) -> None:
    row = row_of(booked, "confirmation")
    assert row.message_id == outbox.message_id_for(row.dedupe_key)
    assert len(set(Notification.objects.values_list("message_id", flat=True))) == 3
    assert "confirmation" not in row.message_id
    assert booked.public_id not in row.message_id


RUNG: list[bool] = []


def count_ring() -> None:
    RUNG.append(True)


def broken_bell() -> None:
    raise ConnectionError("nobody there")

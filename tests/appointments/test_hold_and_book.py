"""Holding a time and turning it into an appointment."""

from datetime import timedelta

import pytest

from bookings.appointments.book import book
from bookings.appointments.hold import hold, release
from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import (
    AlreadyBooked,
    HoldExpired,
    OutsidePolicy,
    PatientBusy,
    SlotTaken,
    TooManyHolds,
)
from bookings.models import Appointment, AppointmentEvent, Notification, Patient, Service
from tests.factories import NOW, World, make_appointment, make_world

Status = Appointment.Status
ANN = PatientDetails("Ann", "Lee", "ann@example.org", "+1 555 0101")


def test_a_hold_takes_the_time_and_booking_it_leaves_events_and_messages(world: World) -> None:
    starts_at = world.at("2027-06-09", "10:00")
    held = hold(option=world.option, starts_at=starts_at, now=NOW)
    assert (held.status, held.ends_at - held.starts_at) == (Status.HELD, timedelta(minutes=60))
    assert held.hold_expires_at == NOW + timedelta(minutes=10)
    with pytest.raises(SlotTaken):
        hold(option=world.option, starts_at=starts_at, now=NOW)

    booked = book(token=held.token, patient=ANN, now=NOW + timedelta(minutes=3), reason="stiff neck")

    booked.refresh_from_db()
    assert (booked.status, booked.reason) == (Status.BOOKED, "stiff neck")
    assert (booked.patient.first_name, booked.patient.email) == ("Ann", "ann@example.org")
    assert list(booked.events.values_list("kind", flat=True)) == ["held", "booked"]
    assert sorted(booked.notifications.values_list("kind", "offset_hours")) == [
        ("confirmation", None),
        ("reminder", 24),
    ]


def test_what_is_refused_comes_with_the_three_nearest_other_times(world: World) -> None:
    wanted = world.at("2027-06-09", "10:00")
    make_appointment(world, wanted)
    with pytest.raises(SlotTaken) as refused:
        hold(option=world.option, starts_at=wanted, now=NOW)
    times = [
        o.starts_at.astimezone(world.zone).strftime("%H:%M") for o in refused.value.details["alternatives"]
    ]
    assert times == ["09:00", "11:00", "11:30"]


@pytest.mark.parametrize(
    ("day", "time", "why"),
    [
        ("2027-06-07", "09:30", "in less than the minimum notice"),
        ("2027-06-04", "10:00", "in the past"),
        ("2027-06-12", "10:00", "on a Saturday"),
        ("2027-06-09", "10:10", "off the grid"),
        ("2027-06-09", "16:30", "over the end of the day"),
        ("2027-06-09", "03:00", "at night"),
        ("2027-09-15", "10:00", "beyond the horizon"),
    ],
)
def test_times_outside_the_policy_are_refused(world: World, day: str, time: str, why: str) -> None:
    with pytest.raises(OutsidePolicy):
        hold(option=world.option, starts_at=world.at(day, time), now=NOW)
    assert not Appointment.objects.exists(), why


def test_an_expired_hold_frees_its_time_without_any_job_having_run(world: World) -> None:
    starts_at = world.at("2027-06-09", "10:00")
    first = hold(option=world.option, starts_at=starts_at, now=NOW)
    later = NOW + timedelta(minutes=10)
    second = hold(option=world.option, starts_at=starts_at, now=later)
    first.refresh_from_db()
    assert (first.status, first.cancellation_reason) == (Status.CANCELLED, "hold_expired")
    assert first.events.last().kind == AppointmentEvent.Kind.EXPIRED
    with pytest.raises(HoldExpired) as refused:
        book(token=first.token, patient=ANN, now=later)
    assert len(refused.value.details["alternatives"]) == 3
    assert book(token=second.token, patient=ANN, now=later).status == Status.BOOKED


def test_an_expired_hold_cannot_be_booked_even_if_nobody_else_came(world: World) -> None:
    starts_at = world.at("2027-06-09", "10:00")
    held = hold(option=world.option, starts_at=starts_at, now=NOW)
    with pytest.raises(HoldExpired) as refused:
        book(token=held.token, patient=ANN, now=NOW + timedelta(minutes=11))
    assert starts_at in [o.starts_at for o in refused.value.details["alternatives"]]
    assert not Patient.objects.exists()


def test_a_token_books_once(world: World) -> None:
    held = hold(option=world.option, starts_at=world.at("2027-06-09", "10:00"), now=NOW)
    booked = book(token=held.token, patient=ANN, now=NOW)
    with pytest.raises(AlreadyBooked) as refused:
        book(token=held.token, patient=PatientDetails("Bob", "Ray", "bob@example.org"), now=NOW)
    assert refused.value.details["appointment"] == booked
    assert Patient.objects.count() == 1


def test_a_released_hold_is_free_again_and_a_booked_one_stays(world: World) -> None:
    starts_at = world.at("2027-06-09", "10:00")
    release(token=hold(option=world.option, starts_at=starts_at, now=NOW).token, now=NOW)
    held = hold(option=world.option, starts_at=starts_at, now=NOW)
    booked = book(token=held.token, patient=ANN, now=NOW)
    release(token=held.token, now=NOW)
    release(token="no such token", now=NOW)
    booked.refresh_from_db()
    assert booked.status == Status.BOOKED


def test_nobody_holds_more_than_two_times(world: World) -> None:
    for time in ("10:00", "11:00"):
        hold(option=world.option, starts_at=world.at("2027-06-09", time), now=NOW, held_by="browser-1")
    third = {"option": world.option, "starts_at": world.at("2027-06-09", "12:00")}
    with pytest.raises(TooManyHolds):
        hold(**third, now=NOW, held_by="browser-1")
    hold(**third, now=NOW, held_by="browser-2")


def test_one_patient_is_never_in_two_places(db: None) -> None:
    world = make_world(therapists=2)
    starts_at = world.at("2027-06-09", "10:00")
    who = {"held_by": "browser-1"}
    one, other = (hold(option=world.option, starts_at=starts_at, now=NOW, **who) for _ in range(2))
    assert {one.therapist_id, other.therapist_id} == {t.pk for t in world.therapists}
    assert {one.room_id, other.room_id} == {r.pk for r in world.rooms}
    book(token=one.token, patient=ANN, now=NOW)
    with pytest.raises(PatientBusy):
        book(token=other.token, patient=ANN, now=NOW)
    assert Notification.objects.filter(kind="confirmation").count() == 1


def test_known_details_are_matched_and_never_written_over(world: World) -> None:
    held = [
        hold(option=world.option, starts_at=world.at("2027-06-09", t), now=NOW) for t in ("10:00", "12:00")
    ]
    first = book(token=held[0].token, patient=ANN, now=NOW)
    again = PatientDetails("ann", "LEE", "Ann@Example.org", "+1 555 9999")
    second = book(token=held[1].token, patient=again, now=NOW)
    assert second.patient_id == first.patient_id
    assert Patient.objects.get().phone == "+1 555 0101"
    child = PatientDetails("Zoe", "Lee", "ann@example.org")
    third = hold(option=world.option, starts_at=world.at("2027-06-09", "14:00"), now=NOW)
    assert book(token=third.token, patient=child, now=NOW).patient_id != first.patient_id


def test_a_request_keeps_its_time_until_answered(world: World) -> None:
    world.service.booking_mode = Service.BookingMode.REQUEST
    world.service.save()
    held = hold(option=world.option, starts_at=world.at("2027-06-09", "10:00"), now=NOW)
    asked = book(token=held.token, patient=ANN, now=NOW)
    assert (asked.status, asked.answer_by) == (Status.PENDING, NOW + timedelta(hours=24))
    with pytest.raises(SlotTaken):
        hold(option=world.option, starts_at=asked.starts_at, now=NOW + timedelta(hours=1))
    assert list(asked.notifications.values_list("kind", flat=True)) == ["request_received"]


def test_services_by_phone_are_not_booked_online(world: World) -> None:
    world.service.booking_mode = Service.BookingMode.PHONE
    world.service.save()
    with pytest.raises(OutsidePolicy):
        hold(option=world.option, starts_at=world.at("2027-06-09", "10:00"), now=NOW)

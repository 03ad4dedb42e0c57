"""Two appointments change places, and why that takes a step aside."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from bookings.appointments.policy import (
    Actor,
    InvalidTransition,
    OutsidePolicy,
    PatientBusy,
    SlotTaken,
    StaleRevision,
)
from bookings.appointments.swap import swap
from bookings.models import Appointment, Notification, Service, ServiceOption
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world

Status = Appointment.Status


@pytest.fixture
def world(db: None) -> World:
    return make_world(therapists=2)


@pytest.fixture
def staff(world: World) -> Actor:
    return Actor.staff(make_user("reception", world.clinic))


def visit(world: World, day: str, clock: str, who: int = 0, **values: object) -> Appointment:
    return make_appointment(
        world, world.at(day, clock), therapist=world.therapists[who], room=world.rooms[who], **values
    )


def place(appointment: Appointment) -> tuple[object, ...]:
    appointment.refresh_from_db()
    return appointment.starts_at, appointment.therapist_id, appointment.room_id, appointment.occupies_until


def test_each_gets_the_others_time_therapist_and_room(world: World, staff: Actor) -> None:
    one = visit(world, "2027-06-09", "10:00", 0, confirmed_at=NOW)
    other = visit(world, "2027-06-10", "14:00", 1)
    before = place(one), place(other)
    swapped = swap(first=one, second=other, actor=staff, now=NOW)
    assert [row.pk for row in swapped] == [one.pk, other.pk]
    assert (place(one), place(other)) == before[::-1]
    assert [(row.revision, row.status, row.confirmed_at) for row in (one, other)] == [(2, "booked", None)] * 2
    event = one.events.get(kind="swapped")
    assert event.data["from"] == "2027-06-09T14:00:00+00:00"
    assert event.data["to"] == "2027-06-10T18:00:00+00:00"
    assert event.data["with"] == [other.public_id]
    mails = Notification.objects.filter(kind="rescheduled", state="waiting")
    assert set(mails.values_list("appointment", "revision", "send_at")) == {
        (one.pk, 2, NOW + timedelta(minutes=3)),
        (other.pk, 2, NOW + timedelta(minutes=3)),
    }


def test_neighbours_of_one_therapist_in_one_room_change_places(world: World, staff: Actor) -> None:
    one, other = visit(world, "2027-06-09", "10:00"), visit(world, "2027-06-09", "11:00")
    before = place(one), place(other)
    swap(first=other, second=one, actor=staff, now=NOW)
    assert (place(one), place(other)) == before[::-1]


def test_control_one_update_cannot_do_it(world: World) -> None:
    """What the step aside is for: an exclusion constraint looks at each row of an UPDATE as it is written."""
    one, other = visit(world, "2027-06-09", "10:00"), visit(world, "2027-06-10", "10:00")
    columns = ("starts_at", "ends_at", "occupies_from", "occupies_until")
    sets = ", ".join(f"{c} = {c} + CASE id WHEN {one.pk} THEN interval '1 day' ELSE interval '-1 day' END"
                     for c in columns)  # fmt: skip
    with (
        pytest.raises(IntegrityError, match="appt_therapist_once"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(f"UPDATE bookings_appointment SET {sets} WHERE id IN ({one.pk}, {other.pk})")


def longer(world: World, starts: str, minutes: int = 90, **values: object) -> Appointment:
    appointment = visit(world, "2027-06-10", starts)
    option = ServiceOption.objects.create(
        clinic=world.clinic, service=world.service, minutes=minutes, price="110.00"
    )
    appointment.option = option
    appointment.ends_at = appointment.occupies_until = appointment.starts_at + timedelta(minutes=minutes)
    appointment.save()
    return appointment


def test_a_longer_one_moves_where_there_is_room_for_it(world: World, staff: Actor) -> None:
    short, long = visit(world, "2027-06-09", "10:00"), longer(world, "14:00")
    swap(first=short, second=long, actor=staff, now=NOW)
    long.refresh_from_db()
    assert (long.starts_at, long.minutes) == (world.at("2027-06-09", "10:00"), 90)


@pytest.mark.parametrize(("short", "neighbour"), [("10:00", "11:00"), ("16:00", None)])
def test_a_longer_one_is_refused_where_a_neighbour_or_the_end_of_the_day_is_near(
    world: World, staff: Actor, short: str, neighbour: str | None
) -> None:
    one, long = visit(world, "2027-06-09", short), longer(world, "14:00")
    if neighbour:
        visit(world, "2027-06-09", neighbour)
    before = place(one), place(long)
    with pytest.raises(OutsidePolicy, match="do not fit"):
        swap(first=one, second=long, actor=staff, now=NOW)
    assert (place(one), place(long)) == before
    assert not Notification.objects.exists()


def test_neighbours_of_unequal_length_would_overlap(world: World, staff: Actor) -> None:
    short, long = visit(world, "2027-06-10", "10:00"), longer(world, "11:00")
    with pytest.raises(OutsidePolicy, match="overlap"):
        swap(first=long, second=short, actor=staff, now=NOW)


def test_nobody_gets_a_treatment_that_they_do_not_give(world: World, staff: Actor) -> None:
    one, other = visit(world, "2027-06-09", "10:00", 0), visit(world, "2027-06-10", "10:00", 1)
    service = Service.objects.create(clinic=world.clinic, name="Sports massage")
    service.therapists.add(world.therapists[1])
    Appointment.objects.filter(pk=other.pk).update(
        option=ServiceOption.objects.create(clinic=world.clinic, service=service, minutes=60, price="90.00")
    )
    with pytest.raises(OutsidePolicy, match="does not give"):
        swap(first=one, second=other, actor=staff, now=NOW)


def test_a_patient_is_never_in_two_places(world: World, staff: Actor) -> None:
    ann = make_patient(world.clinic)
    one, other = visit(world, "2027-06-09", "10:00", 0, patient=ann), visit(world, "2027-06-10", "10:00", 0)
    visit(world, "2027-06-10", "10:00", 1, patient=ann)
    before = place(one), place(other)
    with pytest.raises(PatientBusy):
        swap(first=one, second=other, actor=staff, now=NOW)
    assert (place(one), place(other)) == before


def test_what_is_over_or_seen_too_long_ago_stays(world: World, staff: Actor) -> None:
    one, other = visit(world, "2027-06-09", "10:00"), visit(world, "2027-06-10", "10:00", status="cancelled")
    with pytest.raises(InvalidTransition):
        swap(first=one, second=other, actor=staff, now=NOW)
    with pytest.raises(InvalidTransition, match="Only the clinic"):
        swap(first=one, second=visit(world, "2027-06-11", "10:00"), actor=Actor.patient(), now=NOW)
    with pytest.raises(StaleRevision):
        swap(first=one, second=visit(world, "2027-06-11", "11:00"), actor=staff, now=NOW,
             expected_revisions=(2, None))  # fmt: skip
    with pytest.raises(ValueError, match="two different"):
        swap(first=one, second=one, actor=staff, now=NOW)


def test_an_override_in_the_way_is_told_as_taken(world: World, staff: Actor) -> None:
    """Buffers that the calendar of the other place never had."""
    one, other = visit(world, "2027-06-09", "10:00", 0), visit(world, "2027-06-10", "10:00", 1)
    Appointment.objects.filter(pk=one.pk).update(occupies_until=one.ends_at + timedelta(minutes=30))
    visit(world, "2027-06-10", "11:00", 1)
    with pytest.raises(SlotTaken, match="too tight"):
        swap(first=one, second=other, actor=staff, now=NOW)

"""A visit gets another length of its service, or another room, in the same act as a move; both can be undone."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bookings.appointments.policy import Actor, OutsidePolicy, SlotTaken
from bookings.appointments.reschedule import reschedule
from bookings.appointments.undo import undo
from bookings.integrity import findings
from bookings.models import Appointment, Notification, Service, ServiceOption
from bookings.notifications import outbox
from tests.factories import NOW, World, make_appointment, make_user, make_world

TUESDAY = "2027-06-08"


@pytest.fixture
def house(db: None) -> World:
    return make_world(therapists=2, buffers=(0, 10))


@pytest.fixture
def visit(house: World) -> Appointment:
    return make_appointment(house, house.at(TUESDAY, "10:00"))


def waiting_news(visit: Appointment) -> list[tuple[str, int]]:
    rows = Notification.objects.filter(appointment=visit, state="waiting").exclude(kind="reminder")
    return list(rows.values_list("kind", "revision"))


def longer(world: World) -> ServiceOption:
    return ServiceOption.objects.create(
        clinic=world.clinic, service=world.service, minutes=90, price="110.00", currency="USD"
    )


def desk(world: World) -> Actor:
    return Actor.staff(make_user("reception", world.clinic))


def test_another_length_takes_its_time_and_price(house: World, visit: Appointment) -> None:
    moved = reschedule(
        appointment=visit, starts_at=visit.starts_at, option=longer(house), actor=desk(house), now=NOW
    )
    moved.refresh_from_db()
    assert (moved.minutes, moved.price, moved.revision) == (90, Decimal("110.00"), 2)
    assert moved.occupies_until == house.at(TUESDAY, "11:40")
    assert Notification.objects.get(appointment=visit, kind="rescheduled").revision == 2


def test_undoing_brings_back_length_and_price(house: World, visit: Appointment) -> None:
    actor = desk(house)
    reschedule(appointment=visit, starts_at=visit.starts_at, option=longer(house), actor=actor, now=NOW)
    (back,) = undo(appointment=visit, actor=actor, now=NOW + timedelta(minutes=2))
    back.refresh_from_db()
    assert (back.option, back.minutes, back.price) == (house.option, 60, Decimal("80.00"))


def test_a_longer_one_that_meets_the_next_visit_is_refused_with_alternatives(
    house: World, visit: Appointment
) -> None:
    make_appointment(house, house.at(TUESDAY, "11:30"), room=house.rooms[1])
    with pytest.raises(SlotTaken) as refused:
        reschedule(
            appointment=visit, starts_at=visit.starts_at, option=longer(house), therapist=house.therapist,
            actor=desk(house), now=NOW,
        )  # fmt: skip
    assert len(refused.value.details["alternatives"]) == 3
    visit.refresh_from_db()
    assert (visit.minutes, visit.revision) == (60, 1)


def test_another_service_is_no_length(house: World, visit: Appointment) -> None:
    other = Service.objects.create(clinic=house.clinic, name="Cupping")
    option = ServiceOption.objects.create(clinic=house.clinic, service=other, minutes=30, price="40.00")
    with pytest.raises(OutsidePolicy) as refused:
        reschedule(appointment=visit, starts_at=visit.starts_at, option=option, actor=desk(house), now=NOW)
    assert refused.value.field == "option"


def test_a_room_that_is_asked_for_is_taken_or_refused(house: World, visit: Appointment) -> None:
    actor = desk(house)
    moved = reschedule(
        appointment=visit, starts_at=visit.starts_at, room=house.rooms[1], actor=actor, now=NOW
    )
    assert (moved.room, moved.revision) == (house.rooms[1], 2)
    assert waiting_news(visit) == []
    make_appointment(house, house.at(TUESDAY, "14:00"), room=house.rooms[0], therapist=house.therapists[1])
    with pytest.raises(SlotTaken):
        reschedule(
            appointment=visit, starts_at=house.at(TUESDAY, "14:00"), room=house.rooms[0],
            therapist=house.therapist, actor=actor, now=NOW,
        )  # fmt: skip


def test_of_another_room_nobody_is_told_unless_the_news_of_the_visit_has_not_left(
    house: World, visit: Appointment
) -> None:
    actor, (one, other) = desk(house), house.rooms
    how: dict[str, Any] = {"appointment": visit, "starts_at": visit.starts_at, "actor": actor}
    outbox.plan_for_booking(visit, NOW)
    reschedule(**how, room=other, now=NOW)
    assert waiting_news(visit) == [("confirmation", 2)], (
        "the first letter had not left: it goes out all the same"
    )
    Notification.objects.filter(state="waiting", kind="confirmation").update(state="sent")
    reschedule(**how, room=one, now=NOW)
    reschedule(**how, room=other, now=NOW)
    assert waiting_news(visit) == []
    undo(appointment=visit, actor=actor, now=NOW + timedelta(minutes=1))
    assert waiting_news(visit) == []
    assert Notification.objects.filter(state="waiting", kind="reminder", revision=5).count() == 1
    assert not list(findings(NOW + timedelta(hours=1)))


def test_a_move_keeps_the_room_where_it_can(house: World) -> None:
    """The second room is not the first choice of a new booking: only the wish to stay explains it."""
    visit = make_appointment(house, house.at(TUESDAY, "10:00"), room=house.rooms[1])
    moved = reschedule(appointment=visit, starts_at=house.at(TUESDAY, "15:00"), actor=desk(house), now=NOW)
    assert moved.room == house.rooms[1]

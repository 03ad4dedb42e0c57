"""Moving, cancelling, confirming, attending, answering."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bookings.appointments.answer import accept, decline
from bookings.appointments.attend import arrive, confirm, fulfil, mark_no_show
from bookings.appointments.cancel import cancel
from bookings.appointments.expire import tidy_expired
from bookings.appointments.hold import hold
from bookings.appointments.policy import (
    Actor,
    InvalidTransition,
    OutsidePolicy,
    SlotTaken,
    StaleRevision,
    TooLate,
    change_rules,
)
from bookings.appointments.reschedule import reschedule
from bookings.models import Appointment, Notification
from bookings.notifications.outbox import plan_for_booking
from tests.factories import NOW, World, make_appointment, make_user, make_world

Status = Appointment.Status
PATIENT = Actor.patient()


@pytest.fixture
def booked(world: World) -> Appointment:
    """Wednesday at ten, with its messages planned; now is Monday morning."""
    appointment = make_appointment(world, world.at("2027-06-09", "10:00"), confirmed_at=NOW)
    plan_for_booking(appointment, NOW)
    return appointment


def staff(world: World) -> Actor:
    return Actor.staff(make_user("reception", world.clinic))


def test_a_move_keeps_the_row_counts_up_and_tells_the_old_time(world: World, booked: Appointment) -> None:
    to = world.at("2027-06-10", "15:00")
    moved = reschedule(appointment=booked, starts_at=to, actor=PATIENT, now=NOW)
    moved.refresh_from_db()
    assert (moved.pk, moved.revision, moved.starts_at) == (booked.pk, 2, to)
    assert moved.confirmed_at is None
    event = moved.events.get(kind="rescheduled")
    assert (event.data["from"], event.data["to"]) == (
        "2027-06-09T14:00:00+00:00",
        "2027-06-10T19:00:00+00:00",
    )
    waiting = Notification.objects.filter(appointment=booked, state="waiting")
    assert {n.revision for n in waiting} == {2}
    assert Notification.objects.filter(appointment=booked, state="void", revision=1).exists()
    hold(option=world.option, starts_at=booked.starts_at, now=NOW)


def test_a_move_by_half_an_hour_is_not_in_its_own_way(world: World, booked: Appointment) -> None:
    to = world.at("2027-06-09", "10:30")
    assert reschedule(appointment=booked, starts_at=to, actor=PATIENT, now=NOW).starts_at == to


def test_a_refused_move_leaves_the_old_time_intact(world: World, booked: Appointment) -> None:
    taken = world.at("2027-06-10", "15:00")
    make_appointment(world, taken)
    for wanted, refusal in ((taken, SlotTaken), (world.at("2027-06-12", "10:00"), OutsidePolicy)):
        with pytest.raises(refusal) as refused:
            reschedule(appointment=booked, starts_at=wanted, actor=PATIENT, now=NOW)
        assert len(refused.value.details["alternatives"]) == 3
    booked.refresh_from_db()
    assert (booked.revision, booked.starts_at) == (1, world.at("2027-06-09", "10:00"))
    assert not booked.events.exists()


def test_patients_move_until_the_notice_and_staff_always(world: World, booked: Appointment) -> None:
    late = booked.starts_at - timedelta(hours=23)
    to = world.at("2027-06-10", "15:00")
    assert change_rules(booked, late).is_late
    with pytest.raises(TooLate):
        reschedule(appointment=booked, starts_at=to, actor=PATIENT, now=late)
    assert reschedule(appointment=booked, starts_at=to, actor=staff(world), now=late).revision == 2


def test_a_stale_page_does_not_move(world: World, booked: Appointment) -> None:
    to = world.at("2027-06-10", "15:00")
    reschedule(appointment=booked, starts_at=to, actor=PATIENT, now=NOW, expected_revision=1)
    with pytest.raises(StaleRevision):
        reschedule(
            appointment=booked, starts_at=world.at("2027-06-11", "9:00".zfill(5)), actor=PATIENT, now=NOW,
            expected_revision=1,
        )  # fmt: skip


def test_the_same_therapist_is_kept_when_that_is_possible(db: None) -> None:
    world = make_world(therapists=3)
    booked = make_appointment(
        world, world.at("2027-06-09", "10:00"), therapist=world.therapists[2], room=world.rooms[1]
    )
    moved = reschedule(appointment=booked, starts_at=world.at("2027-06-10", "10:00"), actor=PATIENT, now=NOW)
    assert moved.therapist_id == world.therapists[2].pk
    make_appointment(world, world.at("2027-06-11", "10:00"), therapist=world.therapists[2])
    moved = reschedule(appointment=moved, starts_at=world.at("2027-06-11", "10:00"), actor=PATIENT, now=NOW)
    assert moved.therapist_id != world.therapists[2].pk


def test_cancelling_frees_the_time_and_voids_what_was_planned(world: World, booked: Appointment) -> None:
    cancelled = cancel(appointment=booked, reason="illness", actor=PATIENT, now=NOW)
    assert (cancelled.status, cancelled.is_late_cancel) == (Status.CANCELLED, False)
    states = set(Notification.objects.filter(appointment=booked).values_list("kind", "state"))
    assert ("cancelled", "waiting") in states
    assert ("reminder", "void") in states
    assert ("reminder", "waiting") not in states
    hold(option=world.option, starts_at=booked.starts_at, now=NOW)
    with pytest.raises(InvalidTransition):
        cancel(appointment=booked, reason="illness", actor=PATIENT, now=NOW)


def test_late_is_what_was_agreed_at_booking_not_what_the_policy_says_today(
    world: World, booked: Appointment
) -> None:
    world.clinic.policy.cancel_notice_hours = 2
    world.clinic.policy.save()
    late = booked.starts_at - timedelta(hours=20)
    assert cancel(appointment=booked, reason="work", actor=PATIENT, now=late).is_late_cancel


def test_unknown_reasons_are_refused(world: World, booked: Appointment) -> None:
    for reason in ("", "because", "clinic", "hold_expired"):
        with pytest.raises(ValueError, match="reason"):
            cancel(appointment=booked, reason=reason, actor=PATIENT, now=NOW)
    booked.refresh_from_db()
    assert booked.status == Status.BOOKED


def test_confirming_is_a_fact_with_a_time_and_happens_once(world: World, booked: Appointment) -> None:
    Appointment.objects.update(confirmed_at=None)
    first = confirm(appointment=booked, actor=PATIENT, now=NOW)
    second = confirm(appointment=booked, actor=PATIENT, now=NOW + timedelta(hours=1))
    assert first.confirmed_at == second.confirmed_at == NOW
    assert booked.events.filter(kind="confirmed").count() == 1


TRANSITIONS: list[tuple[str, Callable[..., Any], str | None]] = [
    ("booked", arrive, "arrived"),
    ("booked", fulfil, "fulfilled"),
    ("arrived", fulfil, "fulfilled"),
    ("booked", mark_no_show, "no_show"),
    ("arrived", arrive, "arrived"),
    ("fulfilled", arrive, None),
    ("cancelled", arrive, None),
    ("cancelled", fulfil, None),
    ("no_show", fulfil, None),
    ("arrived", mark_no_show, None),
    ("fulfilled", mark_no_show, None),
    ("pending", arrive, None),
    ("pending", accept, "booked"),
    ("booked", accept, "booked"),
    ("cancelled", accept, None),
    ("pending", decline, "cancelled"),
    ("booked", decline, None),
    ("cancelled", confirm, None),
    ("fulfilled", confirm, None),
]


@pytest.mark.parametrize(("start", "verb", "end"), TRANSITIONS)
def test_the_life_cycle(world: World, start: str, verb: Callable[..., Any], end: str | None) -> None:
    appointment = make_appointment(world, world.at("2027-06-09", "10:00"), status=start)
    after = appointment.starts_at + timedelta(minutes=10)
    actor = staff(world)
    if end is None:
        with pytest.raises(InvalidTransition):
            verb(appointment=appointment, actor=actor, now=after)
        assert not appointment.events.exists()
    else:
        verb(appointment=appointment, actor=actor, now=after)
    appointment.refresh_from_db()
    assert appointment.status == (end or start)


def test_nobody_fails_to_come_before_the_start(world: World, booked: Appointment) -> None:
    with pytest.raises(InvalidTransition):
        mark_no_show(appointment=booked, actor=staff(world), now=NOW)


def test_tidying_ends_old_holds_and_unanswered_requests(world: World) -> None:
    held = hold(option=world.option, starts_at=world.at("2027-06-09", "10:00"), now=NOW)
    asked = make_appointment(
        world, world.at("2027-06-09", "12:00"), status=Status.PENDING, answer_by=NOW + timedelta(hours=1)
    )
    assert tidy_expired(now=NOW) == 0
    assert tidy_expired(now=NOW + timedelta(hours=2)) == 2
    for row, reason in ((held, "hold_expired"), (asked, "request_expired")):
        row.refresh_from_db()
        assert (row.status, row.cancellation_reason) == (Status.CANCELLED, reason)
    assert Notification.objects.filter(appointment=asked, kind="declined").exists()

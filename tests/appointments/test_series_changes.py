"""Changing a series: this date, the following, all; each checked, all or none, told in one letter."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings import integrity
from bookings.appointments.policy import (
    Actor,
    InvalidTransition,
    StaleRevision,
    TooLate,
)
from bookings.appointments.series import (
    Scope,
    SeriesTaken,
    SeriesTime,
    book_series_directly,
    cancel_series,
    change_series,
    in_same_week,
)
from bookings.appointments.undo import undo
from bookings.models import Appointment, Notification, Patient, Series
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world
from tests.notes.drafted import plan_of
from tests.notifications.post import states

Status = Appointment.Status
PATIENT = Actor.patient()
TUESDAYS = ("2027-06-15", "2027-06-22", "2027-06-29", "2027-07-06")
SOON = NOW + timedelta(minutes=2)


@pytest.fixture
def world(db: None) -> World:
    return make_world(therapists=2)


@pytest.fixture
def staff(world: World) -> Actor:
    return Actor.staff(make_user("reception", world.clinic))


@pytest.fixture
def patient(world: World) -> Patient:
    return make_patient(world.clinic)


def times(world: World, *days: str, clock: str = "10:00") -> list[SeriesTime]:
    return [SeriesTime(world.at(day, clock), world.therapist) for day in days]


@pytest.fixture
def booked(world: World, staff: Actor, patient: Patient) -> list[Appointment]:
    series = book_series_directly(
        option=world.option,
        times=times(world, *TUESDAYS),
        patient=patient,
        actor=staff,
        now=NOW,
        made_for=plan_of(world, patient),
    )
    return rows_of(series)


def rows_of(series: Series) -> list[Appointment]:
    return list(Appointment.objects.filter(series=series))


def starts(appointments: list[Appointment]) -> list[datetime]:
    for appointment in appointments:
        appointment.refresh_from_db()
    return [appointment.starts_at for appointment in appointments]


def test_the_following_move_by_as_many_days_to_the_same_hour(
    world: World, booked: list[Appointment], staff: Actor
) -> None:
    Notification.objects.update(state="sent")
    to = in_same_week(booked[1], 3, 15 * 60)
    moved = change_series(appointment=booked[1], starts_at=to, scope=Scope.FOLLOWING, actor=staff, now=NOW)
    assert [row.pk for row in moved] == [row.pk for row in booked[1:]]
    assert starts(booked) == [
        world.at(TUESDAYS[0], "10:00"),
        *(world.at(day, "15:00") for day in ("2027-06-24", "2027-07-01", "2027-07-08")),
    ]
    assert [row.revision for row in booked] == [1, 2, 2, 2]
    mail = Notification.objects.get(kind="series", state="waiting")
    assert (mail.appointment, mail.send_at) == (booked[1], NOW + timedelta(minutes=3))
    assert [states(row)["rescheduled/2"] for row in booked[1:]] == ["void"] * 3
    assert list(integrity.findings(NOW)) == []


def test_all_move_into_each_others_times(world: World, booked: list[Appointment], staff: Actor) -> None:
    """A week later: each but the last takes the time that the next one leaves."""
    to = world.at(TUESDAYS[1], "10:00")
    change_series(appointment=booked[0], starts_at=to, scope=Scope.ALL, actor=staff, now=NOW)
    assert starts(booked) == [world.at(day, "10:00") for day in (*TUESDAYS[1:], "2027-07-13")]


def test_a_move_by_days_keeps_what_each_date_has_of_its_own(
    world: World, staff: Actor, patient: Patient
) -> None:
    wanted = [*times(world, TUESDAYS[0]), *times(world, TUESDAYS[1], clock="14:00")]
    series = book_series_directly(option=world.option, times=wanted, patient=patient, actor=staff, now=NOW)
    rows = rows_of(series)
    change_series(
        appointment=rows[0], starts_at=world.at("2027-06-16", "10:00"), scope=Scope.ALL, actor=staff, now=NOW
    )
    assert starts(rows) == [world.at("2027-06-16", "10:00"), world.at("2027-06-23", "14:00")]


def test_ten_stays_ten_when_the_clock_changes(world: World, staff: Actor, patient: Patient) -> None:
    series = book_series_directly(
        option=world.option,
        times=times(world, "2027-10-26", "2027-11-02"),
        patient=patient,
        actor=staff,
        now=NOW,
    )
    rows = rows_of(series)
    to = world.at("2027-11-02", "10:00")
    change_series(appointment=rows[0], starts_at=to, scope=Scope.ALL, actor=staff, now=NOW)
    assert starts(rows) == [world.at("2027-11-02", "10:00"), world.at("2027-11-09", "10:00")]


def test_one_bad_date_moves_none_and_a_substitute_for_it_moves_all(
    world: World, booked: list[Appointment], staff: Actor
) -> None:
    before = starts(booked)
    make_appointment(world, world.at("2027-06-30", "10:00"))
    asked: dict[str, Any] = {
        "appointment": booked[0], "starts_at": world.at("2027-06-16", "10:00"),
        "scope": Scope.ALL, "actor": staff, "now": NOW,
    }  # fmt: skip
    with pytest.raises(SeriesTaken) as refused:
        change_series(**asked)
    [bad] = refused.value.details["refused"]
    assert bad.starts_at == world.at("2027-06-30", "10:00")
    assert starts(booked) == before
    change_series(**asked, instead={booked[2].public_id: bad.alternatives[0].starts_at})
    assert starts(booked)[2] == world.at("2027-06-30", "09:00")
    assert starts(booked)[3] == world.at("2027-07-07", "10:00")


def test_one_date_alone_moves_with_an_ordinary_message(
    world: World, booked: list[Appointment], staff: Actor
) -> None:
    to = world.at("2027-06-23", "15:00")
    change_series(appointment=booked[1], starts_at=to, scope=Scope.THIS, actor=staff, now=NOW)
    assert starts(booked)[2] == world.at(TUESDAYS[2], "10:00")
    assert states(booked[1])["rescheduled/2"] == "waiting"


def test_patients_move_a_series_in_good_time_and_nobody_a_stale_one(
    booked: list[Appointment], world: World, staff: Actor
) -> None:
    late = booked[0].starts_at - timedelta(hours=1)
    to = world.at("2027-06-16", "15:00")
    with pytest.raises(TooLate):
        change_series(appointment=booked[0], starts_at=to, scope=Scope.ALL, actor=PATIENT, now=late)
    with pytest.raises(StaleRevision):
        change_series(
            appointment=booked[0], starts_at=to, scope=Scope.ALL, actor=staff, now=NOW, expected_revision=2
        )


def test_cancelling_the_following_leaves_the_first_and_what_is_over(
    booked: list[Appointment], staff: Actor
) -> None:
    Notification.objects.update(state="sent")
    now = booked[1].starts_at - timedelta(hours=2)
    cancelled = cancel_series(
        appointment=booked[1], scope=Scope.FOLLOWING, reason="illness", actor=PATIENT, now=now
    )
    assert [(row.pk, row.is_late_cancel) for row in cancelled] == [
        (booked[1].pk, True), (booked[2].pk, False), (booked[3].pk, False),
    ]  # fmt: skip
    starts(booked)
    assert [row.status for row in booked] == ["booked", "cancelled", "cancelled", "cancelled"]
    assert Notification.objects.get(kind="series", state="waiting").send_at == now + timedelta(minutes=3)
    with pytest.raises(InvalidTransition):
        cancel_series(appointment=booked[1], scope=Scope.ALL, reason="illness", actor=PATIENT, now=now)


def test_all_means_all_that_are_still_to_come(booked: list[Appointment], staff: Actor) -> None:
    now = booked[1].starts_at + timedelta(hours=2)
    cancel_series(appointment=booked[3], scope=Scope.ALL, reason="clinic", actor=staff, now=now)
    starts(booked)
    assert [row.status for row in booked] == ["booked", "booked", "cancelled", "cancelled"]


def test_an_act_on_a_series_is_undone_whole(world: World, booked: list[Appointment], staff: Actor) -> None:
    Notification.objects.update(state="sent")
    before = starts(booked)
    cancel_series(appointment=booked[1], scope=Scope.FOLLOWING, reason="clinic", actor=staff, now=NOW)
    assert len(undo(appointment=booked[3], actor=staff, now=SOON)) == 3
    change_series(
        appointment=booked[0],
        starts_at=world.at(TUESDAYS[1], "10:00"),
        scope=Scope.ALL,
        actor=staff,
        now=SOON,
    )
    undo(appointment=booked[0], actor=staff, now=SOON)
    assert starts(booked) == before
    assert {row.status for row in booked} == {Status.BOOKED}
    assert [row.revision for row in booked] == [3, 5, 5, 5]
    assert not Notification.objects.exclude(kind="reminder").filter(state="waiting").exists()
    assert list(integrity.findings(SOON)) == []

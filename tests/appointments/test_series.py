"""A series from the proposal to the last change: all or none, one letter, each date a row of its own."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import integrity
from bookings.appointments.hold import hold
from bookings.appointments.policy import (
    Actor,
    AlreadyBooked,
    HoldExpired,
    PatientBusy,
)
from bookings.appointments.series import (
    Preferences,
    SeriesProposal,
    SeriesTaken,
    SeriesTime,
    book_series,
    book_series_directly,
    hold_series,
    propose_series,
)
from bookings.appointments.series.hold import NotTheirPlan
from bookings.models import Appointment, Notification, Patient, Series
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world
from tests.notes.drafted import plan_of

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


def rows_of(series: Series) -> list[Appointment]:
    return list(Appointment.objects.filter(series=series))


def letters() -> list[tuple[str, str]]:
    rows = Notification.objects.exclude(kind="reminder").exclude(state="void").order_by("pk")
    return list(rows.values_list("kind", "state"))


def test_a_dose_is_proposed_with_a_reason_for_each_substitute(world: World) -> None:
    make_appointment(world, world.at("2027-06-21", "09:00"))
    proposals = propose_series(
        option=world.option, sessions=6, per_week=2, start_date=date(2027, 6, 14), now=NOW,
        preferences=Preferences(frozenset({0, 3}), 9 * 60, 12 * 60, 9 * 60), therapist=world.therapist,
    )  # fmt: skip
    best = proposals[0]
    clocks = [
        session.time.starts_at.astimezone(world.zone).strftime("%m-%d %H:%M") for session in best.sessions
    ]
    assert clocks == [
        "06-14 09:00",
        "06-17 09:00",
        "06-21 10:00",
        "06-24 09:00",
        "06-28 09:00",
        "07-01 09:00",
    ]
    assert [session.why for session in best.sessions] == [
        "", "", "The usual time is not open on that day.", "", "", "",
    ]  # fmt: skip
    assert [session.days_since for session in best.sessions] == [None, 3, 4, 3, 4, 3]
    assert (best.missing, best.substitutes, best.weekdays, best.minute) == (0, 1, (0, 3), 540)
    assert {session.time.therapist_id for session in best.sessions} == {world.therapist.public_id}
    assert all(session.nearby for session in best.sessions)
    assert len(proposals) == 3


def test_no_day_is_proposed_on_which_the_patient_comes_already(world: World, patient: Patient) -> None:
    make_appointment(world, world.at("2027-06-21", "16:00"), patient=patient)
    best = propose_series(
        option=world.option, sessions=3, min_days=5, max_days=9, start_date=date(2027, 6, 14), now=NOW,
        preferences=Preferences(frozenset({0}), 9 * 60, 12 * 60, 9 * 60), patient=patient,
    )[0]  # fmt: skip
    days = [session.time.starts_at.astimezone(world.zone).strftime("%m-%d") for session in best.sessions]
    assert len(days) == 3
    assert "06-21" not in days


def test_somebody_else_steps_in_only_if_that_is_asked_for(world: World) -> None:
    for hour in range(9, 17):
        make_appointment(world, world.at("2027-06-22", f"{hour:02}:00"))

    def ask(**more: Any) -> SeriesProposal:
        return propose_series(
            option=world.option, sessions=4, min_days=7, max_days=7, start_date=date(2027, 6, 15), now=NOW,
            preferences=Preferences(frozenset({1})), therapist=world.therapist, **more,
        )[0]  # fmt: skip

    alone, helped = ask(), ask(others_may_step_in=True)
    assert alone.sessions[0].time.starts_at == world.at("2027-06-29", "09:00")
    assert {session.time.therapist_id for session in alone.sessions} == {world.therapist.public_id}
    assert [session.is_substitute for session in helped.sessions] == [False, True, False, False]
    assert helped.sessions[1].time.therapist_id == world.therapists[1].public_id


@pytest.mark.parametrize(("sessions", "team"), [(2, 1), (12, 5)])
def test_a_proposal_takes_four_queries_however_long_it_is(db: None, sessions: int, team: int) -> None:
    world = make_world(therapists=team)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert propose_series(
            option=world.option, sessions=sessions, per_week=2, start_date=date(2027, 6, 14), now=NOW
        )
    assert len(queries) == 4


def test_everything_proposed_can_be_held_and_booked(world: World, staff: Actor, patient: Patient) -> None:
    best = propose_series(option=world.option, sessions=5, per_week=2, start_date=date(2027, 6, 7), now=NOW)[
        0
    ]
    by_id = {therapist.public_id: therapist for therapist in world.therapists}
    wanted = [SeriesTime(s.time.starts_at, by_id[s.time.therapist_id]) for s in best.sessions]
    plan = plan_of(world, patient)
    series = hold_series(option=world.option, times=wanted, actor=staff, now=NOW, made_for=plan)
    held = rows_of(series)
    assert [row.starts_at for row in held] == [time.starts_at for time in wanted]
    assert {(row.status, row.hold_expires_at, row.source) for row in held} == {
        (Status.HELD, NOW + timedelta(minutes=10), "series")
    }
    book_series(series=series, patient=patient, actor=staff, now=SOON)
    rows = rows_of(series)
    assert {(row.status, row.patient_id) for row in rows} == {(Status.BOOKED, patient.pk)}
    assert (series.patient, series.made_for) == (patient, plan)
    assert all(list(row.events.values_list("kind", flat=True)) == ["held", "booked"] for row in rows)
    assert letters() == [("series", "waiting")]
    assert all(row.notifications.filter(kind="reminder", state="waiting").exists() for row in rows[1:])
    assert list(integrity.findings(SOON)) == []


def test_one_bad_time_holds_none_and_names_what_is_free_near_it(world: World, staff: Actor) -> None:
    make_appointment(world, world.at(TUESDAYS[1], "10:00"))
    wanted = [*times(world, *TUESDAYS), *times(world, "2027-07-10")]
    with pytest.raises(SeriesTaken) as refused:
        hold_series(option=world.option, times=wanted, actor=staff, now=NOW)
    taken, closed = refused.value.details["refused"]
    assert (taken.starts_at, taken.code) == (world.at(TUESDAYS[1], "10:00"), "slot_taken")
    assert [one.starts_at for one in taken.alternatives] == [
        world.at(TUESDAYS[1], "09:00"), world.at(TUESDAYS[1], "11:00"), world.at(TUESDAYS[1], "11:30"),
    ]  # fmt: skip
    assert (closed.starts_at, closed.code) == (world.at("2027-07-10", "10:00"), "outside_policy")
    assert len(refused.value.details["alternatives"]) == 6
    assert Appointment.objects.filter(series__isnull=False).count() == Series.objects.count() == 0


def test_times_that_overlap_each_other_are_refused(world: World, staff: Actor) -> None:
    both = [SeriesTime(world.at(TUESDAYS[0], clock)) for clock in ("10:00", "10:30")]
    with pytest.raises(SeriesTaken) as refused:
        hold_series(option=world.option, times=both, actor=staff, now=NOW)
    assert [one.why for one in refused.value.details["refused"]] == ["Two of these times overlap."]


def test_the_rule_of_two_holds_does_not_bind_a_series_nor_the_series_a_patient(
    world: World, staff: Actor
) -> None:
    series = hold_series(option=world.option, times=times(world, *TUESDAYS), actor=staff, now=NOW)
    assert len(rows_of(series)) == 4
    for clock in ("12:00", "14:00"):
        hold(option=world.option, starts_at=world.at(TUESDAYS[0], clock), now=NOW, held_by="browser")


def test_one_expired_hold_books_none(world: World, staff: Actor, patient: Patient) -> None:
    series = hold_series(option=world.option, times=times(world, *TUESDAYS), actor=staff, now=NOW)
    first = rows_of(series)[0]
    Appointment.objects.filter(pk=first.pk).update(hold_expires_at=NOW)
    with pytest.raises(HoldExpired) as refused:
        book_series(series=series, patient=patient, actor=staff, now=SOON)
    assert refused.value.details["expired"] == [first.starts_at]
    free = [opening.starts_at for opening in refused.value.details["alternatives"]]
    assert first.starts_at in free
    assert {row.status for row in rows_of(series)} == {Status.HELD}
    assert not Notification.objects.exists()


def test_a_series_is_booked_once(world: World, staff: Actor, patient: Patient) -> None:
    series = hold_series(option=world.option, times=times(world, *TUESDAYS), actor=staff, now=NOW)
    book_series(series=series, patient=patient, actor=staff, now=NOW)
    with pytest.raises(AlreadyBooked):
        book_series(series=series, patient=patient, actor=staff, now=NOW)
    assert letters() == [("series", "waiting")]


def test_a_patient_who_is_elsewhere_once_books_none(world: World, staff: Actor, patient: Patient) -> None:
    make_appointment(
        world, world.at(TUESDAYS[2], "10:00"), patient=patient,
        therapist=world.therapists[1], room=world.rooms[1],
    )  # fmt: skip
    with pytest.raises(PatientBusy):
        book_series_directly(
            option=world.option, times=times(world, *TUESDAYS), patient=patient, actor=staff, now=NOW
        )
    assert not Series.objects.exists()


def test_an_expired_hold_in_the_way_gives_way(world: World, staff: Actor, patient: Patient) -> None:
    dead = make_appointment(world, world.at(TUESDAYS[0], "10:00"), status="held", hold_expires_at=NOW)
    book_series_directly(
        option=world.option, times=times(world, *TUESDAYS), patient=patient, actor=staff, now=NOW
    )
    dead.refresh_from_db()
    assert dead.cancellation_reason == "hold_expired"


@pytest.mark.parametrize("whose", ["somebody else's", "nobody's"])
def test_a_series_is_made_for_a_plan_of_its_patient_only(
    world: World, staff: Actor, patient: Patient, whose: str
) -> None:
    plan = "no-plan" if whose == "nobody's" else plan_of(world, make_patient(world.clinic))
    wanted = [SeriesTime(world.at("2027-06-15", "10:00"), world.therapist)]
    with pytest.raises(NotTheirPlan):
        book_series_directly(
            option=world.option, times=wanted, patient=patient, actor=staff, now=NOW, made_for=plan
        )
    held = hold_series(option=world.option, times=wanted, actor=staff, now=NOW, made_for=plan)
    with pytest.raises(NotTheirPlan):
        book_series(series=held, patient=patient, actor=staff, now=NOW)
    assert not Appointment.objects.filter(patient=patient).exists()

"""Time is closed only after every visit in it has been looked at, and none is moved silently."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bookings.appointments.policy import Actor
from bookings.calendars import slots_by_day
from bookings.models import AccessRecord, Appointment, Notification, TimeOff, User
from bookings.schedules.absences import Absence, between, visits_inside
from bookings.schedules.carry_out import Decision, carry_out
from bookings.schedules.proposals import propose
from bookings.schedules.queries import absence_lines, span
from bookings.schedules.time_off import BadAbsence, VisitsHit, add_time_off, remove_time_off
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
TUESDAY = date(2027, 6, 8)


@pytest.fixture
def world(db: None) -> World:
    return make_world(therapists=2)


@pytest.fixture
def owner(world: World) -> User:
    return make_user("owner", world.clinic)


def off(world: World, first: date = TUESDAY, last: date | None = None, **whose: Any) -> Absence:
    starts_at, ends_at = between(world.location.time_zone, first, last or first)
    return Absence(starts_at, ends_at, **whose)


def close(world: World, owner: User, *absences: Absence, decided: tuple[str, ...] = ()) -> list[TimeOff]:
    return add_time_off(clinic=world.clinic, absences=absences, decided=decided, user=owner, now=NOW)


def free(world: World, day: date = TUESDAY) -> set[int]:
    """The therapists who can be booked that day."""
    slots = slots_by_day(option=world.option, first=day, last=day, now=NOW)[day]
    return {key for slot in slots for key in slot.therapists}


def test_nobody_can_book_a_closed_day_until_it_is_opened_again(world: World, owner: User) -> None:
    (row,) = close(world, owner, off(world))
    assert free(world) == set()
    remove_time_off(time_off=row, user=owner, now=NOW)
    remove_time_off(time_off=row, user=owner, now=NOW)
    assert free(world) == {therapist.pk for therapist in world.therapists}
    written = AccessRecord.objects.filter(object_kind="time_off").order_by("pk")
    assert [(record.action, record.user) for record in written] == [("added", owner), ("removed", owner)]


def test_one_therapist_is_off_and_the_other_is_not(world: World, owner: User) -> None:
    close(world, owner, off(world, therapist=world.therapist))
    assert free(world) == {world.therapists[1].pk}


def test_a_double_click_closes_once(world: World, owner: User) -> None:
    assert close(world, owner, off(world)) == close(world, owner, off(world))


def test_an_end_before_the_start_is_refused(world: World, owner: User) -> None:
    with pytest.raises(BadAbsence):
        close(world, owner, off(world, TUESDAY, TUESDAY - timedelta(days=1)))
    assert not TimeOff.objects.exists()


def test_a_visit_that_nobody_looked_at_stops_it(world: World, owner: User) -> None:
    seen = make_appointment(world, world.at("2027-06-08", "10:00"))
    slipped_in = make_appointment(world, world.at("2027-06-08", "12:00"), status="pending")
    with pytest.raises(VisitsHit) as refusal:
        close(world, owner, off(world), decided=(seen.public_id,))
    assert refusal.value.details["visits"] == [slipped_in.public_id]
    assert not TimeOff.objects.exists()
    close(world, owner, off(world), decided=(seen.public_id, slipped_in.public_id))
    assert {row.status for row in Appointment.objects.all()} == {"booked", "pending"}


def test_what_counts_as_inside(world: World) -> None:
    other = {"therapist": world.therapists[1], "room": world.rooms[1]}
    inside = make_appointment(world, world.at("2027-06-08", "10:00"))
    others = make_appointment(world, world.at("2027-06-08", "10:00"), **other)
    make_appointment(world, world.at("2027-06-08", "12:00"), status="cancelled")
    make_appointment(
        world, world.at("2027-06-08", "13:00"), status="no_show", patient=make_patient(world.clinic)
    )
    make_appointment(world, world.at("2027-06-09", "10:00"))

    def ids(absence: Absence) -> list[str]:
        found = visits_inside(clinic=world.clinic, absences=[absence], now=NOW)
        return [visit.public_id for visit in found]

    assert ids(off(world)) == [inside.public_id, others.public_id]
    assert ids(off(world, therapist=world.therapist)) == [inside.public_id]
    # Half-open: what ends as the visit begins, or begins as it ends, does not hit it.
    at = inside.starts_at
    assert ids(Absence(at - timedelta(hours=1), at)) == []
    assert ids(Absence(inside.ends_at, inside.ends_at + timedelta(hours=1))) == []
    assert len(ids(Absence(at + timedelta(minutes=59), at + timedelta(hours=2)))) == 2
    assert (
        visits_inside(clinic=world.clinic, absences=[off(world)], now=world.at("2027-06-08", "11:00")) == []
    )


def test_proposals_keep_the_therapist_if_they_are_back_within_a_week(world: World) -> None:
    visit = make_appointment(world, world.at("2027-06-08", "10:00"))
    absences = [off(world)]
    proposal = propose(clinic=world.clinic, visits=[visit], absences=absences, now=NOW)[visit.public_id]
    assert proposal.is_same_therapist
    assert proposal.starts_at == world.at("2027-06-07", "16:00")
    absences = [off(world, NOW.date(), TUESDAY + timedelta(days=30), therapist=world.therapist)]
    proposal = propose(clinic=world.clinic, visits=[visit], absences=absences, now=NOW)[visit.public_id]
    assert proposal.therapist == world.therapists[1].public_id
    assert proposal.starts_at == visit.starts_at


def test_no_two_visits_are_proposed_the_same_time(world: World) -> None:
    visits = [make_appointment(world, world.at("2027-06-08", f"{hour}:00")) for hour in (10, 11, 12, 13, 14)]
    found = propose(clinic=world.clinic, visits=visits, absences=[off(world)], now=NOW)
    times = sorted(proposal.starts_at for proposal in found.values())
    assert len(times) == 5
    assert all(second - first >= timedelta(hours=1) for first, second in pairwise(times))


def test_decisions_are_carried_out_one_by_one(world: World, owner: User) -> None:
    moved, off_it, kept, undecided = (
        make_appointment(world, world.at("2027-06-08", f"{hour}:00")) for hour in (10, 11, 12, 13)
    )
    visits = [moved, off_it, kept, undecided]
    close(world, owner, off(world), decided=tuple(visit.public_id for visit in visits))
    proposal = propose(clinic=world.clinic, visits=[moved], absences=[], now=NOW)[moved.public_id]
    decisions = {
        moved.public_id: Decision("move", proposal.starts_at, proposal.therapist, proposal.location),
        off_it.public_id: Decision("cancel"),
        kept.public_id: Decision("keep"),
    }
    outcomes = carry_out(
        clinic=world.clinic, visits=visits, decisions=decisions, actor=Actor.staff(owner), now=NOW
    )
    assert [(outcome.visit, outcome.refusal) for outcome in outcomes] == [
        (visit.public_id, "") for visit in (moved, off_it, kept)
    ]
    before = kept.starts_at
    for visit in visits:
        visit.refresh_from_db()
    assert (moved.starts_at, moved.revision) == (proposal.starts_at, 2)
    assert (off_it.status, off_it.cancellation_reason) == ("cancelled", "clinic")
    assert (kept.starts_at, kept.status, undecided.status) == (before, "booked", "booked")
    told = Notification.objects.filter(state="waiting", kind__in=["rescheduled", "cancelled"])
    assert set(told.values_list("appointment", "kind")) == {
        (moved.pk, "rescheduled"),
        (off_it.pk, "cancelled"),
    }


def test_a_refused_move_leaves_the_visit_and_says_why(world: World, owner: User) -> None:
    visit, other = (make_appointment(world, world.at("2027-06-08", f"{hour}:00")) for hour in (10, 11))
    taken = make_appointment(world, world.at("2027-06-09", "10:00"))
    where = (world.therapist.public_id, world.location.public_id)
    decisions = {
        visit.public_id: Decision("move", taken.starts_at, *where),
        other.public_id: Decision("move"),
    }
    outcomes = carry_out(
        clinic=world.clinic, visits=[visit, other], decisions=decisions, actor=Actor.staff(owner), now=NOW
    )
    assert all(outcome.refusal for outcome in outcomes)
    before = visit.starts_at
    visit.refresh_from_db()
    assert (visit.starts_at, visit.revision) == (before, 1)


def test_the_list_counts_what_is_still_inside(world: World, owner: User) -> None:
    visits = [make_appointment(world, world.at("2027-06-08", f"{hour}:00")) for hour in (10, 11)]
    close(world, owner, off(world), decided=tuple(visit.public_id for visit in visits))
    close(world, owner, off(world, therapist=world.therapists[1]))
    close(world, owner, off(world, TUESDAY + timedelta(days=30)))
    lines = absence_lines(clinic=world.clinic, now=NOW)
    assert [(line.who, line.inside) for line in lines] == [
        ("", 2),
        (world.therapists[1].full_name, 0),
        ("", 0),
    ]
    own = absence_lines(clinic=world.clinic, now=NOW, therapist=world.therapists[1])
    assert [line.public_id for line in own] == [lines[1].public_id]


@pytest.mark.parametrize(
    ("first", "last", "start", "end", "said"),
    [
        (TUESDAY, TUESDAY, 0, 1440, "Tuesday, June 8, 2027"),
        (TUESDAY, date(2027, 6, 9), 0, 1440, "Tuesday, June 8, 2027 – Wednesday, June 9, 2027"),
        (TUESDAY, TUESDAY, 600, 720, "Tuesday, June 8, 2027, 10:00 am – 12:00 pm"),
        # A day of 23 hours and one of 25 are whole days too.
        (date(2027, 3, 14), date(2027, 3, 14), 0, 1440, "Sunday, March 14, 2027"),
        (date(2027, 11, 7), date(2027, 11, 7), 0, 1440, "Sunday, November 7, 2027"),
    ],
)
def test_how_an_absence_is_said(first: date, last: date, start: int, end: int, said: str) -> None:
    assert span(*between("America/New_York", first, last, start, end), "America/New_York") == said

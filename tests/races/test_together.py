"""Acts on several appointments against each other and against single ones: all or none, and no deadlock."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from bookings.appointments import swap as swap_module
from bookings.appointments.cancel import cancel
from bookings.appointments.hold import hold
from bookings.appointments.policy import Actor, InvalidTransition, PatientBusy, SlotTaken
from bookings.appointments.reschedule import reschedule
from bookings.appointments.series import (
    Scope,
    SeriesTaken,
    SeriesTime,
    book_series,
    book_series_directly,
    cancel_series,
    change_series,
    hold_series,
)
from bookings.appointments.swap import swap
from bookings.appointments.undo import undo
from bookings.models import Appointment, Notification, Series
from bookings.transactions import CalendarBusy
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world
from tests.races.storm import all_at_once, deadlocks, overlaps

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6
DAYS = ("2027-06-15", "2027-06-17", "2027-06-22", "2027-06-24")
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def world(db: None) -> World:
    return make_world(therapists=2, horizon_days=90)


@pytest.fixture
def staff(world: World) -> Actor:
    return Actor.staff(make_user("reception", world.clinic))


@pytest.fixture(autouse=True)
def no_harm_done(db: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever raced, nobody is in two places and PostgreSQL had no deadlock to break; save in a control."""
    before = deadlocks()
    yield
    assert overlaps() == 0
    assert "control" in request.node.name or deadlocks() == before


def times(world: World, clock: str = "10:00", who: int = 0) -> list[SeriesTime]:
    return [SeriesTime(world.at(day, clock), world.therapists[who]) for day in DAYS]


def clear() -> None:
    Notification.objects.all().delete()
    Appointment.objects.all().update(series=None)
    Appointment.objects.exclude(status="cancelled").update(
        status="cancelled", cancelled_at=NOW, cancellation_reason="other"
    )


@pytest.mark.parametrize("act", ["hold", "book"])
def test_a_series_and_a_single_hold_on_one_of_its_times(world: World, staff: Actor, act: str) -> None:
    for number in range(ROUNDS):
        contested = world.at(DAYS[number % 4], "10:00")
        patient = make_patient(world.clinic)

        def make_series(patient: Any = patient) -> Series:
            if act == "hold":
                return hold_series(option=world.option, times=times(world), actor=staff, now=NOW)
            return book_series_directly(
                option=world.option, times=times(world), patient=patient, actor=staff, now=NOW
            )

        def single(at: Any = contested) -> Appointment:
            return hold(option=world.option, starts_at=at, now=NOW, therapist=world.therapists[0])

        outcomes = all_at_once([make_series, *[single] * 5])
        live = Appointment.objects.exclude(status="cancelled")
        if isinstance(outcomes[0], Series):
            assert live.filter(series=outcomes[0]).count() == live.count() == 4
            assert all(isinstance(outcome, SlotTaken) for outcome in outcomes[1:])
        else:
            assert isinstance(outcomes[0], SeriesTaken)
            assert [one.starts_at for one in outcomes[0].details["refused"]] == [contested]
            assert live.count() == 1
        clear()


def test_many_series_want_the_same_times_in_different_orders(world: World, staff: Actor) -> None:
    """Two therapists, times in either order: one wins for each therapist, whole."""
    patients = [make_patient(world.clinic) for _ in range(8)]

    def book(number: int) -> Callable[[], Series]:
        wanted = [*times(world, "10:00", number % 2), *times(world, "14:00", 1 - number % 2)]
        if number % 4 > 1:
            wanted.reverse()
        return lambda: book_series_directly(
            option=world.option, times=wanted, patient=patients[number], actor=staff, now=NOW
        )

    outcomes = all_at_once([book(number) for number in range(8)])
    won = [outcome for outcome in outcomes if isinstance(outcome, Series)]
    assert len(won) == 2
    assert {type(outcome) for outcome in outcomes} == {Series, SeriesTaken}
    assert {series.appointments.count() for series in won} == {8}
    assert Appointment.objects.count() == 16


def test_a_held_series_is_booked_by_one(world: World, staff: Actor) -> None:
    series = hold_series(option=world.option, times=times(world), actor=staff, now=NOW)
    patients = [make_patient(world.clinic) for _ in range(8)]
    outcomes = all_at_once(
        [lambda p=p: book_series(series=series, patient=p, actor=staff, now=NOW) for p in patients]
    )
    assert sum(isinstance(outcome, Series) for outcome in outcomes) == 1
    assert Appointment.objects.filter(status="booked").values("patient").distinct().count() == 1
    assert Notification.objects.filter(kind="series").count() == 1


def crossing(world: World) -> list[Appointment]:
    days = ("2027-06-15", "2027-06-16", "2027-06-17")
    return [
        make_appointment(
            world, world.at(day, "10:00"), therapist=world.therapists[n % 2], room=world.rooms[n % 2]
        )
        for n, day in enumerate(days)
    ]


def test_swaps_that_cross(world: World, staff: Actor) -> None:
    a, b, c = crossing(world)
    before = {(row.starts_at, row.therapist_id, row.room_id) for row in (a, b, c)}
    pairs = [(a, b), (b, c), (c, a), (b, a), (c, b), (a, c)]
    calls = [lambda x=x, y=y: swap(first=x, second=y, actor=staff, now=NOW) for x, y in pairs]
    outcomes = all_at_once(calls)
    assert {type(outcome) for outcome in outcomes} <= {tuple, CalendarBusy}
    rows = Appointment.objects.all()
    assert {(row.starts_at, row.therapist_id, row.room_id) for row in rows} == before
    done = sum(isinstance(outcome, tuple) for outcome in outcomes)
    assert sum(row.revision - 1 for row in rows) == 2 * done
    assert done >= 1


def test_control_without_the_lock_on_the_rows_a_swap_is_lost(
    world: World, staff: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test above can tell: swaps of rows that were read before overwrite or block each other."""
    before = deadlocks()
    monkeypatch.setattr(swap_module, "_locked", lambda seen, expected: seen)
    monkeypatch.setattr(swap_module, "lock_calendars", lambda **_: None)
    lost = 0
    for _ in range(ROUNDS):
        a, b, c = crossing(world)
        pairs = [(a, b), (b, c), (c, a), (b, a)]
        calls = [lambda x=x, y=y: swap(first=x, second=y, actor=staff, now=NOW) for x, y in pairs]
        done = sum(isinstance(outcome, tuple) for outcome in all_at_once(calls))
        rows = Appointment.objects.filter(pk__in=[a.pk, b.pk, c.pk])
        lost += sum(row.revision - 1 for row in rows) != 2 * done
        clear()
    assert lost or deadlocks() > before


def test_cancel_and_reschedule(world: World, staff: Actor) -> None:
    for _ in range(ROUNDS):
        booked = make_appointment(world, world.at("2027-06-15", "10:00"))
        to = world.at("2027-06-16", "15:00")
        outcomes = all_at_once(
            [
                lambda b=booked: cancel(appointment=b, reason="work", actor=Actor.patient(), now=NOW),
                lambda b=booked, to=to: reschedule(appointment=b, starts_at=to, actor=staff, now=NOW),
            ]
        )
        assert isinstance(outcomes[0], Appointment)
        assert isinstance(outcomes[1], Appointment | InvalidTransition)
        booked.refresh_from_db()
        moved = isinstance(outcomes[1], Appointment)
        assert (booked.status, booked.revision) == ("cancelled", 2 if moved else 1)
        waiting = Notification.objects.filter(appointment=booked, state="waiting")
        assert [row.kind for row in waiting] == ["cancelled"]
        clear()


def test_an_undo_and_somebody_who_wants_the_freed_time(world: World, staff: Actor) -> None:
    for _ in range(ROUNDS):
        booked = make_appointment(world, world.at("2027-06-15", "10:00"))
        cancel(appointment=booked, reason="work", actor=Actor.patient(), now=NOW)

        def single(at: Any = booked.starts_at) -> Appointment:
            return hold(option=world.option, starts_at=at, now=SOON, therapist=world.therapists[0])

        outcomes = all_at_once([lambda b=booked: undo(appointment=b, actor=staff, now=SOON), *[single] * 4])
        booked.refresh_from_db()
        held = Appointment.objects.filter(status="held").count()
        assert (booked.status, held) in {("booked", 0), ("cancelled", 1)}
        assert isinstance(outcomes[0], list if booked.status == "booked" else SlotTaken)
        clear()


def test_a_mixed_storm_over_two_series(world: World, staff: Actor) -> None:
    """Moves, cancellations, swaps, undos and single holds, all over the same days."""
    patients = [make_patient(world.clinic) for _ in range(2)]
    made = [
        book_series_directly(
            option=world.option, times=times(world, "10:00", n), patient=patients[n], actor=staff, now=NOW
        )
        for n in range(2)
    ]
    mine, theirs = (list(Appointment.objects.filter(series=series)) for series in made)

    def move(row: Appointment, clock: str) -> Callable[[], Any]:
        to = row.starts_at.astimezone(world.zone).date()
        return lambda: change_series(
            appointment=row, starts_at=world.at(to, clock), scope=Scope.ALL, actor=staff, now=NOW
        )

    calls: list[Callable[[], Any]] = [
        move(mine[0], "11:00"),
        move(theirs[0], "11:00"),
        move(mine[1], "12:00"),
        lambda: cancel_series(appointment=theirs[2], scope=Scope.FOLLOWING, reason="work", actor=staff, now=NOW),
        lambda: undo(appointment=theirs[2], actor=staff, now=SOON),
        *(lambda n=n: swap(first=mine[n], second=theirs[n], actor=staff, now=NOW) for n in range(4)),
        *(lambda c=c: hold(option=world.option, starts_at=world.at(DAYS[0], c), now=NOW)
          for c in ("11:00", "12:00", "10:30")),
    ]  # fmt: skip
    outcomes = all_at_once(calls * 2)
    refusals = (SlotTaken, PatientBusy, InvalidTransition, CalendarBusy)
    unexpected = [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, refusals)]
    assert unexpected == []
    for rows in (mine, theirs):
        assert Appointment.objects.filter(pk__in=[row.pk for row in rows]).count() == 4

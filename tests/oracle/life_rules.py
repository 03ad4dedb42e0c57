"""What can happen to visits: each step is done by the service and by the model, which must agree."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings.appointments.book import book, book_directly
from bookings.appointments.cancel import cancel
from bookings.appointments.expire import tidy_expired
from bookings.appointments.hold import hold, release
from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import (
    AlreadyBooked,
    HoldExpired,
    InvalidTransition,
    OutsidePolicy,
    PatientBusy,
    SlotTaken,
    StaleRevision,
    TooLate,
)
from bookings.appointments.reschedule import reschedule
from bookings.appointments.swap import swap
from bookings.appointments.undo import TooLateToUndo, undo
from bookings.errors import DomainError
from bookings.models import Appointment, TimeOff
from tests.oracle.life_model import UNDO, Visit
from tests.oracle.life_world import LifeWorld
from tests.oracle.plain import Off

T = TypeVar("T")
PICK = st.integers(0, 999)
START = st.integers(0, 50)
WHO = st.sampled_from([None, 0, 1])
YES = st.booleans()
TAKEN = [SlotTaken, OutsidePolicy]
PEOPLE = 4


def agreed(objections: Sequence[type[DomainError]], act: Callable[[], T]) -> T | None:
    """What the act returns if nothing speaks against it; else it must refuse, for one of the reasons."""
    try:
        done, refusal = act(), None
    except DomainError as error:
        done, refusal = None, error
    if refusal:
        assert isinstance(refusal, tuple(objections)), f"{refusal!r} refused, the model says {objections}"
    else:
        assert not objections, f"done in spite of {objections}"
    return done


def is_held(visit: Visit) -> bool:
    return visit.status == "held"


def is_booked(visit: Visit) -> bool:
    return visit.status == "booked"


class SingleRules(LifeWorld):
    """One appointment at a time, two that swap, the clock, and time off."""

    @rule(start=START, who=WHO)
    def hold(self, start: int, who: int | None) -> None:
        starts_at = self.starts[start % len(self.starts)]
        free = self.life.free(starts_at)
        objections = [] if (free and who is None) or who in free else TAKEN
        held = agreed(
            objections,
            lambda: hold(
                option=self.option, starts_at=starts_at, now=self.life.now, therapist=self.therapist(who)
            ),
        )
        if held:
            self.adopt(held, free)

    @precondition(lambda self: self.visits())
    @rule(pick=PICK, who=st.integers(0, PEOPLE - 1))
    def book(self, pick: int, who: int) -> None:
        visit = self.pick(pick, lambda v: v.series is None and v.entry is None, best=is_held)
        patient = self.patients[who]
        if visit is None:
            return
        objections: list[type[DomainError]] = []
        if visit.patient is not None:
            objections = [AlreadyBooked]
        elif visit.status == "cancelled" or visit.is_dead(self.life.now):
            objections = [HoldExpired]
        details = PatientDetails(patient.first_name, patient.last_name, patient.email)
        token = self.row(visit).token
        booked = agreed(objections, lambda: book(token=token, patient=details, now=self.life.now))
        if booked:
            is_busy = self.life.is_patient_busy(patient.pk, [visit.starts_at], [visit.key])
            assert is_busy == (booked.patient_id != patient.pk)
            self.settle(visit, booked.patient_id)

    @precondition(lambda self: self.visits())
    @rule(pick=PICK)
    def release(self, pick: int) -> None:
        visit = self.pick(pick, lambda v: v.entry is None)
        if visit is None:
            return
        release(token=self.row(visit).token, now=self.life.now)
        if visit.status == "held":
            visit.status = "cancelled"

    @rule(start=START, who=st.integers(0, 1), patient=st.integers(0, PEOPLE - 1))
    def book_at_the_desk(self, start: int, who: int, patient: int) -> None:
        starts_at, person = self.starts[start % len(self.starts)], self.patients[patient]
        objections: list[type[DomainError]] = []
        if who not in self.life.free(starts_at, by_staff=True):
            objections += TAKEN
        if self.life.is_patient_busy(person.pk, [starts_at], []):
            objections.append(PatientBusy)
        booked = agreed(
            objections,
            lambda: book_directly(
                option=self.option, starts_at=starts_at, therapist=self.people[who],
                patient=person, actor=self.staff, now=self.life.now,
            ),
        )  # fmt: skip
        if booked:
            self.settle(self.adopt(booked, {who}), person.pk)

    @precondition(lambda self: self.visits())
    @rule(pick=PICK, start=START, who=WHO, by_staff=YES, is_stale=st.sampled_from([False] * 5 + [True]))
    def move(self, pick: int, start: int, who: int | None, by_staff: bool, is_stale: bool) -> None:
        visit = self.pick(pick, lambda v: v.patient is not None, best=is_booked)
        if visit is None:
            return
        starts_at = self.starts[start % len(self.starts)]
        free = self.life.free(starts_at, leaving=[visit.key], by_staff=by_staff)
        objections = [
            *self._against_a_move(visit, starts_at, by_staff),
            *([StaleRevision] if is_stale else []),
        ]
        if not free or (who is not None and who not in free):
            objections += TAKEN
        moved = agreed(
            objections,
            lambda: reschedule(
                appointment=self.row(visit), starts_at=starts_at, actor=self.actor(by_staff),
                now=self.life.now, therapist=self.therapist(who),
                expected_revision=visit.revision - is_stale,
            ),
        )  # fmt: skip
        if moved is None:
            return
        person, room = self.place_of(moved)
        assert person == (who if who is not None else visit.person if visit.person in free else person)
        assert person in free
        if (starts_at, person) != (visit.starts_at, visit.person):
            is_busy = self.life.is_patient_busy(visit.patient, [starts_at], [visit.key])
            assert is_busy == (moved.patient_id != visit.patient)
            visit.patient = moved.patient_id
            change = {visit.key: (starts_at, person, room)}
            self.life.move(change, kind="rescheduled", by_staff=by_staff)

    def _against_a_move(self, visit: Visit, starts_at: datetime, by_staff: bool) -> list[type[DomainError]]:
        found: list[type[DomainError]] = []
        if visit.status != "booked":
            found.append(InvalidTransition)
        if not by_staff and visit.starts_at <= self.life.now:
            found.append(InvalidTransition)
        if not by_staff and self.life.now > visit.starts_at - timedelta(hours=24):
            found.append(TooLate)
        is_anybodys = not by_staff and self.row(visit).source in (
            Appointment.Source.PORTAL,
            Appointment.Source.API,
        )
        if not is_anybodys and self.life.is_patient_busy(visit.patient, [starts_at], [visit.key]):
            found.append(PatientBusy)
        return found

    @precondition(lambda self: self.visits())
    @rule(pick=PICK, by_staff=YES)
    def cancel(self, pick: int, by_staff: bool) -> None:
        visit = self.pick(pick, lambda v: v.patient is not None, best=is_booked)
        if visit is None:
            return
        begun = not by_staff and visit.starts_at <= self.life.now
        objections = [InvalidTransition] if visit.status != "booked" or begun else []
        done = agreed(
            objections,
            lambda: cancel(
                appointment=self.row(visit), reason="illness", actor=self.actor(by_staff), now=self.life.now
            ),
        )
        if done:
            self.life.cancel([visit], by_staff=by_staff)

    @precondition(lambda self: len(self.visits()) > 1)
    @rule(pick=PICK, other=PICK)
    def swap(self, pick: int, other: int) -> None:
        one, two = (self.pick(n, lambda v: v.patient is not None, best=is_booked) for n in (pick, other))
        if one is None or two is None or one is two:
            return
        places = {
            one.key: (two.starts_at, two.person, two.room),
            two.key: (one.starts_at, one.person, one.room),
        }
        objections: list[type[DomainError]] = []
        if "cancelled" in (one.status, two.status):
            objections += [InvalidTransition, SlotTaken, OutsidePolicy]
        same = one.patient == two.patient
        pairs = [(one, two.starts_at), (two, one.starts_at)]
        if not same and any(self.life.is_patient_busy(v.patient, [at], [v.key]) for v, at in pairs):
            objections.append(PatientBusy)
        done = agreed(
            objections,
            lambda: swap(first=self.row(one), second=self.row(two), actor=self.staff, now=self.life.now),
        )
        if done:
            self.life.move(places, kind="swapped", by_staff=True)

    @precondition(lambda self: self.visits())
    @rule(pick=PICK, by_staff=YES)
    def undo(self, pick: int, by_staff: bool) -> None:
        visit = self.pick(pick, lambda v: v.act is not None, best=self.is_fresh)
        if visit is None or visit.act is None:
            return
        act = visit.act
        objections = self._against_an_undo(visit, by_staff)
        if agreed(
            objections,
            lambda: undo(appointment=self.row(visit), actor=self.actor(by_staff), now=self.life.now),
        ):
            self.life.undo(act)

    def _against_an_undo(self, visit: Visit, by_staff: bool) -> list[type[DomainError]]:
        act, found = visit.act, list[type[DomainError]]()
        assert act
        is_theirs = act.kind == "cancelled" if by_staff else act.kind == "cancelled" and not act.by_staff
        if not is_theirs and not (by_staff and act.by_staff):
            found.append(InvalidTransition)
        if self.life.now >= act.at + UNDO:
            found.append(TooLateToUndo)
        if any(self.life.visits[key].act is not act for key in act.before):
            found.append(InvalidTransition)
        for key, (_status, starts_at, person) in act.before.items():
            if self.life.in_the_way(starts_at, person, act.rooms[key], leaving=list(act.before)):
                found.append(SlotTaken)
            patient = self.life.visits[key].patient
            if self.life.is_patient_busy(patient, [starts_at], list(act.before)):
                found.append(PatientBusy)
        return found

    @rule(minutes=st.sampled_from([1, 1, 1, 2, 2, 4, 4, 11, 45, 720]))
    def time_passes(self, minutes: int) -> None:
        self.life.now += timedelta(minutes=minutes)

    @rule()
    def holds_are_tidied(self) -> None:
        tidy_expired(now=self.life.now)
        for visit in self.life.visits.values():
            if visit.is_dead(self.life.now):
                visit.status = "cancelled"

    @rule(start=START, who=WHO, hours=st.integers(1, 3))
    def time_off(self, start: int, who: int | None, hours: int) -> None:
        """Bookings under it stay where they are; no new ones come."""
        starts_at = self.starts[start % len(self.starts)]
        ends_at = starts_at + timedelta(hours=hours)
        if len(self.life.off) > 2:
            return
        TimeOff.objects.create(
            clinic=self.world.clinic, therapist=self.therapist(who), starts_at=starts_at, ends_at=ends_at
        )
        self.life.off.append(Off(who, None, starts_at, ends_at))

    @rule()
    def post_leaves(self) -> None:
        self.send_what_is_due()

    @precondition(lambda self: any(map(is_booked, self.visits())))
    @rule(pick=PICK, other=PICK, start=START, what=st.sampled_from(["cancel", "move", "swap"]), by_staff=YES)
    def change_and_take_back(self, pick: int, other: int, start: int, what: str, by_staff: bool) -> None:
        """Chance alone seldom puts these next to each other."""
        if what == "cancel":
            self.cancel(pick=pick, by_staff=by_staff)
        elif what == "move":
            self.move(pick=pick, start=start, who=None, by_staff=by_staff, is_stale=False)
        else:
            self.swap(pick=pick, other=other)
        self.time_passes(minutes=1)
        self.undo(pick=pick, by_staff=by_staff)

    def is_fresh(self, visit: Visit) -> bool:
        """Whether what was last done to it can still be taken back."""
        return visit.act is not None and self.life.now < visit.act.at + UNDO

    def settle(self, visit: Visit, patient: int) -> None:
        """Booked: the patient is to hear of it."""
        visit.status, visit.patient, visit.expires_at = "booked", patient, None
        visit.plan(self.life.now)

    def adopt(self, row: Appointment, free: set[int], **more: Any) -> Visit:
        """A new row: the service chose therapist and room, the model says whether it could."""
        person, room = self.place_of(row)
        assert person in free
        visit = Visit(row.pk, person, room, row.starts_at, expires_at=row.hold_expires_at, **more)
        return self.life.add(visit)

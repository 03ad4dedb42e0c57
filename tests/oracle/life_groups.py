"""Several visits at once, and people who wait for what comes free."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings.appointments.policy import (
    AlreadyBooked,
    HoldExpired,
    InvalidTransition,
    OutsidePolicy,
    PatientBusy,
    SlotTaken,
)
from bookings.appointments.series import (
    Scope,
    SeriesTime,
    book_series,
    book_series_directly,
    cancel_series,
    change_series,
    hold_series,
)
from bookings.errors import DomainError
from bookings.models import Appointment, Series, WaitlistEntry, WaitlistOffer
from bookings.waitlist import sweep
from bookings.waitlist.claim import claim, decline
from bookings.waitlist.join import Wanted, join
from bookings.waitlist.policy import OfferGone, TooManyEntries
from tests.oracle.life_model import AFTER, LENGTH, Visit
from tests.oracle.life_rules import PEOPLE, PICK, START, TAKEN, SingleRules, agreed, is_booked, is_held
from tests.oracle.life_world import DAYS

WHO = st.integers(0, 1)
SCOPE = st.sampled_from(list(Scope))
TIMES = st.lists(START, min_size=1, max_size=3, unique=True)
MOST_ENTRIES = 5
CLEAR = LENGTH + timedelta(minutes=AFTER)


def is_offered(visit: Visit) -> bool:
    return visit.entry is not None and visit.status == "held"


class GroupRules(SingleRules):
    """Series by staff, and the waiting list."""

    @rule(times=TIMES, who=WHO, patient=st.integers(0, PEOPLE - 1))
    def book_a_series(self, times: list[int], who: int, patient: int) -> None:
        starts, person = self._starts(times), self.patients[patient]
        objections = self._against_series(starts, who)
        if self.life.is_patient_busy(person.pk, starts, []):
            objections.append(PatientBusy)
        made = agreed(
            objections,
            lambda: book_series_directly(
                option=self.option, times=self._times(starts, who), patient=person,
                actor=self.staff, now=self.life.now,
            ),
        )  # fmt: skip
        for visit in self._adopt_series(made, who):
            self.settle(visit, person.pk)

    @rule(times=TIMES, who=WHO)
    def hold_a_series(self, times: list[int], who: int) -> None:
        starts = self._starts(times)
        made = agreed(
            self._against_series(starts, who),
            lambda: hold_series(
                option=self.option, times=self._times(starts, who), actor=self.staff, now=self.life.now
            ),
        )
        self._adopt_series(made, who)

    @precondition(lambda self: any(v.series for v in self.visits()))
    @rule(pick=PICK, patient=st.integers(0, PEOPLE - 1))
    def book_the_held_series(self, pick: int, patient: int) -> None:
        one, person = self.pick(pick, lambda v: v.series is not None, best=is_held), self.patients[patient]
        assert one
        assert one.series
        visits = [visit for visit in self.visits() if visit.series == one.series]
        objections: list[type[DomainError]] = []
        if any(visit.patient for visit in visits):
            objections = [AlreadyBooked]
        elif any(visit.status != "held" or visit.is_dead(self.life.now) for visit in visits):
            objections = [HoldExpired]
        elif self.life.is_patient_busy(person.pk, [v.starts_at for v in visits], [v.key for v in visits]):
            objections = [PatientBusy]
        series = Series.objects.get(pk=one.series)
        if agreed(
            objections,
            lambda: book_series(series=series, patient=person, actor=self.staff, now=self.life.now),
        ):
            for visit in visits:
                self.settle(visit, person.pk)

    @precondition(lambda self: any(v.series and v.patient for v in self.visits()))
    @rule(pick=PICK, scope=SCOPE, by_staff=st.booleans())
    def cancel_a_series(self, pick: int, scope: Scope, by_staff: bool) -> None:
        one = self.pick(pick, lambda v: bool(v.series and v.patient), best=is_booked)
        assert one
        begun = not by_staff and one.starts_at <= self.life.now
        objections = [InvalidTransition] if one.status != "booked" or begun else []
        done = agreed(
            objections,
            lambda: cancel_series(
                appointment=self.row(one), scope=scope, reason="work",
                actor=self.actor(by_staff), now=self.life.now,
            ),
        )  # fmt: skip
        if done:
            in_scope = self._in_scope(one, scope)
            assert sorted(row.pk for row in done) == sorted(visit.key for visit in in_scope)
            self.life.cancel(in_scope, by_staff=by_staff)

    @precondition(lambda self: any(v.series and v.patient for v in self.visits()))
    @rule(pick=PICK, scope=SCOPE, days=st.integers(-1, 1), half_hours=st.integers(-2, 2))
    def move_a_series(self, pick: int, scope: Scope, days: int, half_hours: int) -> None:
        one = self.pick(pick, lambda v: bool(v.series and v.patient), best=is_booked)
        assert one
        shift = timedelta(days=days, minutes=30 * half_hours)
        visits = self._in_scope(one, scope)
        clock = (one.starts_at + shift).timetz() if half_hours else None
        wanted = {
            v.key: datetime.combine(
                (v.starts_at + timedelta(days=days)).date(), clock or v.starts_at.timetz()
            )
            for v in visits
        }
        done = agreed(
            self._against_moves(visits, wanted),
            lambda: change_series(
                appointment=self.row(one), starts_at=one.starts_at + shift, scope=scope,
                actor=self.staff, now=self.life.now,
            ),
        )  # fmt: skip
        if done is None:
            return
        rooms = {row.pk: self.place_of(row)[1] for row in done}
        changes = {
            v.key: (wanted[v.key], v.person, rooms[v.key]) for v in visits if wanted[v.key] != v.starts_at
        }
        if changes:
            self.life.move(changes, kind="rescheduled", by_staff=True)

    def _against_moves(self, visits: list[Visit], wanted: dict[int, datetime]) -> list[type[DomainError]]:
        keys, found = list(wanted), list[type[DomainError]]()
        for visit in visits:
            if visit.status != "booked":
                found.append(InvalidTransition)
            if visit.person not in self.life.free(wanted[visit.key], leaving=keys, by_staff=True):
                found += TAKEN
        if self._are_too_close(list(wanted.values())):
            found += TAKEN
        for patient in {visit.patient for visit in visits}:
            own = [wanted[visit.key] for visit in visits if visit.patient == patient]
            if self.life.is_patient_busy(patient, own, keys):
                found.append(PatientBusy)
        return found

    def _in_scope(self, one: Visit, scope: Scope) -> list[Visit]:
        mates = [
            visit
            for visit in self.visits()
            if visit.series == one.series and visit.status == "booked" and visit.starts_at > self.life.now
        ]
        if scope == Scope.FOLLOWING:
            mates = [visit for visit in mates if visit.starts_at >= one.starts_at]
        chosen = mates if scope != Scope.THIS else []
        return chosen if one in chosen else [one, *chosen]

    def _starts(self, times: list[int]) -> list[datetime]:
        return sorted({self.starts[number % len(self.starts)] for number in times})

    def _times(self, starts: list[datetime], who: int) -> list[SeriesTime]:
        return [SeriesTime(starts_at, self.people[who], self.world.location) for starts_at in starts]

    def _against_series(self, starts: list[datetime], who: int) -> list[type[DomainError]]:
        bad = any(who not in self.life.free(starts_at, by_staff=True) for starts_at in starts)
        return [SlotTaken, OutsidePolicy] if bad or self._are_too_close(starts) else []

    def _are_too_close(self, starts: list[datetime]) -> bool:
        ordered = sorted(starts)
        return any(later - earlier < CLEAR for earlier, later in pairwise(ordered))

    def _adopt_series(self, made: Series | None, who: int) -> list[Visit]:
        rows = Appointment.objects.filter(series=made).order_by("starts_at") if made else []
        return [self.adopt(row, {who}, series=row.series_id) for row in rows]


class WaitingRules(GroupRules):
    """Everything at once."""

    @rule(patient=st.integers(0, PEOPLE - 1), gap=st.integers(0, 3))
    def join_the_list(self, patient: int, gap: int) -> None:
        person = self.patients[patient]
        waiting = WaitlistEntry.objects.filter(patient=person, state="waiting").count()
        wanted = Wanted(from_date=DAYS[0], until_date=DAYS[1] + timedelta(days=30))
        entry = agreed(
            [TooManyEntries] if waiting >= MOST_ENTRIES else [],
            lambda: join(option=self.option, patient=person, wanted=wanted, now=self.life.now),
        )
        if entry:
            WaitlistEntry.objects.filter(pk=entry.pk).update(plan_gap_days=gap)

    @rule()
    def freed_times_are_offered(self) -> None:
        """Whoever is asked waits, and the time is open to all before it is held."""
        before = set(self.life.visits)
        waiting = set(WaitlistEntry.objects.filter(state="waiting").values_list("pk", flat=True))
        count = sweep.offer_freed(clock=lambda: self.life.now)
        offers = WaitlistOffer.objects.exclude(appointment__in=before).filter(entry__clinic=self.world.clinic)
        made = list(offers.select_related("appointment", "entry").order_by("pk"))
        assert len(made) == count
        for offer in made:
            held = offer.appointment
            assert offer.entry_id in waiting
            assert not self.life.is_patient_busy(offer.entry.patient_id, [held.starts_at], [])
            self.adopt(held, self.life.free(held.starts_at), entry=offer.entry_id)

    @precondition(lambda self: any(map(is_booked, self.visits())))
    @rule(pick=PICK, patient=st.integers(0, PEOPLE - 1), takes_it=st.booleans())
    def somebody_waits_for_what_is_cancelled(self, pick: int, patient: int, takes_it: bool) -> None:
        """Chance alone seldom puts these next to each other."""
        self.join_the_list(patient=patient, gap=0)
        self.cancel(pick=pick, by_staff=True)
        self.time_passes(minutes=4)
        self.freed_times_are_offered()
        if any(map(is_offered, self.visits())):
            self.an_offer_is_answered(pick=pick, takes_it=takes_it)

    @precondition(lambda self: any(v.entry for v in self.visits()))
    @rule(pick=PICK, takes_it=st.booleans())
    def an_offer_is_answered(self, pick: int, takes_it: bool) -> None:
        visit = self.pick(pick, lambda v: v.entry is not None, best=is_held)
        assert visit
        offer = self._offer_of(visit)
        if not takes_it:
            decline(offer=offer, actor=self.actor(False), now=self.life.now)
            if visit.status == "held" and offer.state == "open":
                visit.status = "cancelled"
            return
        patient = offer.entry.patient_id
        objections: list[type[DomainError]] = []
        if visit.patient is not None:
            objections = [AlreadyBooked]
        elif visit.status != "held" or visit.is_dead(self.life.now) or offer.state != "open":
            objections = [OfferGone]
        elif self.life.is_patient_busy(patient, [visit.starts_at], [visit.key]):
            objections = [PatientBusy]
        if agreed(objections, lambda: claim(offer=offer, actor=self.actor(False), now=self.life.now)):
            self.settle(visit, patient)

    def _offer_of(self, visit: Visit) -> Any:
        rows = WaitlistOffer.objects.select_related(
            "entry__patient", "entry__clinic__policy", "appointment__clinic__policy", "appointment__option"
        )
        return rows.get(appointment=visit.key)

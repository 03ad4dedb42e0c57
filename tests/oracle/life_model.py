"""Who occupies what, in memory: what a history of bookings must come to.

It knows the rules' words, the oracle of free times and nothing else; it never reads the database.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from tests.oracle import brute
from tests.oracle.plain import Busy, Chamber, Clinic, Hours, Off, Person, Place, Wish

MINUTES, AFTER, STEP = 60, 15, 30
NOTICE, HORIZON = 60, 30
UNDO = timedelta(minutes=3)
OFFSETS = (72, 24)
ZONE = "America/New_York"
OPEN, CLOSE = 9 * 60, 17 * 60
LENGTH = timedelta(minutes=MINUTES)
HERE = Place(0, ZONE)
Truth = tuple[str, datetime, int]  # status, start, person


@dataclass
class Act:
    """What was last done to a visit: when, what, by whom, to which others, and what they were before."""

    at: datetime
    kind: str
    by_staff: bool
    before: dict[int, Truth]
    rooms: dict[int, int]


@dataclass
class Visit:
    """One appointment. `told` is what its patient last heard; `news_due` says that a message must be waiting."""

    key: int
    person: int
    room: int
    starts_at: datetime
    status: str = "held"
    revision: int = 1
    patient: int | None = None
    expires_at: datetime | None = None
    series: int | None = None
    entry: int | None = None
    act: Act | None = None
    told: Truth | None = None
    news_due: bool = False
    reminders: set[tuple[int, int]] = field(default_factory=set)

    @property
    def truth(self) -> Truth:
        return self.status, self.starts_at, self.person

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + LENGTH

    def is_dead(self, now: datetime) -> bool:
        """A hold that ran out: its row may stay as it is until somebody needs the time."""
        return self.status == "held" and self.expires_at is not None and self.expires_at <= now

    def plan(self, now: datetime) -> None:
        """Booked, or at another time: to be told, and reminded of anew."""
        self.news_due = True
        hours = [hours for hours in OFFSETS if self.starts_at - timedelta(hours=hours) > now]
        self.reminders = {(self.revision, offset) for offset in hours}


@dataclass
class Life:
    """Two therapists, the second of whom wants no holes in her day, two rooms, and what was booked."""

    now: datetime
    days: tuple[date, date]
    visits: dict[int, Visit] = field(default_factory=dict)
    off: list[Off] = field(default_factory=list)

    def clinic(
        self, first: date, last: date, *, leaving: Collection[int] = (), by_staff: bool = False
    ) -> Clinic:
        """The clinic as it stands, for the oracle; staff are not bound by notice, horizon, grid and wishes."""
        busy = tuple(
            Busy(
                v.person, v.room, v.starts_at, MINUTES, 0, AFTER, v.expires_at if v.status == "held" else None
            )
            for v in self.visits.values()
            if v.status in ("held", "booked") and v.key not in leaving
        )
        return Clinic(
            now=self.now,
            notice_minutes=0 if by_staff else NOTICE,
            horizon_days=730 if by_staff else HORIZON,
            step=5 if by_staff else STEP,
            wish=Wish(MINUTES, 0, AFTER, None, first, last),
            places=(HERE,),
            chambers=(Chamber(0, 0), Chamber(1, 0)),
            people=(Person(0), Person(1, adjacent=not by_staff)),
            hours=tuple(Hours(person, 0, day, OPEN, CLOSE) for person in (0, 1) for day in range(5)),
            off=tuple(self.off),
            busy=busy,
        )

    def listed(self) -> set[tuple[datetime, int]]:
        """Every start and therapist that is offered to patients on the days in play."""
        brute.forget()
        return {(start, person) for start, person, _ in brute.offered(self.clinic(*self.days))}

    def free(self, starts_at: datetime, *, leaving: Collection[int] = (), by_staff: bool = False) -> set[int]:
        """Who could take a start; nobody if it is not offered."""
        brute.forget()
        day = brute.shown_date(HERE, starts_at)
        clinic = self.clinic(day, day, leaving=leaving, by_staff=by_staff)
        minute = (starts_at - brute.EPOCH) // brute.MINUTE
        if minute not in brute.starts(clinic, HERE):
            return set()
        return {one.key for one in clinic.people if brute.may_start(clinic, one, HERE, minute)}

    def in_the_way(
        self, starts_at: datetime, person: int, room: int, *, leaving: Collection[int] = ()
    ) -> list[Visit]:
        """What else occupies the therapist or the room then."""
        reach = LENGTH + timedelta(minutes=AFTER)
        return [
            visit
            for visit in self.occupying()
            if visit.key not in leaving
            and (visit.person == person or visit.room == room)
            and abs(visit.starts_at - starts_at) < reach
        ]

    def is_patient_busy(
        self, patient: int | None, starts: Iterable[datetime], leaving: Collection[int]
    ) -> bool:
        """Whether the patient is elsewhere at one of the starts, or twice at once by them."""
        starts = sorted(starts)
        mine = [v for v in self.visits.values() if v.patient == patient and v.status == "booked"]
        elsewhere = [visit.starts_at for visit in mine if visit.key not in leaving]
        twice = any(later - earlier < LENGTH for earlier, later in pairwise(starts))
        return twice or any(abs(start - other) < LENGTH for start in starts for other in elsewhere)

    def occupying(self) -> list[Visit]:
        live = (visit for visit in self.visits.values() if visit.status in ("held", "booked"))
        return [visit for visit in live if not visit.is_dead(self.now)]

    def add(self, visit: Visit) -> Visit:
        assert visit.key not in self.visits
        others = self.in_the_way(visit.starts_at, visit.person, visit.room)
        assert not others, f"{visit} was put where {others} are"
        self.visits[visit.key] = visit
        return visit

    def move(self, changes: dict[int, tuple[datetime, int, int]], *, kind: str, by_staff: bool) -> None:
        """Visits go to other starts, persons and rooms, in one act; each one revision up."""
        act = self._act([self.visits[key] for key in changes], kind, by_staff)
        for key, (starts_at, person, room) in changes.items():
            visit = self.visits[key]
            visit.starts_at, visit.person, visit.room = starts_at, person, room
            visit.revision += 1
            visit.act = act
            visit.plan(self.now)
        for key, (starts_at, person, room) in changes.items():
            assert not self.in_the_way(starts_at, person, room, leaving=[key])

    def cancel(self, visits: list[Visit], *, by_staff: bool) -> None:
        act = self._act(visits, "cancelled", by_staff)
        for visit in visits:
            visit.status, visit.act = "cancelled", act
            visit.news_due, visit.reminders = True, set()

    def undo(self, act: Act) -> None:
        """Put back what an act changed. Who knows of what holds again need not be told of it."""
        for key, (status, starts_at, person) in act.before.items():
            visit = self.visits[key]
            visit.status, visit.starts_at, visit.person = status, starts_at, person
            visit.room = act.rooms[key]
            visit.revision += 2 if act.kind == "cancelled" else 1
            visit.act = None
            visit.plan(self.now)
            visit.news_due = visit.told != visit.truth

    def _act(self, visits: list[Visit], kind: str, by_staff: bool) -> Act:
        before = {visit.key: visit.truth for visit in visits}
        return Act(self.now, kind, by_staff, before, {visit.key: visit.room for visit in visits})

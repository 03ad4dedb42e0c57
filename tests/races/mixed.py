"""Many clients who hold, book, move, swap, cancel, take back and block, all at once and at random.

Each client has a thread and a connection of its own, and goes on when it has its answer and has paused.
"""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.db import connection, connections

from bookings.appointments.book import book
from bookings.appointments.cancel import cancel
from bookings.appointments.hold import hold
from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import Actor
from bookings.appointments.reschedule import reschedule
from bookings.appointments.swap import swap
from bookings.appointments.undo import undo
from bookings.errors import DomainError
from bookings.models import Appointment, TimeOff
from tests.factories import NOW, World, make_user, make_world

DAYS = ("2027-06-09", "2027-06-10")
# So fast time goes on from round to round: holds run out after some thirty of them, undo after nine.
TICK = timedelta(seconds=20)
# What a client does when it does not go on with a hold of its own, and how often.
WEIGHTS = {"hold": 4, "move": 3, "swap": 2, "cancel": 2, "undo": 1, "block": 1}


@dataclass
class Storm:
    """What happened: how long each call took, how it ended, how long statements waited for locks. Seconds."""

    took: dict[str, list[float]] = field(default_factory=partial(defaultdict, list))
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    locking: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def calls(self) -> int:
        return sum(len(times) for times in self.took.values())

    def add(self, other: "Storm") -> None:
        """What happened elsewhere at the same time."""
        for what, times in other.took.items():
            self.took[what] += times
        self.ended += other.ended
        self.locking += other.locking
        self.broken += other.broken
        self.seconds = max(self.seconds, other.seconds)

    def done(self, what: str) -> int:
        return self.ended[what, "done"]


@dataclass
class Scene:
    """The clinic that everybody wants: few therapists, few rooms, two days."""

    world: World
    staff: Actor
    starts: list[datetime]

    @classmethod
    def make(cls, therapists: int = 5, rooms: int = 4) -> "Scene":
        world = make_world(therapists=therapists, rooms=rooms)
        clocks = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 30)][:-1]
        starts = [world.at(day, clock).astimezone(UTC) for day in DAYS for clock in clocks]
        return cls(world, Actor.staff(make_user("reception", world.clinic)), starts)


class Client:
    """One of them. What it does depends on its number and the answers that it gets."""

    def __init__(self, scene: Scene, number: int, storm: Storm, pause: float) -> None:
        self.scene, self.storm, self.rnd, self.pause = scene, storm, Random(number), pause
        self.details = PatientDetails("Pat", f"Storm{number}", f"storm{number}@example.org")
        self.token = ""
        self.now = NOW

    def play(self, rounds: int) -> None:
        with connection.execute_wrapper(self._timing_locks):
            for number in range(rounds):
                self.now = NOW + number * TICK
                time.sleep(self.rnd.uniform(0, 2 * self.pause))
                what, call = self._next()
                self._try(what, call)

    def _try(self, what: str, call: Callable[[], object]) -> None:
        started = time.perf_counter()
        try:
            call()
            how = "done"
        except DomainError as refusal:
            how = refusal.code
        except Exception as error:
            how = "broken"
            self.storm.broken.append(f"{what}: {error!r}")
        self.storm.took[what].append(time.perf_counter() - started)
        self.storm.ended[what, how] += 1

    def _next(self) -> tuple[str, Callable[[], object]]:
        if self.token and self.rnd.random() < 0.7:
            return "book", self._book
        what = self.rnd.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        return what, getattr(self, f"_{what}")

    def _hold(self) -> None:
        self.token = hold(
            option=self.scene.world.option, starts_at=self.rnd.choice(self.scene.starts), now=self.now
        ).token

    def _book(self) -> None:
        token, self.token = self.token, ""
        book(token=token, patient=self.details, now=self.now)

    def _move(self) -> None:
        for one in self._some(1):
            starts_at, actor = self.rnd.choice(self.scene.starts), self._actor()
            reschedule(appointment=one, starts_at=starts_at, actor=actor, now=self.now)

    def _swap(self) -> None:
        if len(pair := self._some(2)) == 2:
            swap(first=pair[0], second=pair[1], actor=self.scene.staff, now=self.now)

    def _cancel(self) -> None:
        for one in self._some(1):
            cancel(appointment=one, reason="illness", actor=self._actor(), now=self.now)

    def _undo(self) -> None:
        for one in self._some(1, "booked", "cancelled"):
            undo(appointment=one, actor=self.scene.staff, now=self.now)

    def _block(self) -> None:
        """An hour off for somebody; the hours that were off before open again."""
        clinic = self.scene.world.clinic
        starts_at = self.rnd.choice(self.scene.starts)
        TimeOff.objects.filter(clinic=clinic, reason=self.details.last_name).delete()
        TimeOff.objects.create(
            clinic=clinic, therapist=self.rnd.choice(self.scene.world.therapists), starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1), reason=self.details.last_name,
        )  # fmt: skip

    def _some(self, count: int, *states: str) -> list[Appointment]:
        rows = Appointment.objects.filter(
            clinic=self.scene.world.clinic, status__in=states or ["booked"], patient__isnull=False
        )
        keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:80])
        chosen = self.rnd.sample(keys, min(count, len(keys)))
        wide = Appointment.objects.select_related("option__service", "option__clinic__policy")
        return list(wide.filter(pk__in=chosen))

    def _actor(self) -> Actor:
        return self.rnd.choice((Actor.patient(), self.scene.staff))

    def _timing_locks(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if "FOR NO KEY UPDATE" in sql:
                self.storm.locking.append(time.perf_counter() - started)


def storm(scene: Scene, *, clients: int, rounds: int, pause: float = 0.0, first: int = 0) -> Storm:
    """Let them all begin at the same moment and play their rounds, with pauses of `pause` seconds on average.

    The clients are numbered from `first` on.
    """
    told = Storm()
    gate = threading.Barrier(clients + 1)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            Client(scene, number, told, pause).play(rounds)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(first, first + clients)]
    for thread in threads:
        thread.start()
    gate.wait(timeout=60)
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    told.seconds = time.perf_counter() - started
    return told

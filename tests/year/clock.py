"""The clock of the simulated time: what is to happen when, one thing after the other, and the tasks that beat would ring.

The schedule is read from the settings, so that a new periodic task joins by itself. Tasks that beat rings more often
than every `coarse` (hours) are rung that often, and besides at the first ring of theirs after something of DUE fell due:
the rings in between would find nothing.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Self

import time_machine
from celery.schedules import maybe_schedule, schedule
from django.db import connection

from config.celery import app

Act = Callable[[datetime], None]
COARSE = timedelta(hours=4)
# Nothing of theirs falls due before the day is over.
COARSER = {"bookings.tasks.seal_log": timedelta(hours=8), "notes.tasks.purge_records": timedelta(hours=8)}
# When the next of each is due, by the task that looks after it.
DUE = {
    "bookings.tasks.deliver_due": "SELECT min(try_at) FROM bookings_notification WHERE state IN ('waiting', 'sending') AND channel = 'email'",
    "bookings.tasks.deliver_texts": "SELECT min(try_at) FROM bookings_notification WHERE state IN ('waiting', 'sending') AND channel = 'sms'",
    "bookings.tasks.deliver_webhooks": "SELECT min(try_at) FROM bookings_webhookdelivery WHERE state IN ('waiting', 'sending')",
    "bookings.tasks.tidy_expired": """SELECT least(
        (SELECT min(hold_expires_at) FROM bookings_appointment WHERE status = 'held'),
        (SELECT min(answer_by) FROM bookings_appointment WHERE status = 'pending'))""",
    # What was freed is offered once it can no longer be taken back.
    "bookings.tasks.offer_waitlist": """SELECT least(
        (SELECT min(expires_at) FROM bookings_waitlistoffer WHERE state = 'open'),
        (SELECT min(at) + interval '3 minutes' FROM bookings_appointmentevent
         WHERE kind IN ('cancelled', 'declined', 'expired', 'rescheduled', 'swapped')
           AND at > current_setting('year.now')::timestamptz - interval '3 minutes'))""",
}
NEXT_DUE = "SELECT " + ", ".join(f"({question})" for question in DUE.values())
_rung: set[str] = set()


def ring() -> None:
    """OUTBOX_BELL: the sender runs as soon as the knock is over."""
    _rung.add("bookings.tasks.deliver_due")


def ring_for_waitlist() -> None:
    """WAITLIST_BELL."""
    _rung.add("bookings.tasks.offer_waitlist")


class Clock:
    """`ran` counts the runs of each task; whoever is in `listeners` is told the name of each that has run."""

    def __init__(self, begin: datetime, dice: Random, coarse: timedelta = COARSE) -> None:
        self.now, self.coarse, self.ran = begin, coarse, Counter[str]()
        self.listeners: list[Callable[[str, datetime], None]] = []
        self._coming: list[tuple[datetime, int, Act]] = []
        self._number = count()
        self._stops: dict[str, datetime] = {}
        self._travel = time_machine.travel(begin, tick=False)
        app.loader.import_default_modules()
        self._every: dict[str, timedelta] = {}
        for entry in app.conf.beat_schedule.values():
            self._wind(entry, begin + coarse * dice.random())

    def __enter__(self) -> Self:
        self._hands = self._travel.start()
        _rung.clear()
        self._turn(self.now)
        return self

    def __exit__(self, *_: object) -> None:
        self._travel.stop()

    def at(self, moment: datetime, act: Act) -> None:
        """Have `act` done at `moment`, or now if that is over."""
        heapq.heappush(self._coming, (max(moment.astimezone(UTC), self.now), next(self._number), act))

    def run_until(self, end: datetime) -> None:
        while self._coming[0][0] <= end:
            moment, _, act = heapq.heappop(self._coming)
            self._turn(moment)
            act(moment)
            self._hear_bells()
            self._mark_what_falls_due()
        self._turn(end)

    def run(self, task: str) -> None:
        """As a worker would run it, with nothing caught."""
        app.tasks[task].apply(throw=True)
        self.ran[task] += 1
        for listener in self.listeners:
            listener(task, self.now)

    def _turn(self, moment: datetime) -> None:
        if moment > self.now or not self.ran:
            self.now = moment
            self._hands.move_to(moment)
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('year.now', %s, false)", [moment.isoformat()])

    def _wind(self, entry: dict[str, Any], first: datetime) -> None:
        task, rhythm = entry["task"], maybe_schedule(entry["schedule"])
        if type(rhythm) is schedule:
            self._every[task] = rhythm.run_every

        def next_after(moment: datetime) -> datetime:
            if type(rhythm) is schedule:
                return moment + max(rhythm.run_every, COARSER.get(task, self.coarse))
            return moment + max(rhythm.remaining_estimate(moment), timedelta(seconds=1))

        def run(moment: datetime) -> None:
            self.run(task)
            self.at(next_after(moment), run)

        self.at(first if type(rhythm) is schedule else next_after(first), run)

    def _hear_bells(self) -> None:
        for _ in range(10):
            if not _rung:
                return
            for task in sorted(_rung):
                _rung.discard(task)
                self.run(task)

    def _mark_what_falls_due(self) -> None:
        """Of each kind the next: at the first ring of its task after it is due."""
        if self._coming and self._coming[0][0] <= self.now:
            return
        with connection.cursor() as cursor:
            cursor.execute(NEXT_DUE)
            dues = cursor.fetchone()
        for task, due in zip(DUE, dues, strict=True):
            if due is None or task not in self._every:
                continue
            moment = self._ring_after(max(due, self.now), self._every[task])
            planned = self._stops.get(task)
            if planned is None or planned <= self.now or moment < planned:
                self._stops[task] = moment
                self.at(moment, lambda _, task=task: self.run(task))  # type: ignore[misc]

    def _ring_after(self, moment: datetime, every: timedelta) -> datetime:
        seconds = max(int(every.total_seconds()), 1)
        return datetime.fromtimestamp((int(moment.timestamp()) // seconds + 1) * seconds, UTC)

"""Somebody knocks: one action of the service, which may refuse. What happened is counted by name."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from bookings.errors import DomainError
from bookings.models import Appointment, Patient, ServiceOption
from tests.year.clock import Clock
from tests.year.practice import Practice

T = TypeVar("T")


class Knocks:
    """`lived` counts what was done, `refused` what was not, with the code of the refusal. Any other error ends the run."""

    def __init__(self, practice: Practice, clock: Clock) -> None:
        self.practice, self.clock = practice, clock
        self.lived, self.refused = Counter[str](), Counter[tuple[str, str]]()
        self.offers_seen, self.questions_seen = set[int](), set[int]()

    @property
    def dice(self) -> Random:
        return self.practice.dice

    def knock(self, name: str, act: Callable[[], T]) -> T | None:
        try:
            answer = act()
        except DomainError as refusal:
            self.refused[name, refusal.code] += 1
            return None
        self.lived[name] += 1
        return answer

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def knock_later(
        self, least: timedelta, most: timedelta, name: str, act: Callable[[datetime], object]
    ) -> None:
        """Have the action done after a while; whatever it returns says that it was done."""
        self.later(least, most, lambda now: self._knock_for(name, act, now))

    def _knock_for(self, name: str, act: Callable[[datetime], object], now: datetime) -> None:
        self.knock(name, lambda: (act(now), True))

    def later(self, least: timedelta, most: timedelta, act: Callable[[datetime], None]) -> None:
        """Have it done after a while, at any second between the two."""
        self.clock.at(self.clock.now + least + (most - least) * self.dice.random(), act)

    def before(self, moment: datetime, share_of_wait: float, act: Callable[[datetime], None]) -> None:
        """Have it done once so much of the time until `moment` is over."""
        self.clock.at(self.clock.now + (moment - self.clock.now) * share_of_wait, act)

    def option(self, key: int | None = None) -> ServiceOption:
        """As a door would fetch it; the usual one unless named."""
        rows = ServiceOption.objects.select_related("service", "clinic__policy")
        return rows.get(pk=key or self.practice.world.option.pk)

    def patient(self, key: int) -> Patient:
        return Patient.objects.select_related("clinic__policy", "guardian", "user").get(pk=key)

    def somebody_known(self) -> Patient | None:
        known = sorted({one.patient for one in self.practice.personas if one.patient})
        return self.patient(self.dice.choice(known)) if known else None

    def visit(self, key: int) -> Appointment:
        rows = Appointment.objects.select_related(
            "option__service", "option__clinic__policy", "clinic__policy", "patient__guardian", "therapist__user",
            "location",
        )  # fmt: skip
        return rows.get(pk=key)

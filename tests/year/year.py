"""The run: three clinics open, live for so long, and are reckoned with at the end of each month."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from django.core.management import CommandError, call_command

from bookings.catalogue.clinic import change_rules
from bookings.webhooks.set_up import make_webhook
from tests.webhooks.listener import Call, Listener, listening
from tests.year.clock import Clock
from tests.year.history import History, written_down
from tests.year.ledger import wrong_letters
from tests.year.life import Life
from tests.year.post import Letter, Post, post_office
from tests.year.practice import CLINICS, Where, open_practice
from tests.year.promises import broken_promises
from tests.year.sums import wrong_sums

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Reckoned:
    """What is wrong, in sentences, and what was counted on the way."""

    at: datetime
    wrong: list[str]
    letters: Counter[str] = field(default_factory=Counter)
    reminders: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


@dataclass
class Year:
    """The clock, the lives, and what came of them."""

    clock: Clock
    lives: list[Life]
    post: Post
    listener: Listener
    reckoned: list[Reckoned] = field(default_factory=list)

    def live_until(self, end: datetime) -> None:
        self.clock.run_until(end)

    def reckon(self) -> Reckoned:
        """Everything at once, at a moment at which nothing is on its way."""
        began = time.perf_counter()
        found = reckon(self.clock.now, self.post.letters(), self.listener.calls)
        found.seconds = time.perf_counter() - began
        self.reckoned.append(found)
        return found

    @property
    def lived(self) -> Counter[str]:
        return sum((life.lived for life in self.lives), Counter[str]())

    @property
    def refused(self) -> Counter[tuple[str, str]]:
        return sum((life.refused for life in self.lives), Counter[tuple[str, str]]())


def reckon(now: datetime, letters: Sequence[Letter], calls: Sequence[Call]) -> Reckoned:
    found, history = Reckoned(now, []), History()
    found.wrong += _integrity()
    found.wrong += wrong_sums(now, calls)
    found.wrong += wrong_letters(history, letters, found.letters)
    found.wrong += broken_promises(history, now, found.reminders)
    return found


@contextmanager
def opened(
    folder: Path, begin: datetime, *, seed: int = 1, busy: float = 1.0, clinics: Sequence[Where] = CLINICS
) -> Iterator[Year]:
    """Everything that is needed to live from `begin` on, at midnight of some day."""
    random.seed(seed)  # the service draws therapists and pauses by lot
    dice = Random(seed)
    with ExitStack() as stack:
        post = stack.enter_context(post_office(folder))
        listener = stack.enter_context(listening())
        stack.enter_context(written_down())
        clock = stack.enter_context(Clock(begin, dice))
        year = Year(clock, [], post, listener)
        for where in clinics:
            practice = open_practice(where, begin, int(60 * busy) + 8, Random(dice.random()))
            year.lives.append(Life(practice, clock))
        first = year.lives[0].practice
        make_webhook(clinic=first.world.clinic, url=listener.url, user=first.owner, now=begin)
        for life in year.lives:
            life.begin(busy)
        _bad_hours(year, dice)
        _a_rule_changes(year)
        yield year


def _bad_hours(year: Year, dice: Random) -> None:
    """Every few weeks the mail server puts letters off for hours, and once refuses some for good; so does the program that listens."""
    spells = [("450", 3 * HOUR), ("450", 40 * HOUR / 60), ("421", HOUR), ("450", 7 * HOUR), ("550", HOUR / 4)]

    def bad(now: datetime) -> None:
        mood, long = dice.choice(spells)
        year.post.mood(mood)
        year.listener.answers[:] = [dice.choice([204, 500, 503])]
        year.clock.at(now + long, good)
        year.clock.at(now + DAY * dice.randrange(6, 20) + HOUR * dice.randrange(24), bad)

    def good(_: datetime) -> None:
        year.post.mood("ok")
        year.listener.answers[:] = [204]

    year.clock.at(year.clock.now + 5 * DAY + 14 * HOUR, bad)


def _a_rule_changes(year: Year) -> None:
    """In the first clinic other reminders from some day on: what was promised before is not promised any more."""
    practice = year.lives[0].practice

    def change(now: datetime) -> None:
        rules = {"reminder_offsets_hours": [48, 24]}
        change_rules(clinic=practice.world.clinic, changes=rules, user=practice.owner, now=now)

    year.clock.at(year.clock.now + 150 * DAY, change)


def _integrity() -> list[str]:
    out = StringIO()
    try:
        call_command("check_integrity", stdout=out)
    except CommandError:
        return [f"check_integrity: {line}" for line in out.getvalue().splitlines()]
    return []

"""One run: faults, each followed by a visit that is booked and confirmed by mail, and the reckoning at the end."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos.faults import Fault
from tests.chaos.house import ROOT, House, eventually
from tests.chaos.load import Person, person
from tests.chaos.reckoning import Reckoning, reckon

RECOVERY = 60.0


@dataclass
class Outcome:
    """Seconds until a booking was answered, and until its mail was there, after each fault."""

    faults: Counter[str] = field(default_factory=Counter)
    booked_after: dict[str, list[float]] = field(default_factory=dict)
    mailed_after: dict[str, list[float]] = field(default_factory=dict)
    copies_allowed: int = 0
    copies_in: Counter[str] = field(default_factory=Counter)
    reckoning: Reckoning | None = None
    statuses: Counter[int] = field(default_factory=Counter)
    without_a_time_to_come_back: int = 0
    restarts: int = 0


def people(house: House, reminders: int, seconds: float) -> Person:
    """Reminders fall due from now on; somebody is ready to book."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.chaos.load", str(reminders), str(seconds)],
        env=house.environment("load"), cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return person(house.ports["web"], json.loads(made.stdout.splitlines()[-1]))


def suffer(house: House, somebody: Person, faults: Sequence[Fault], outcome: Outcome) -> None:
    """Inject each fault and wait until a new booking is confirmed by mail."""
    for fault in faults:
        copies = _copies(house)
        fault.inject(house, somebody)
        began = time.monotonic()
        address, _seconds = somebody.book()
        booked = time.monotonic() - began
        arrived = eventually(lambda one=address: any(m["to"] == one for m in house.mails()), RECOVERY)
        assert arrived, f"no mail within {RECOVERY:.0f} s after: {fault.name}"
        outcome.faults[fault.name] += 1
        outcome.copies_allowed += fault.copies
        outcome.copies_in[fault.name] += _copies(house) - copies
        outcome.booked_after.setdefault(fault.name, []).append(booked)
        outcome.mailed_after.setdefault(fault.name, []).append(time.monotonic() - began)


def settle_accounts(house: House, somebody: Person, outcome: Outcome) -> Outcome:
    """What became of everything that has fallen due so far."""
    outcome.reckoning = reckon(house)
    outcome.statuses, outcome.restarts = somebody.statuses, house.restarts
    outcome.without_a_time_to_come_back = somebody.without_a_time_to_come_back
    return outcome


def _copies(house: House) -> int:
    mails = house.mails()
    return len(mails) - len({mail["id"] for mail in mails})

"""Before and after an exercise: whether to rest today, when to stop, when to tell the therapist. Project
rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from notes.outcomes.instruments import score
from notes.wording import gettext_noop

Light = Literal["fine", "ease_off", "stop"]
REST_FROM = 8
EASE_OFF_FROM = 4
STOP_FROM = 6
RISE = 2
RISE_MINUTES = 60
RISES_RUNNING = 2
STOP_SIGNS = frozenset({"spreading", "numbness", "weakness", "dizziness", "bladder_bowel"})

REST_TODAY = gettext_noop("Rest today, and contact us if you are unsure.")
STOP_AND_TELL = gettext_noop("Stop this exercise for now and tell us what you noticed.")


@dataclass(frozen=True, slots=True)
class Felt:
    """Pain 0-10 just before and after one exercise session."""

    before: int
    after: int


def is_ready(nrs_before: int, sudden_items: Iterable[str] = ()) -> bool:
    """Say whether to exercise today. sudden_items: e-items the patient reports or is unsure of; any means no.

    A day that is not ready is no missed day. Raises ValueError when nrs_before is no rating.
    """
    return not any(sudden_items) and _rating("nrs_before", nrs_before) < REST_FROM


def light(nrs: int) -> Light:
    """Traffic light of pain while exercising: up to 3 fine, 4-5 ease off, from 6 stop."""
    rating = _rating("nrs", nrs)
    if rating >= STOP_FROM:
        return "stop"
    return "ease_off" if rating >= EASE_OFF_FROM else "fine"


def must_stop(felt: Felt, minutes_lasting: int, signs: Iterable[str] = ()) -> bool:
    """The stop-and-tell rule: pain up 2 or more for over an hour, or any of STOP_SIGNS.

    `bladder_bowel` also asks for the full screening form. Raises ValueError naming an unknown sign.
    """
    seen = set(signs)
    for sign in sorted(seen - STOP_SIGNS):
        raise ValueError(f"{sign}: not a stop sign; known are {', '.join(sorted(STOP_SIGNS))}")
    return bool(seen) or (_rise(felt) >= RISE and minutes_lasting > RISE_MINUTES)


def wants_therapist(logs: Sequence[Felt]) -> bool:
    """Say whether the last two logs, oldest first, both ended 2 or more points worse."""
    last = logs[-RISES_RUNNING:]
    return len(last) == RISES_RUNNING and all(_rise(felt) >= RISE for felt in last)


def _rise(felt: Felt) -> int:
    return _rating("nrs_after", felt.after) - _rating("nrs_before", felt.before)


def _rating(name: str, value: int) -> int:
    try:
        rating = score("nrs", {"nrs": value}).value
    except ValueError:
        rating = None
    if not isinstance(rating, int):
        raise ValueError(f"{name}: {value!r} is not a whole number from 0 to 10")
    return rating

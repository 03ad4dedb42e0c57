"""What may lift a hold, and for how long the same trigger then stays silent. Project rules."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Outcome = Literal["physician_seen", "therapist_rationale", "patient_declined"]
OUTCOMES: tuple[Outcome, ...] = ("physician_seen", "therapist_rationale", "patient_declined")
LONGEST_DAYS = 180
SILENCE_BREAKS_AT = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """A clearance. trigger: the action or item code it answers; central, night_worst: C and n when it was
    made.
    """

    trigger: str
    central: float | None
    night_worst: int | None
    expires_date: date


def may_decide(trigger: str, outcome: str, gate_tier: int) -> bool:
    """Say whether this outcome may lift this trigger. Raises ValueError for an unknown outcome."""
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome: {outcome!r} is not one of {', '.join(OUTCOMES)}")
    kept = gate_tier == 5 or trigger.lower() == "hold_night" or _is_p_item(trigger.lower())
    return not (kept and outcome == "patient_declined")


def longest_expiry(decided_date: date) -> date:
    return decided_date + timedelta(days=LONGEST_DAYS)


def is_silenced(
    decision: Decision, *, trigger: str, on: date, central: float | None, night_worst: int | None
) -> bool:
    """Say whether the decision still covers the trigger on this date, [decided, expires).

    Pain or night pain 2 or more above the value at the decision breaks the silence; so does a first value
    where the decision had none to compare with.
    """
    if trigger.lower() != decision.trigger.lower() or on >= decision.expires_date:
        return False
    pairs = ((decision.central, central), (decision.night_worst, night_worst))
    return not any(_rose(before, now) for before, now in pairs)


def _rose(before: float | None, now: float | None) -> bool:
    if now is None:
        return False
    return now >= SILENCE_BREAKS_AT if before is None else now - before >= SILENCE_BREAKS_AT


def _is_p_item(code: str) -> bool:
    return code == "frac" or (code.startswith("p") and code[1:].isdigit())

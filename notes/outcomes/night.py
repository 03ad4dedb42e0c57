"""The night pain rule: project rule, see docs/clinical-rules.md. Read by screening (item p1) and the trend
rule.
"""

from dataclasses import dataclass
from typing import Any, Literal

NightVerdict = Literal["hold_night", "therapist", "none"]


@dataclass(frozen=True, slots=True)
class Night:
    """The last 7 nights: worst pain 0-10, nights woken, and whether changing position eases it."""

    worst: int
    wakings: int
    eases: bool

    def __post_init__(self) -> None:
        if type(self.worst) is not int or not 0 <= self.worst <= 10:
            raise ValueError(f"night worst: {self.worst!r} is not a whole number from 0 to 10")
        if type(self.wakings) is not int or self.wakings < 0:
            raise ValueError(f"night wakings: {self.wakings!r} is not a whole number from 0")
        if type(self.eases) is not bool:
            raise ValueError(f"night eases: {self.eases!r} is not true or false")


def assess(night: Night) -> NightVerdict:
    """Say whether night pain holds massage until a physician has looked, or wants a therapist's eye."""
    if night.worst >= 7 or (night.worst >= 4 and night.wakings >= 3 and not night.eases):
        return "hold_night"
    return "therapist" if night.worst >= 4 else "none"


def night_of(value: Any) -> Night | None:
    """Read a Night from itself, a (worst, wakings, eases) triple, or None for not asked.

    Raises ValueError for anything else.
    """
    if value is None or isinstance(value, Night):
        return value
    if isinstance(value, (tuple, list)) and len(value) == 3:
        return Night(*value)
    raise ValueError(f"night: {value!r} is not (worst, wakings, eases)")

"""The score value, and how one item is read from a mapping of answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any, Literal

Answers = Mapping[str, Any]
Verdict = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class Score:
    """value: for people to read; band: display word or range, None without one; flags: codes such as
    `prorated`.
    """

    value: int | float | None
    band: str | None = None
    flags: tuple[str, ...] = ()


def is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def whole(item: str, value: Any, low: int, high: int) -> int | None:
    """Read a whole number in [low, high], or None for a blank. Raises ValueError naming the item; true is
    no number.
    """
    if is_blank(value):
        return None
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{item}: {value!r} is not a whole number from {low} to {high}")
    return value


def refuse_unknown(answers: Answers, known: Collection[str]) -> None:
    """Raise ValueError naming the first item that the instrument does not have."""
    for item in answers:
        if item not in known:
            raise ValueError(f"{item}: not an item of this instrument")


def half_up(value: Fraction, places: int = 1) -> float:
    """Round half up to a number of decimals, for display only."""
    scale: int = 10**places
    return floor(value * scale + Fraction(1, 2)) / scale


def falls_by(baseline: int | Fraction, current: int | Fraction, points: int) -> Verdict:
    """Verdict where less is better: better needs the points and 30 % of baseline, worse the points alone
    [R1].
    """
    if baseline - current >= points and 10 * (baseline - current) >= 3 * baseline:
        return "better"
    return "worse" if current - baseline >= points else "same"

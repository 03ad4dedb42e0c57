"""RMDQ-24: the number of ticked statements, 0-24 [R4].

Two ways to answer: a ticked list, where a blank is "no", and yes/no an item. There is no standard rule for
missing items [R3]; project rule: up to two unanswered are prorated, more leave no score. Smallest
meaningful change 5 points and 30 % [R1]; 0-2 is the level of people who have recovered [R5].
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from notes.outcomes.instruments.reading import (
    Answers,
    Score,
    Verdict,
    falls_by,
    half_up,
    is_blank,
    refuse_unknown,
)

ITEMS = tuple(f"rmdq-{number:02d}" for number in range(1, 25))
MIC_POINTS = 5
RECOVERED_TO = 2
MAX_UNANSWERED = 2


def score(code: str, answers: Answers) -> Score:
    value, prorated = _count(answers)
    if value is None:
        return Score(None)
    flags = ("prorated",) if prorated else ()
    return Score(value, _band(value), (*flags, "recovered") if value <= RECOVERED_TO else flags)


def change(code: str, baseline: Answers, current: Answers) -> Verdict | None:
    before, after = _count(baseline)[0], _count(current)[0]
    if before is None or after is None:
        return None
    return falls_by(before, after, MIC_POINTS)


def _band(value: int) -> str:
    if value <= RECOVERED_TO:
        return "0-2"
    return "3-13" if value <= 13 else "14-24"


def _count(answers: Answers) -> tuple[int | None, bool]:
    if "ticked" in answers:
        refuse_unknown(answers, ("ticked",))
        return (None, False) if answers["ticked"] is None else (len(_ticked(answers["ticked"])), False)
    refuse_unknown(answers, ITEMS)
    given = [_yes(item, answers[item]) for item in answers if not is_blank(answers[item])]
    unanswered = len(ITEMS) - len(given)
    if unanswered > MAX_UNANSWERED:
        return None, False
    return int(half_up(Fraction(sum(given) * len(ITEMS), len(given)), 0)), unanswered > 0


def _yes(item: str, value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError(f"{item}: {value!r} is not true or false")
    return value


def _ticked(values: Any) -> set[str]:
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise ValueError(f"ticked: {values!r} is not a list of items")
    return {_item(value) for value in values}


def _item(value: Any) -> str:
    if type(value) is int and 1 <= value <= len(ITEMS):
        return ITEMS[value - 1]
    if isinstance(value, str) and value in ITEMS:
        return value
    raise ValueError(f"ticked: {value!r} is not an item from 1 to {len(ITEMS)}")

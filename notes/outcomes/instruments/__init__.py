"""Scores and change verdicts of the outcome measures, by instrument code; pure, exact arithmetic.
Not here: item texts, storage and charts."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from notes.outcomes.instruments import grc, nrs, phq2, psfs, rmdq, three_items
from notes.outcomes.instruments.reading import Answers, Score, Verdict

__all__ = ["CODES", "Score", "Verdict", "change", "known_code", "score"]

_ROOMS: Mapping[str, ModuleType] = {
    "nrs": nrs,
    "psfs": psfs,
    "grc": grc,
    "pim3": three_items,
    "peg": three_items,
    "rmdq": rmdq,
    "phq2": phq2,
}
_ALIASES = {"rmdq24": "rmdq"}
CODES = tuple(_ROOMS)


def score(code: str, answers: Mapping[str, Any] | None) -> Score:
    """Score one set of answers.

    The value is a whole number for counts and single ratings and a float with one decimal, rounded half up,
    for means; None when the missing-item rule of the instrument leaves no score. Raises ValueError naming
    the item for a value that can't be, and for an unknown code.
    """
    known = known_code(code)
    result: Score = _ROOMS[known].score(known, _mapping(known, answers))
    return result


def change(
    code: str, baseline: Mapping[str, Any] | None, current: Mapping[str, Any] | None
) -> Verdict | None:
    """Compare two sets of answers with the smallest meaningful change of the instrument.

    None when there is nothing to compare, or when the instrument measures no change (phq2). The verdict is
    taken from exact values, never from rounded scores. Raises ValueError as `score` does.
    """
    known = known_code(code)
    verdict: Verdict | None = _ROOMS[known].change(known, _mapping(known, baseline), _mapping(known, current))
    return verdict


def known_code(code: str) -> str:
    """The code as it is stored. Raises ValueError for one that is not known."""
    plain = str(code).strip().lower().replace("-", "").replace("_", "")
    plain = _ALIASES.get(plain, plain)
    if plain not in _ROOMS:
        raise ValueError(f"{code!r} is not an instrument code; known are {', '.join(CODES)}")
    return plain


def _mapping(code: str, answers: Mapping[str, Any] | None) -> Answers:
    if answers is None:
        return {}
    if not isinstance(answers, Mapping):
        raise ValueError(f"{code}: answers are a mapping of item to value, not {type(answers).__name__}")
    for item in answers:
        if not isinstance(item, str):
            raise ValueError(f"{code}: {item!r} is not an item")
    return answers

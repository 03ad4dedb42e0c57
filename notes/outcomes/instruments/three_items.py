"""PIM-3 and PEG: the mean of three ratings 0-10; all three or no score.

Smallest meaningful change 1 point of the mean [R2] and 30 % [R14]. PIM-3 is this project's own, not a
validated instrument, so its score says that it is a guide only.
"""

from fractions import Fraction

from notes.outcomes.instruments.reading import (
    Answers,
    Score,
    Verdict,
    falls_by,
    half_up,
    refuse_unknown,
    whole,
)

ITEMS = ("average", "activity", "enjoyment")
MID_SUM = 3


def score(code: str, answers: Answers) -> Score:
    flags = ("guide_only",) if code == "pim3" else ()
    total = _total(code, answers)
    if total is None:
        return Score(None, None, flags)
    return Score(half_up(Fraction(total, len(ITEMS))), _band(total), flags)


def change(code: str, baseline: Answers, current: Answers) -> Verdict | None:
    before, after = _total(code, baseline), _total(code, current)
    if before is None or after is None:
        return None
    return falls_by(before, after, MID_SUM)


def _band(total: int) -> str:
    if total < 12:
        return "0-3.9"
    return "4-6.9" if total < 21 else "7-10"


def _total(code: str, answers: Answers) -> int | None:
    refuse_unknown(answers, ITEMS)
    ratings = [whole(f"{code} {item}", answers.get(item), 0, 10) for item in ITEMS]
    given = [rating for rating in ratings if rating is not None]
    return sum(given) if len(given) == len(ITEMS) else None

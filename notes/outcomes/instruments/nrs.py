"""NRS, numeric pain rating 0-10. Smallest meaningful change 2 points and 30 % [R1]; bands are for display
[R15].
"""

from notes.outcomes.instruments.reading import Answers, Score, Verdict, falls_by, refuse_unknown, whole

MIC_POINTS = 2


def score(code: str, answers: Answers) -> Score:
    value = _rating(answers)
    return Score(value, None if value is None else band(value))


def change(code: str, baseline: Answers, current: Answers) -> Verdict | None:
    before, after = _rating(baseline), _rating(current)
    if before is None or after is None:
        return None
    return falls_by(before, after, MIC_POINTS)


def band(value: int) -> str:
    """Display word of a rating; cut-offs differ between studies [R15]."""
    if value == 0:
        return "none"
    if value <= 3:
        return "mild"
    return "moderate" if value <= 6 else "severe"


def _rating(answers: Answers) -> int | None:
    refuse_unknown(answers, ("nrs",))
    return whole("nrs", answers.get("nrs"), 0, 10)

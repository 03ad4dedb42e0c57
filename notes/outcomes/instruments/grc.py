"""GRC, global rating of change since plan start, -5..+5 [R17].

The cut-offs are a project rule and lean to safety: it takes +3 to be better and -2 to be worse.
"""

from notes.outcomes.instruments.reading import Answers, Score, Verdict, refuse_unknown, whole

BETTER_FROM = 3
WORSE_FROM = -2


def score(code: str, answers: Answers) -> Score:
    value = _rating(answers)
    return Score(value, verdict(value))


def change(code: str, baseline: Answers, current: Answers) -> Verdict | None:
    """The rating is a change already, so only the current one speaks."""
    _rating(baseline)
    return verdict(_rating(current))


def verdict(value: int | None) -> Verdict | None:
    if value is None:
        return None
    if value >= BETTER_FROM:
        return "better"
    return "worse" if value <= WORSE_FROM else "same"


def _rating(answers: Answers) -> int | None:
    refuse_unknown(answers, ("grc",))
    return whole("grc", answers.get("grc"), -5, 5)

"""PHQ-2: two items 0-3, both required; 3 or more asks for a word with a physician [R9a][R9b].

Not an outcome of massage: it has no verdict of change.
"""

from notes.outcomes.instruments.reading import Answers, Score, Verdict, refuse_unknown, whole

ITEMS = ("phq2-1", "phq2-2")
POSITIVE_FROM = 3


def score(code: str, answers: Answers) -> Score:
    total = _total(answers)
    if total is None:
        return Score(None)
    return Score(total, "pos", ("positive",)) if total >= POSITIVE_FROM else Score(total, "neg")


def change(code: str, baseline: Answers, current: Answers) -> Verdict | None:
    _total(baseline), _total(current)
    return None


def _total(answers: Answers) -> int | None:
    refuse_unknown(answers, ITEMS)
    ratings = [whole(item, answers.get(item), 0, 3) for item in ITEMS]
    given = [rating for rating in ratings if rating is not None]
    return sum(given) if len(given) == len(ITEMS) else None

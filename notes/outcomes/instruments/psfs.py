"""PSFS, patient-specific function: the mean of 1-5 activities the patient names, 0 unable to 10 as before
[R8][R8b].

Change is the mean over activities rated both times, if these are at least two thirds of the baseline ones.
2 points are more than measurement error [R8]; the size of a change is graded small, medium or large [R7].
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal
from unicodedata import normalize

from notes.outcomes.instruments.reading import Answers, Score, Verdict, half_up, whole

MAX_ACTIVITIES = 5
MDC_MEAN = 2
Grade = Literal["small", "medium", "large"]
_GRADES: tuple[tuple[Fraction, Grade], ...] = (
    (Fraction(27, 10), "large"),
    (Fraction(23, 10), "medium"),
    (Fraction(13, 10), "small"),
)


@dataclass(frozen=True, slots=True)
class PairedChange:
    """mean: exact, more is better; grade: size of the change either way, None below the smallest."""

    mean: Fraction
    verdict: Verdict
    grade: Grade | None


def score(code: str, answers: Answers) -> Score:
    ratings = _ratings(answers)
    if not ratings:
        return Score(None)
    return Score(half_up(Fraction(sum(ratings.values()), len(ratings))))


def change(code: str, baseline: Answers, current: Answers) -> Verdict | None:
    paired = paired_change(baseline, current)
    return None if paired is None else paired.verdict


def paired_change(baseline: Answers, current: Answers) -> PairedChange | None:
    """Compare activity by activity; None when too few were rated both times. Raises ValueError naming the
    activity.
    """
    before, after = _ratings(baseline), _ratings(current)
    both = before.keys() & after.keys()
    if not both or 3 * len(both) < 2 * len(before):
        return None
    mean = Fraction(sum(after[activity] - before[activity] for activity in both), len(both))
    verdict: Verdict = "better" if mean >= MDC_MEAN else "worse" if mean <= -MDC_MEAN else "same"
    grade = next((name for least, name in _GRADES if abs(mean) >= least), None)
    return PairedChange(mean, verdict, grade)


def _ratings(answers: Answers) -> dict[str, int]:
    if len(answers) > MAX_ACTIVITIES:
        raise ValueError(f"psfs: {len(answers)} activities given, at most {MAX_ACTIVITIES} are rated")
    ratings: dict[str, int] = {}
    for activity, value in answers.items():
        name = normalize("NFC", " ".join(activity.split())).casefold()
        if not name or name in ratings:
            raise ValueError(f"psfs: activity {activity!r} is {'named twice' if name else 'without a name'}")
        rating = whole(activity, value, 0, 10)
        if rating is not None:
            ratings[name] = rating
    return ratings

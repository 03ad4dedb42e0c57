"""What answers say against the first of the same measure, before they are kept or after."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from notes.models import MeasureResponse
from notes.outcomes.instruments import Verdict, change, known_code, score
from notes.outcomes.lines import ScoreLine, score_lines
from notes.outcomes.queries import Answered
from notes.outcomes.record import Given

AVERAGE = MeasureResponse.Aspect.AVERAGE


def compared(
    answered: Sequence[Answered], given: Iterable[Given], since: datetime | None, now: datetime
) -> list[ScoreLine]:
    """A line for each instrument of `given`, which is its latest point; `answered` is what was kept before.

    Raises ValueError for answers that an instrument cannot have.
    """
    fresh = [_as_answered(one, now) for one in given]
    codes = {one.code for one in fresh}
    return [line for line in score_lines([*answered, *fresh], since) if line.code in codes]


def pain_change(before: int | None, after: int | None) -> Verdict | None:
    """Of one session: the rule of the numeric rating; None unless both were rated."""
    return change("nrs", {"nrs": before}, {"nrs": after})


def _as_answered(given: Given, now: datetime) -> Answered:
    code = known_code(given.code)
    value = score(code, given.answers).value
    aspect = given.aspect or (AVERAGE if code == "nrs" else "")
    return Answered(now, code, aspect, given.answers, None if value is None else Decimal(str(value)))

"""The answers kept for a plan as dated readings, for the pure rooms."""

from collections.abc import Sequence

from notes.outcomes.queries import Answered
from notes.plans.windows import Reading


def weekly_pain(answered: Sequence[Answered]) -> list[Reading[int]]:
    """The averages of seven days, in the order they come in."""
    return [
        Reading(one.at, int(one.answers["nrs"]))
        for one in answered
        if one.code == "nrs" and one.aspect == "average" and one.value is not None
    ]

"""The answers kept for a plan as dated readings, for the pure rooms."""

from collections.abc import Sequence

from notes.outcomes.night import Night
from notes.outcomes.queries import Answered
from notes.outcomes.record import NIGHT, night_of
from notes.plans.windows import Reading


def weekly_pain(answered: Sequence[Answered]) -> list[Reading[int]]:
    """The averages of seven days, in the order they come in."""
    return [
        Reading(one.at, int(one.answers["nrs"]))
        for one in answered
        if one.code == "nrs" and one.aspect == "average" and one.value is not None
    ]


def nights(answered: Sequence[Answered]) -> list[Reading[Night]]:
    """The items of the night rule, in the order they come in."""
    return [Reading(one.at, night_of(one.answers)) for one in answered if one.code == NIGHT]

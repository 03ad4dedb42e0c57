"""The trend rule: from recent scores to a state and one action. Project rule built on [R1];
docs/clinical-rules.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, Literal

from notes.outcomes.instruments import Verdict, score
from notes.outcomes.instruments.nrs import MIC_POINTS
from notes.outcomes.instruments.reading import falls_by
from notes.outcomes.night import Night, assess, night_of

Number = int | float | Decimal | Fraction
State = Literal["worse", "no_data", "controlled", "better", "same"]
Action = Literal[
    "hold_night",
    "hold_worse",
    "rescreen_worse",
    "hold_not_better",
    "advise_not_better",
    "reevaluate",
    "continue",
]
# Weeks until a review (X1) and until "not better" counts (X2), by the class fixed at plan start.
WEEKS = {"selfcare": (2, 2), "acute": (4, 6), "subacute": (4, 6), "chronic": (6, 12)}
HOLD_POINTS = 3
CONTROLLED_TO = 2


@dataclass(frozen=True, slots=True)
class TrendInput:
    """What one evaluation looks at; `windows.build` gathers it from dated readings.

    days: whole days since the baseline reading. baseline, values: average pain 0-10 (values: the last 14
    days). grc: -5..+5 of the last 14 days. function: verdict of RMDQ or PSFS of the last 42 days. night:
    (worst, wakings, eases). previous_worse: an evaluation at least 7 days earlier was worse.
    """

    plan_class: str
    days: int
    baseline: Number | None
    values: Iterable[Number] | None = ()
    grc: int | None = None
    function: Verdict | None = None
    night: Night | tuple[int, int, bool] | None = None
    previous_worse: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    state: State
    action: Action


def evaluate(trend: TrendInput) -> Trend:
    """Decide state and action, first match of the rule's lists. Raises ValueError naming a field that can't
    be.
    """
    weeks = _weeks(trend.plan_class)
    if type(trend.days) is not int or trend.days < 0:
        raise ValueError(f"days: {trend.days!r} is not a whole number from 0")
    baseline = None if trend.baseline is None else _pain("baseline", trend.baseline)
    values = _pains(trend.values)
    central = Fraction(median(values)) if values else None
    rise, moved = None, None
    if baseline is not None and central is not None:
        rise, moved = central - baseline, falls_by(baseline, central, MIC_POINTS)
    state = _state(central, moved, trend)
    return Trend(state, _action(state, rise, weeks, trend))


def _state(central: Fraction | None, moved: Verdict | None, trend: TrendInput) -> State:
    """`moved` is the verdict of the smallest meaningful change of pain."""
    said = score("grc", {"grc": trend.grc}).band
    if trend.function not in (None, "better", "same", "worse"):
        raise ValueError(f"function: {trend.function!r} is not better, same or worse")
    if "worse" in (moved, said, trend.function):
        return "worse"
    if central is None:
        return "no_data"
    if central <= CONTROLLED_TO:
        return "controlled"
    return "better" if "better" in (moved, trend.function) else "same"


def _action(state: State, rise: Fraction | None, weeks: tuple[int, int], trend: TrendInput) -> Action:
    review_days, hold_days = (7 * count for count in weeks)
    night = night_of(trend.night)
    if night is not None and assess(night) == "hold_night":
        return "hold_night"
    if state == "worse":
        sharply = rise is not None and rise >= HOLD_POINTS
        return "hold_worse" if trend.previous_worse or sharply else "rescreen_worse"
    if state == "same" and trend.days >= hold_days:
        return "advise_not_better" if _plain(trend.plan_class) == "selfcare" else "hold_not_better"
    if state in ("same", "no_data") and trend.days >= review_days:
        return "reevaluate"
    return "continue"


def _plain(plan_class: str) -> str:
    return str(plan_class).strip().lower().replace("-", "").replace("_", "")


def _weeks(plan_class: str) -> tuple[int, int]:
    try:
        return WEEKS[_plain(plan_class)]
    except KeyError:
        raise ValueError(f"plan_class: {plan_class!r} is not one of {', '.join(WEEKS)}") from None


def _pains(values: Any) -> list[Fraction]:
    if values is not None and not isinstance(values, Iterable):
        raise ValueError(f"values: {values!r} is not a list of ratings")
    return [_pain("values", value) for value in values or ()]


def _pain(field: str, value: Any) -> Fraction:
    is_number = isinstance(value, (int, float, Decimal, Fraction)) and not isinstance(value, bool)
    # A decimal that is no number cannot even be compared.
    if isinstance(value, Decimal) and not value.is_finite():
        is_number = False
    if is_number and 0 <= value <= 10:
        # A float is read as the decimal it was written as, so that 6.7 - 4.7 is 2.
        return Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    raise ValueError(f"{field}: {value!r} is not a rating from 0 to 10")

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.plans.trend import WEEKS, TrendInput, evaluate

QUIET = (0, 0, True)


def row(plan_class, days, baseline, values, grc, function, night, previous, expected):
    return TrendInput(plan_class, days, baseline, values, grc, function, night, previous), expected


TABLE = [
    row("selfcare", 13, 6, (6,), None, None, QUIET, False, ("same", "continue")),
    row("selfcare", 14, 6, (6,), None, None, QUIET, False, ("same", "advise_not_better")),
    row("subacute", 27, 7, (6, 7), None, None, (2, 1, True), False, ("same", "continue")),
    row("subacute", 42, 7, (6,), None, None, (2, 1, True), False, ("same", "hold_not_better")),
    row("subacute", 42, 7, (6,), None, "better", (2, 1, True), False, ("better", "continue")),
    row("chronic", 42, 6, (5, 6, 5), None, None, (3, 2, True), False, ("same", "reevaluate")),
    row("chronic", 84, 6, (), None, None, QUIET, False, ("no_data", "reevaluate")),
    row("chronic", 10, 5, (7,), None, None, (3, 1, True), False, ("worse", "rescreen_worse")),
    row("chronic", 10, 5, (8,), None, None, (3, 1, True), False, ("worse", "hold_worse")),
    row("acute", 5, 5, (5,), None, None, (7, 1, True), False, ("same", "hold_night")),
    row("acute", 5, 5, (5,), None, None, (6, 5, True), False, ("same", "continue")),
]
FURTHER = [
    row("chronic", 10, 5, (7,), None, None, QUIET, True, ("worse", "hold_worse")),
    row("chronic", 10, 5, (), -2, None, QUIET, False, ("worse", "rescreen_worse")),
    row("chronic", 10, 5, (), None, "worse", QUIET, True, ("worse", "hold_worse")),
    row("chronic", 90, 0, (2,), None, None, QUIET, False, ("worse", "rescreen_worse")),
    row("chronic", 90, 3, (2,), None, None, QUIET, False, ("controlled", "continue")),
    row("chronic", 90, 8, (6,), None, None, QUIET, False, ("same", "hold_not_better")),
    row("chronic", 90, 8, (5, 6), None, None, QUIET, False, ("better", "continue")),
    row("chronic", 90, 8, (8,), None, "worse", (7, 0, True), True, ("worse", "hold_night")),
    row("chronic", 83, 6, (6,), None, None, QUIET, False, ("same", "reevaluate")),
    row("chronic", 41, 6, (), None, None, QUIET, False, ("no_data", "continue")),
    row("acute", 28, 6, (6,), None, None, QUIET, False, ("same", "reevaluate")),
    row("acute", 28, 6, (6,), None, None, None, False, ("same", "reevaluate")),
    row("selfcare", 14, 6, (), None, None, QUIET, False, ("no_data", "reevaluate")),
    row("selfcare", 3, 6, (9,), None, None, QUIET, False, ("worse", "hold_worse")),
    row("selfcare", 3, 6, (6,), None, None, (4, 3, False), False, ("same", "hold_night")),
    row("acute", 50, None, (6,), None, None, QUIET, False, ("same", "hold_not_better")),
    row("acute", 50, 6.7, (4.7,), None, None, QUIET, False, ("same", "hold_not_better")),
    row("acute", 50, 6.5, (4.5,), 3, None, QUIET, False, ("better", "continue")),
]


@pytest.mark.parametrize(("given_input", "expected"), TABLE + FURTHER)
def test_trend(given_input, expected):
    found = evaluate(given_input)
    assert (found.state, found.action) == expected


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"plan_class": "old"}, "plan_class"),
        ({"days": -1}, "days"),
        ({"days": True}, "days"),
        ({"baseline": 11}, "baseline"),
        ({"baseline": True}, "baseline"),
        ({"values": (5, float("nan"))}, "values"),
        ({"grc": 6}, "grc"),
        ({"function": "good"}, "function"),
        ({"night": (11, 0, True)}, "night"),
        ({"night": (1, 2)}, "night"),
    ],
)
def test_what_cannot_be_is_named(change, named):
    with pytest.raises(ValueError, match=named):
        evaluate(replace(TABLE[0][0], **change))


PAIN = st.one_of(
    st.integers(0, 10),
    st.fractions(0, 10, max_denominator=9),
    st.decimals(0, 10, places=1, allow_nan=False).map(Decimal),
)
INPUTS = st.builds(
    TrendInput,
    plan_class=st.sampled_from(sorted(WEEKS)),
    days=st.integers(0, 200),
    baseline=st.none() | PAIN,
    values=st.lists(PAIN, max_size=4).map(tuple),
    grc=st.none() | st.integers(-5, 5),
    function=st.sampled_from([None, "better", "same", "worse"]),
    night=st.none() | st.tuples(st.integers(0, 10), st.integers(0, 7), st.booleans()),
    previous_worse=st.booleans(),
)


@given(INPUTS)
def test_every_input_has_one_answer_and_keeps_it(trend):
    found = evaluate(trend)
    assert evaluate(trend) == found
    if found.state == "worse" and found.action != "hold_night":
        assert found.action in ("hold_worse", "rescreen_worse")
    if found.action in ("hold_not_better", "advise_not_better"):
        assert found.state == "same"
        assert (found.action == "advise_not_better") is (trend.plan_class == "selfcare")
    if found.state in ("better", "controlled"):
        assert found.action in ("continue", "hold_night")


@given(INPUTS, st.integers(1, 300))
def test_waiting_longer_never_calms_the_action(trend, more):
    calm = ["continue", "reevaluate", "advise_not_better", "hold_not_better"]
    before, after = evaluate(trend).action, evaluate(replace(trend, days=trend.days + more)).action
    if before in calm:
        assert calm.index(after) >= calm.index(before)
    else:
        assert after == before


@given(INPUTS, st.permutations(range(4)))
def test_the_order_of_values_does_not_matter(trend, order):
    values = tuple(trend.values[place] for place in order if place < len(trend.values))
    assert evaluate(replace(trend, values=values)) == evaluate(trend)


def test_the_middle_of_two_values_is_exact():
    trend = replace(
        TABLE[0][0], plan_class="chronic", days=90, baseline=Fraction(20, 3), values=[4, Fraction(16, 3)]
    )
    assert evaluate(trend).state == "better"
    assert evaluate(replace(trend, values=[4, Fraction(17, 3)])).state == "same"

"""What the gate is handed: nothing said is lost, and what cannot be is a ValueError that names the item."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.outcomes.instruments import CODES, change, score
from notes.plans.trend import TrendInput
from notes.plans.trend import evaluate as trend_of
from notes.screening.gate import evaluate
from notes.screening.items import BY_CODE

NO = dict.fromkeys(BY_CODE, "no")
WITHOUT_AGE = {code: "no" for code in BY_CODE if code != "t7"}
ON = date(2025, 3, 10)


@pytest.mark.parametrize(
    ("twice", "named"),
    [
        ({"E1": "yes"}, "e1"),
        ({" e1 ": "yes"}, "e1"),
        ({"T6_1": "no", "t6-1": "yes"}, "t6-1"),
        ({"n": 9, "k": 0, "e": True, "night-n": 0}, "night-n"),
        ({"n": 9, "k": 0, "e": True, "night": (0, 0, True)}, "night-n"),
        ({"t6": ["yes"] * 5, "t6-3": "no"}, "t6-3"),
    ],
)
def test_what_is_said_twice_is_refused_and_the_last_never_wins(twice: dict[str, Any], named: str) -> None:
    others = {code: "no" for code in BY_CODE if code not in twice}
    for answers in ({**others, **twice}, {**twice, **others}):
        with pytest.raises(ValueError, match=f"{named}: given twice"):
            evaluate(answers, {"age": 40})


@pytest.mark.parametrize(
    ("answers", "facts", "named"),
    [
        ({"l1": {"answer": "yes", "regions": 5}}, {}, "regions"),
        ({"marked_regions": True}, {}, "regions"),
        ({}, {"regions": 5}, "regions"),
        ({}, {"injections": 5}, "injections"),
        ({}, {"injections": [5]}, "injections"),
        ({}, {"injections": "2025-03-09"}, "injections"),
        ({"d1": "yes", "recovered_on": date.max}, {}, "recovered_on"),
        ({"d1": "yes", "recovered_on": datetime.max}, {}, "recovered_on"),
        ({"d1": "yes", "recovered_on": "2025-02-30"}, {}, "recovered_on"),
        ({"d1": "yes", "recovered_on": "٢٠٢٥-03-01"}, {}, "recovered_on"),
        ({}, {"birth_date": "1985-3-1"}, "birth_date"),
        ({}, {"birth_date": date(2025, 3, 11)}, "birth_date"),
        ({}, {"age": True}, "age"),
        ({}, {"onset_date": "2025-03-11"}, "onset_date"),
        ({"night": (7, 0, 1)}, {}, "night-e"),
        ({"night": (True, 0, True)}, {}, "night worst"),
        ({"e1": 0}, {}, "e1"),
        ({"e1": "ｙｅｓ"}, {}, "e1"),
        ({"e1": {"answer": {"answer": "no"}}}, {}, "e1"),
        ({"e1": {"regions": ["lum-l"]}}, {}, "e1"),
    ],
)
def test_what_cannot_be_is_a_value_error_with_a_name(answers: Any, facts: Any, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        evaluate({**NO, **answers}, {"age": 40, "on": ON, **facts})


@pytest.mark.parametrize(("answers", "facts"), [(None, {}), ([], {}), (NO, 5), (NO, ["age"])])
def test_no_mapping_is_no_form(answers: Any, facts: Any) -> None:
    with pytest.raises(ValueError, match="not a mapping"):
        evaluate(answers, facts)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.dates()
    | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
FACTS = (
    "birth_date age sex on appointment_date regions neck injections onset_date duration_days acute_onset night"
).split()


@given(st.sampled_from([*BY_CODE, "night", "t6", "marked_regions", "recovered_on", "n"]), ANYTHING)
def test_a_form_is_judged_or_refused_by_value_error_alone(item: str, value: Any) -> None:
    try:
        found = evaluate({**NO, "d1": "yes", item: value}, {"age": 40})
    except ValueError:
        return
    assert found.tier >= (0 if item == "d1" else 3)


@given(st.sampled_from(FACTS), ANYTHING)
def test_facts_too(fact: str, value: Any) -> None:
    try:
        assert evaluate({**NO, "p3": "yes"}, {"on": ON, fact: value}).tier >= 4
    except ValueError:
        return


@given(st.sampled_from(sorted(CODES)), st.dictionaries(st.text(max_size=8), ANYTHING, max_size=2))
def test_scores_too(code: str, answers: Any) -> None:
    try:
        assert score(code, answers).value is None or answers
        change(code, answers, answers)
    except ValueError:
        return


@pytest.mark.parametrize(
    "values", [5, True, "567", (Decimal("NaN"),), (Decimal("sNaN"),), (float("inf"),), ("7",), (None,)]
)
def test_values_that_are_no_ratings_are_named(values: Any) -> None:
    with pytest.raises(ValueError, match="values"):
        trend_of(TrendInput("chronic", 10, 5, values))


@pytest.mark.parametrize("baseline", [Decimal("NaN"), Decimal("Infinity"), "5", -1, 10.5])
def test_a_baseline_that_is_no_rating_is_named(baseline: Any) -> None:
    with pytest.raises(ValueError, match="baseline"):
        trend_of(TrendInput("chronic", 10, baseline, (5,)))


def test_the_same_activity_in_two_ways_of_writing_an_accent() -> None:
    assert change("psfs", {"Café": 3}, {"Cafe\u0301": 6}) == "better"
    with pytest.raises(ValueError, match="named twice"):
        score("psfs", {"Café": 3, "CAFE\u0301": 6})


@pytest.mark.parametrize(
    ("born", "visit", "is_minor"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2008, 2, 29), date(2024, 2, 29), True),
        (date(2007, 3, 11), date(2025, 3, 10), True),
        (date(2007, 3, 10), date(2025, 3, 10), False),
    ],
)
def test_the_age_is_that_on_the_day_of_the_visit(born: date, visit: date, is_minor: bool) -> None:
    facts = {"birth_date": born, "appointment_date": visit, "on": date(2024, 1, 1)}
    assert ("t7" in evaluate(WITHOUT_AGE, facts).reasons) is is_minor


@pytest.mark.parametrize(("age", "tier"), [(17, 2), (18, 0), (55, 0), (56, 2)])
def test_a_first_pain_counts_before_18_and_after_55(age: int, tier: int) -> None:
    answers = {code: "no" for code in BY_CODE if code not in ("p10", "t7")}
    first = {**answers, "p10-first": "yes", "p10-rest": "no"}
    assert evaluate(first, {"age": age}).tier == tier
    assert evaluate({**first, "p10-rest": True}, {"age": age}).tier == 2
    assert evaluate({**first, "p4": "yes"}, {"age": age}).tier == 4


@pytest.mark.parametrize(
    ("days", "features", "tier"),
    [(83, 5, 0), (84, 3, 0), (84, 4, 2), (None, 4, 2), (3000, 5, 2)],
)
def test_the_slow_pattern_needs_four_of_five_and_twelve_weeks(days: Any, features: int, tier: int) -> None:
    answers = {code: "no" for code in BY_CODE if code != "t6"}
    pattern = ["yes"] * features + ["no"] * (5 - features)
    found = evaluate({**answers, "t6": pattern}, {"age": 40, "duration_days": days})
    assert (found.tier, found.reasons) == (tier, ("t6",) if tier else ())


@pytest.mark.parametrize(
    ("night", "reasons", "tier"),
    [
        ((3, 7, False), (), 0),
        ((4, 2, False), ("night",), 2),
        ((4, 3, True), ("night",), 2),
        ((4, 3, False), ("p1",), 4),
        ((6, 3, False), ("p1",), 4),
        ((7, 0, True), ("p1",), 4),
    ],
)
def test_nights(night: tuple[int, int, bool], reasons: tuple[str, ...], tier: int) -> None:
    answers = {code: "no" for code in BY_CODE if code != "p1"}
    found = evaluate({**answers, "night": night}, {"age": 40})
    assert (found.reasons, found.tier) == (reasons, tier)


def test_an_injection_late_at_night_counts_from_its_own_day() -> None:
    visit = datetime(2025, 1, 7, 0, 30, tzinfo=UTC)
    one = {"date": "2025-01-01T23:30:00+00:00", "side": "Right"}
    found = evaluate(NO, {"on": visit, "injections": one})
    assert found.excluded_regions == {"sij-r", "sac-m", "lum-r"}
    later = evaluate(NO, {"on": visit, "appointment_date": date(2025, 1, 8), "injections": [one]})
    assert (later.tier, later.excluded_regions) == (0, frozenset())

"""The items nobody ticks: night pain, first pain by age, the pattern of five, minors."""

from datetime import date

import pytest

from notes.screening.gate import evaluate
from notes.screening.items import BY_CODE

ASKED = {code: "no" for code, item in BY_CODE.items() if not item.computed}
QUIET = {
    **ASKED,
    "night": (0, 0, True),
    "p10-first": "no",
    "p10-rest": "no",
    **{f"t6-{number}": "no" for number in range(1, 6)},
}


def gate(answers=None, **facts):
    return evaluate({**QUIET, **(answers or {})}, {"age": 40, "sex": "male", **facts})


def test_computed_items_need_no_answer_of_their_own():
    assert gate().tier == 0


@pytest.mark.parametrize("missing", ["night", "p10-first", "p10-rest", "t6-3"])
def test_but_their_parts_are_required(missing):
    answers = {key: value for key, value in QUIET.items() if key != missing}
    item = {"night": "p1", "p10-first": "p10", "p10-rest": "p10", "t6-3": "t6-3"}[missing]
    with pytest.raises(ValueError, match=f"not answered: {item}$"):
        evaluate(answers, {"age": 40})


@pytest.mark.parametrize(
    ("night", "tier", "reasons"),
    [
        ((7, 1, True), 4, ("p1",)),
        ((4, 3, False), 4, ("p1",)),
        ((4, 3, "no"), 4, ("p1",)),
        ((4, 3, "not_sure"), 4, ("p1",)),
        ((6, 5, True), 2, ("night",)),
        ((4, 2, False), 2, ("night",)),
        ((3, 7, False), 0, ()),
        ({"n": 7, "k": 0, "e": True}, 4, ("p1",)),
        ({"worst": 4, "wakings": 0, "eases": "yes"}, 2, ("night",)),
    ],
)
def test_night_pain(night, tier, reasons):
    found = gate({"night": night})
    assert (found.tier, found.reasons) == (tier, reasons)


def test_night_items_may_come_one_by_one_or_as_a_fact():
    answers = {key: value for key, value in QUIET.items() if key != "night"}
    assert evaluate({**answers, "n": 7, "k": 1, "e": True}, {"age": 40}).reasons == ("p1",)
    assert evaluate(answers, {"age": 40, "night": (7, 1, True)}).reasons == ("p1",)


def test_an_answer_never_softens_what_was_computed():
    assert gate({"night": (7, 1, True), "p1": "no"}).tier == 4
    assert gate({"p1": "yes"}).tier == 4
    assert gate({"t7": "no"}, age=17).tier == 2


@pytest.mark.parametrize(("age", "tier"), [(17, 2), (18, 0), (55, 0), (56, 2)])
def test_first_pain_by_age(age, tier):
    found = gate({"p10-first": "yes"}, age=age)
    assert ("p10" in found.reasons) is (tier == 2)
    assert found.tier == tier
    assert gate({"p10-first": "yes", "p2": "yes"}, age=age).tier == 4


def test_constant_pain_at_rest_counts_at_any_age():
    assert gate({"p10-rest": "yes"}).reasons == ("p10",)
    assert gate({"p10-rest": "not_sure"}).reasons == ("p10",)


def test_first_pain_cannot_be_judged_without_an_age():
    with pytest.raises(ValueError, match="p10-first"):
        evaluate({**QUIET, "t7": "no", "p10-first": "yes"}, {})
    assert evaluate({**QUIET, "t7": "no"}, {}).tier == 0


@pytest.mark.parametrize(
    ("features", "days", "tier"),
    [
        ("yes yes yes yes no", 84, 2),
        ("yes yes yes yes yes", 400, 2),
        ("yes yes yes yes no", 83, 0),
        ("yes yes yes no no", 84, 0),
        ("yes yes yes not_sure no", 84, 2),
        ("yes yes yes yes no", None, 2),
    ],
)
def test_pattern_of_five(features, days, tier):
    answers = {f"t6-{number}": value for number, value in enumerate(features.split(), 1)}
    found = gate(answers, duration_days=days)
    assert (found.tier, found.reasons) == (tier, ("t6",) if tier else ())
    whole = {key: value for key, value in QUIET.items() if not key.startswith("t6")}
    facts = {"age": 40, "duration_days": days}
    assert evaluate({**whole, "t6": features.split()}, facts).tier == tier
    assert evaluate({**whole, "t6": dict(enumerate(features.split(), 1))}, facts).tier == tier


@pytest.mark.parametrize(
    ("born", "visit", "minor"),
    [
        (date(2007, 3, 10), date(2025, 3, 9), True),
        (date(2007, 3, 10), date(2025, 3, 10), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_minors_are_minors_on_the_day_of_the_visit(born, visit, minor):
    facts = {"birth_date": born, "on": date(2025, 1, 1), "appointment_date": visit}
    found = evaluate(QUIET, facts)
    assert (found.tier, found.reasons) == ((2, ("t7",)) if minor else (0, ()))


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({}, "t7"),
        ({"birth_date": date(2000, 1, 1)}, "on"),
        ({"birth_date": date(2030, 1, 1), "on": date(2025, 1, 1)}, "birth_date"),
        ({"birth_date": "first of May", "on": date(2025, 1, 1)}, "birth_date"),
        ({"age": "40"}, "age"),
        ({"age": -1}, "age"),
        ({"age": 131}, "age"),
        ({"age": 40, "duration_days": -1}, "duration_days"),
        ({"age": 40, "onset_date": date(2025, 1, 2), "on": date(2025, 1, 1)}, "onset_date"),
        ({"age": 40, "injections": [{"date": date(2025, 1, 2), "side": "l"}]}, "injections"),
        ({"age": 40, "regions": ["abc"]}, "abc"),
    ],
)
def test_facts_that_cannot_be_are_named(facts, named):
    with pytest.raises(ValueError, match=named):
        evaluate(QUIET, facts)

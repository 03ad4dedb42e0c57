from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.outcomes.instruments import CODES, change, score
from notes.outcomes.instruments.psfs import paired_change
from notes.outcomes.instruments.reading import half_up


def three(*ratings):
    return {
        item: rating
        for item, rating in zip(("average", "activity", "enjoyment"), ratings, strict=True)
        if rating is not None
    }


def yes_of(yes, answered):
    return {f"rmdq-{number:02d}": number <= yes for number in range(1, answered + 1)}


def ticks(count):
    return {"ticked": list(range(1, count + 1))}


@pytest.mark.parametrize(
    ("value", "band"),
    [(0, "none"), (1, "mild"), (3, "mild"), (4, "moderate"), (6, "moderate"), (7, "severe"), (10, "severe")],
)
def test_nrs_bands(value, band):
    assert score("nrs", {"nrs": value}).value == value
    assert score("nrs", {"nrs": value}).band == band


@pytest.mark.parametrize(
    ("code", "answers", "value"),
    [
        ("nrs", {}, None),
        ("nrs", {"nrs": None}, None),
        ("nrs", {"nrs": ""}, None),
        ("pim3", three(7, 8, 6), 7.0),
        ("pim3", three(5, 5, 5), 5.0),
        ("peg", three(0, 0, 1), 0.3),
        ("peg", three(4, None, 6), None),
        ("rmdq", ticks(0), 0),
        ("rmdq", {"ticked": [1, 3, 6, 13]}, 4),
        ("rmdq", {"ticked": [3, 3, "rmdq-03"]}, 1),
        ("rmdq", ticks(24), 24),
        ("rmdq", yes_of(17, 24), 17),
        ("rmdq", yes_of(17, 22), 19),
        ("rmdq", yes_of(10, 21), None),
        ("rmdq", {}, None),
        ("psfs", {"run": 3, "lift": 4, "sit": 5}, 4.0),
        ("psfs", {"run": 2}, 2.0),
        ("psfs", {"a": 2, "b": 2, "c": 2, "d": 3}, 2.3),
        ("psfs", {}, None),
        ("psfs", {"run": None}, None),
        ("phq2", {"phq2-1": 0, "phq2-2": 0}, 0),
        ("phq2", {"phq2-1": 3}, None),
        ("grc", {}, None),
    ],
)
def test_scores(code, answers, value):
    found = score(code, answers).value
    assert found == value
    assert type(found) is type(value)


def test_prorated_and_recovered_are_flagged():
    assert score("rmdq", yes_of(17, 22)).flags == ("prorated",)
    assert score("rmdq", yes_of(17, 24)).flags == ()
    assert score("rmdq", ticks(2)).flags == ("recovered",)
    assert score("rmdq", ticks(3)).flags == ()


@pytest.mark.parametrize(
    ("count", "band"), [(0, "0-2"), (2, "0-2"), (3, "3-13"), (13, "3-13"), (14, "14-24")]
)
def test_rmdq_bands(count, band):
    assert score("rmdq", ticks(count)).band == band


@pytest.mark.parametrize(
    ("ratings", "band"),
    [((3, 4, 4), "0-3.9"), ((4, 4, 4), "4-6.9"), ((7, 7, 6), "4-6.9"), ((7, 7, 7), "7-10")],
)
def test_bands_of_three_item_means(ratings, band):
    assert score("peg", three(*ratings)).band == band


def test_pim3_is_only_a_guide():
    assert score("pim3", three(1, 1, 1)).flags == ("guide_only",)
    assert score("peg", three(1, 1, 1)).flags == ()


@pytest.mark.parametrize(
    ("items", "band"), [((0, 0), "neg"), ((1, 1), "neg"), ((2, 1), "pos"), ((3, 3), "pos")]
)
def test_phq2_band(items, band):
    found = score("phq2", {"phq2-1": items[0], "phq2-2": items[1]})
    assert (found.value, found.band) == (sum(items), band)
    assert ("positive" in found.flags) is (band == "pos")


@pytest.mark.parametrize(
    ("rating", "verdict"),
    [(5, "better"), (3, "better"), (2, "same"), (0, "same"), (-1, "same"), (-2, "worse"), (-5, "worse")],
)
def test_grc_is_its_own_verdict(rating, verdict):
    assert score("grc", {"grc": rating}).band == verdict
    assert change("grc", {}, {"grc": rating}) == verdict
    assert change("grc", {"grc": -rating}, {"grc": rating}) == verdict


@pytest.mark.parametrize(
    ("code", "before", "after", "verdict"),
    [
        ("nrs", {"nrs": 8}, {"nrs": 5}, "better"),
        ("nrs", {"nrs": 8}, {"nrs": 6}, "same"),
        ("nrs", {"nrs": 5}, {"nrs": 3}, "better"),
        ("nrs", {"nrs": 4}, {"nrs": 6}, "worse"),
        ("nrs", {"nrs": 10}, {"nrs": 7}, "better"),
        ("nrs", {"nrs": 4}, {}, None),
        ("pim3", three(7, 7, 7), three(5, 5, 5), "same"),
        ("pim3", three(7, 7, 7), three(5, 5, 4), "better"),
        ("peg", three(3, 3, 3), three(4, 4, 4), "worse"),
        ("peg", three(3, 3, 3), three(4, 4, 3), "same"),
        ("peg", three(3, 3, 3), three(4, 4, None), None),
        ("rmdq", ticks(15), ticks(10), "better"),
        ("rmdq", ticks(18), ticks(13), "same"),
        ("rmdq", ticks(10), ticks(2), "better"),
        ("rmdq", ticks(10), ticks(15), "worse"),
        ("rmdq", ticks(10), yes_of(3, 20), None),
        ("phq2", {"phq2-1": 3, "phq2-2": 3}, {"phq2-1": 0, "phq2-2": 0}, None),
        ("grc", {}, {}, None),
        ("psfs", None, {"a": 3}, None),
    ],
)
def test_changes(code, before, after, verdict):
    assert change(code, before, after) == verdict


BASE = {"a": 3, "b": 4, "c": 5}


@pytest.mark.parametrize(
    ("after", "mean", "verdict", "grade"),
    [
        ({"a": 6, "b": 6, "c": 6}, 2.0, "better", "small"),
        ({"a": 5, "b": 5, "c": 6}, 1.33, "same", "small"),
        ({"a": 6, "b": 8}, 3.5, "better", "large"),
        ({"a": 6, "b": 8, "other": 0}, 3.5, "better", "large"),
        ({" A ": 6, "b": 6, "c": 7}, 2.33, "better", "medium"),
        ({"a": 4, "b": 5, "c": 6}, 1.0, "same", None),
        ({"a": 5, "b": 7, "c": 8}, 2.67, "better", "medium"),
        ({"a": 1, "b": 2, "c": 3}, -2.0, "worse", "small"),
    ],
)
def test_psfs_pairs_activities(after, mean, verdict, grade):
    paired = paired_change(BASE, after)
    assert (half_up(paired.mean, 2), paired.verdict, paired.grade) == (mean, verdict, grade)
    assert change("psfs", BASE, after) == verdict


@pytest.mark.parametrize(
    ("tenths", "grade"),
    [(12, None), (14, "small"), (22, "small"), (24, "medium"), (26, "medium"), (28, "large")],
)
def test_psfs_grades_by_the_fifth_of_a_point(tenths, grade):
    before = dict.fromkeys("abcde", 5)
    fifths, rest = divmod(tenths // 2, 5)
    after = {name: 5 + fifths + (place < rest) for place, name in enumerate("abcde")}
    assert paired_change(before, after).mean == Fraction(tenths, 10)
    assert paired_change(before, after).grade == grade
    assert paired_change(after, before).grade == grade


@pytest.mark.parametrize("after", [{"a": 6}, {}, {"a": 6, "b": None}, {"other": 6}])
def test_psfs_needs_two_thirds_of_the_activities(after):
    assert change("psfs", BASE, after) is None


@pytest.mark.parametrize(
    ("code", "answers", "named"),
    [
        ("nrs", {"nrs": 11}, "nrs"),
        ("nrs", {"nrs": -1}, "nrs"),
        ("nrs", {"nrs": 7.5}, "nrs"),
        ("nrs", {"nrs": True}, "nrs"),
        ("nrs", {"nrs": "7"}, "nrs"),
        ("nrs", {"pain": 7}, "pain"),
        ("grc", {"grc": 6}, "grc"),
        ("pim3", three(11, 0, 0), "average"),
        ("peg", three(0, 0, False), "enjoyment"),
        ("phq2", {"phq2-1": 0, "phq2-2": 4}, "phq2-2"),
        ("rmdq", {"rmdq-25": True}, "rmdq-25"),
        ("rmdq", {"rmdq-07": 1}, "rmdq-07"),
        ("rmdq", {"ticked": [0]}, "ticked: 0"),
        ("rmdq", {"ticked": [True]}, "ticked: True"),
        ("rmdq", {"ticked": "13"}, "ticked: '13' is not a list"),
        ("rmdq", {"ticked": 13}, "ticked: 13 is not a list"),
        ("psfs", {"run": 11}, "run"),
        ("psfs", dict.fromkeys("abcdef", 1), "6 activities"),
        ("psfs", {"run": 1, "RUN ": 2}, "RUN"),
        ("psfs", {" ": 1}, "without a name"),
        ("odi", {}, "odi"),
        ("nrs", [7], "mapping"),
    ],
)
def test_what_cannot_be_is_named(code, answers, named):
    with pytest.raises(ValueError, match=named):
        score(code, answers)
    with pytest.raises(ValueError, match=named):
        change(code, answers, {})


def test_codes_are_read_in_any_spelling():
    assert score("NRS", {"nrs": 3}) == score("nrs", {"nrs": 3})
    assert score("PIM-3", three(1, 1, 1)).value == 1.0
    assert set(CODES) == {"nrs", "psfs", "grc", "pim3", "peg", "rmdq", "phq2"}


RATING = st.integers(0, 10)
ANSWERS = {
    "nrs": st.fixed_dictionaries({"nrs": RATING}),
    "pim3": st.fixed_dictionaries({"average": RATING, "activity": RATING, "enjoyment": RATING}),
    "psfs": st.dictionaries(st.sampled_from("abcdefgh"), RATING, min_size=1, max_size=5),
    "grc": st.fixed_dictionaries({"grc": st.integers(-5, 5)}),
    "rmdq": st.sets(st.integers(1, 24)).map(lambda found: {"ticked": sorted(found)}),
    "phq2": st.fixed_dictionaries({"phq2-1": st.integers(0, 3), "phq2-2": st.integers(0, 3)}),
}
ANSWERS["peg"] = ANSWERS["pim3"]
RANGES = {"nrs": (0, 10), "pim3": (0, 10), "peg": (0, 10), "psfs": (0, 10), "grc": (-5, 5), "rmdq": (0, 24)}
RANGES["phq2"] = (0, 6)


@given(st.sampled_from(sorted(CODES)).flatmap(lambda code: st.tuples(st.just(code), ANSWERS[code])))
def test_scores_stay_in_range(case):
    code, answers = case
    low, high = RANGES[code]
    assert low <= score(code, answers).value <= high


@given(
    st.sampled_from(["nrs", "pim3", "peg", "rmdq"]).flatmap(
        lambda code: st.tuples(st.just(code), ANSWERS[code], ANSWERS[code])
    )
)
def test_better_one_way_is_worse_the_other(case):
    code, before, after = case
    forward, back = change(code, before, after), change(code, after, before)
    if forward == "better":
        assert back == "worse"
    # Getting worse needs no 30 %, so its mirror may still be "same", but never "worse".
    if forward == "worse":
        assert back in ("better", "same")


@given(
    st.lists(st.tuples(RATING, RATING), min_size=1, max_size=5).map(
        lambda pairs: tuple({str(name): pair[side] for name, pair in enumerate(pairs)} for side in (0, 1))
    )
)
def test_psfs_verdict_is_antisymmetric(case):
    before, after = case
    mirror = {"better": "worse", "same": "same", "worse": "better"}
    assert change("psfs", after, before) == mirror[change("psfs", before, after)]


@given(st.fractions(0, 10, max_denominator=50))
def test_display_rounds_half_up(value):
    shown = Fraction(str(half_up(value)))
    assert -Fraction(1, 20) <= value - shown < Fraction(1, 20)

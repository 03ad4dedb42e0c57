from hypothesis import given
from hypothesis import strategies as st

from notes.screening.gate import evaluate
from notes.screening.items import BY_CODE

ORDER = ["no", "not_sure", "yes"]
# Mostly "no", as on real forms; otherwise nearly every case would be an emergency.
ANSWER = st.sampled_from(["no"] * 8 + ["not_sure", "yes"])
ANSWERS = st.fixed_dictionaries(dict.fromkeys(BY_CODE, ANSWER))
FACTS = st.fixed_dictionaries(
    {
        "age": st.integers(0, 100),
        "sex": st.sampled_from(["female", "male", None]),
        "acute_onset": st.booleans(),
        "regions": st.lists(st.sampled_from(["lum-l", "nkp-m", "thu-r"]), max_size=2),
    }
)


@given(ANSWERS, FACTS)
def test_the_gate_is_never_below_any_of_its_parts(answers, facts):
    found = evaluate(answers, facts)
    quiet = dict.fromkeys(BY_CODE, "no")
    alone = [evaluate({**quiet, code: answer}, facts).tier for code, answer in answers.items()]
    assert 0 <= found.tier <= 5
    # Only p10 beside another p item is more than the sum of its parts, apart from the named clusters.
    if found.tier != max(alone):
        assert found.tier == 4
        assert "frac" in found.reasons or "p10" in found.reasons
        assert max(alone) < 4
    assert set(found.reasons) - {"frac", "f70", "t7"} == {
        code for code, answer in answers.items() if answer != "no"
    } - {"t7"}
    assert bool(found.reasons) is (found.tier > 0)


@given(ANSWERS, FACTS, st.sampled_from(sorted(BY_CODE)), st.data())
def test_one_more_yes_never_relaxes_anything(answers, facts, code, data):
    worse = data.draw(st.sampled_from(ORDER[ORDER.index(answers[code]) :]))
    before, after = evaluate(answers, facts), evaluate({**answers, code: worse}, facts)
    assert after.tier >= before.tier
    assert after.urgent >= before.urgent
    assert after.pressure_cap <= before.pressure_cap
    assert after.blocked_modalities >= before.blocked_modalities
    assert after.excluded_regions >= before.excluded_regions


NIGHTS = st.tuples(st.integers(0, 10), st.integers(0, 7), st.booleans())


@given(FACTS, NIGHTS, st.lists(st.sampled_from(ORDER), min_size=5, max_size=5), st.integers(0, 4))
def test_worse_nights_and_more_features_never_relax(facts, night, features, place):
    answers = dict.fromkeys(BY_CODE, "no")
    before = evaluate({**answers, "night": night, "t6": features}, facts)
    worst, wakings, _eases = night
    more = [*features[:place], "yes", *features[place + 1 :]]
    after = evaluate({**answers, "night": (min(10, worst + 1), wakings + 1, False), "t6": more}, facts)
    assert after.tier >= before.tier

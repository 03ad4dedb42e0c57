import pytest

from notes.body import LEGEND
from notes.homecare.exercises import BY_CODE, EXERCISES, exercise, warnings


def test_fifteen_items_load():
    assert list(BY_CODE) == [f"ex-{number:02d}" for number in range(1, 16)]
    assert exercise("EX-01").title == "Cat-cow"
    with pytest.raises(ValueError, match="ex-16"):
        exercise("ex-16")


@pytest.mark.parametrize("one", EXERCISES, ids=lambda one: one.code)
def test_each_is_complete(one):
    assert one.steps
    assert all(step.strip() for step in one.steps)
    assert set(one.goals) <= {"mobility", "strength", "stretch"}
    assert one.goals
    assert one.regions
    assert set(one.regions) <= set(LEGEND)
    for least, most in (one.dose_default.sets, one.dose_default.reps, one.dose_default.hold_s):
        assert 0 <= least <= most
    assert bool(one.caution) or one.code == "ex-11"


def test_each_step_has_its_own_key():
    keys = [one.step_key(number) for one in EXERCISES for number in range(1, len(one.steps) + 1)]
    assert len(keys) == len(set(keys))
    assert keys[0] == "ex-01.step.1"
    with pytest.raises(ValueError, match="ex-01"):
        exercise("ex-01").step_key(0)


def test_tags_warn():
    assert warnings("EX-09", ["spinal_stenosis"]) == ("spinal_stenosis",)
    assert warnings("ex-09", ["Spinal stenosis", "dizziness"]) == ("spinal_stenosis",)
    assert warnings("ex-01", ["spinal_stenosis"]) == ()


@pytest.mark.parametrize(
    ("tag", "codes"),
    [
        ("late_pregnancy", {"ex-02", "ex-04", "ex-09"}),
        ("flexion_aggravated", {"ex-03", "ex-04"}),
        ("dizziness", {"ex-07", "ex-13"}),
        ("arm_symptoms", {"ex-07", "ex-12"}),
    ],
)
def test_tags_shared_by_several(tag, codes):
    assert {code for code in BY_CODE if warnings(code, [tag])} == codes

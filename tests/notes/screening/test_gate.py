from datetime import UTC, date, datetime

import pytest

from notes.screening.gate import evaluate
from notes.screening.items import ALL_MODALITIES, BY_CODE, ITEMS
from notes.screening.questions import GROUPS

MAN_40 = {"age": 40, "sex": "male"}
NO = dict.fromkeys(BY_CODE, "no")


def gate(facts=None, **answers):
    return evaluate({**NO, **answers}, {**MAN_40, **(facts or {})})


def test_there_are_34_items_in_six_lists():
    assert len(ITEMS) == len(BY_CODE) == 34
    assert [item.code for item in ITEMS if item.computed] == ["p1", "p10", "t6", "t7"]
    assert {item.group for item in ITEMS} == set(GROUPS)
    assert len(GROUPS) == 6


def test_all_no_is_clear():
    found = gate()
    assert (found.tier, found.reasons, found.urgent, found.pressure_cap) == (0, (), False, 5)
    assert (found.blocked_modalities, found.excluded_regions, found.defer_until) == (set(), set(), None)


TIERS = {"e": 5, "p": 4, "d": 3, "t": 2, "l": 1}
NOT_SURE = {"e": 4, "p": 2, "d": 3, "t": 2, "l": 1}


@pytest.mark.parametrize("code", BY_CODE)
def test_each_item_alone(code):
    tier = 2 if code == "p10" else TIERS[code[0]]
    for answer in ("yes", True, "YES"):
        assert gate(**{code: answer}).tier == tier
    assert gate(**{code: "yes"}).reasons == (code,)
    assert gate(**{code: "yes"}).urgent is (code == "p8")
    for answer in ("not_sure", "not sure", "not-sure"):
        found = gate(**{code: answer})
        assert (found.tier, found.reasons, found.urgent) == (NOT_SURE[code[0]], (code,), False)
    for answer in ("no", False):
        assert gate(**{code: answer}).tier == 0


@pytest.mark.parametrize("code", BY_CODE)
def test_every_item_is_required(code):
    facts = {"sex": "male"}
    answers = {**NO}
    del answers[code]
    with pytest.raises(ValueError, match=f"not answered: {code}( |$)"):
        evaluate(answers, facts)
    with pytest.raises(ValueError, match=f"not answered: {code}( |$)"):
        evaluate({**answers, code: ""}, facts)


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({"e1": "maybe"}, "e1"),
        ({"e1": 1}, "e1"),
        ({"e9": "no"}, "e9"),
        ({"night": (11, 0, True)}, "night worst"),
        ({"night": (5, 1)}, "night"),
        ({"n": 4, "e": True}, "night-k"),
        ({"t6-1": "yes"}, "t6-2"),
        ({"t6": ["yes"] * 4}, "t6"),
        ({"marked_regions": ["xyz-l"]}, "xyz-l"),
        ({"marked_regions": {"e9": ["lum-l"]}}, "e9"),
    ],
)
def test_what_cannot_be_is_named(answers, named):
    with pytest.raises(ValueError, match=named):
        gate(**answers)


def test_written_vectors():
    assert gate(l1="yes").tier == 1
    thinner = gate(t1="yes")
    assert (thinner.tier, thinner.pressure_cap, thinner.blocked_modalities) == (2, 3, {"mod-deep"})
    assert gate(d1="yes").tier == 3
    assert gate(p3="yes").tier == 4
    assert gate(e1="yes").tier == 5
    assert gate(e1="not_sure").tier == 4
    assert gate(p10="yes", p2="yes").tier == 4
    assert gate({"regions": ["lum-m"]}, t4="yes").tier == 2
    old_steroids = gate({"age": 60, "sex": "female"}, p6="yes")
    assert (old_steroids.tier, old_steroids.urgent, "frac" in old_steroids.reasons) == (4, True, True)
    assert gate(t6=["yes", "yes", "yes", "no", "no"]).tier == 0


def test_keys_and_codes_are_read_in_any_spelling():
    answers = {code.upper(): "no" for code in BY_CODE}
    found = evaluate({**answers, "P3": "yes"}, {"Birth_Date": "1985-03-01", "on": "2025-03-01", "sex": "M"})
    assert (found.tier, found.reasons) == (4, ("p3",))


@pytest.mark.parametrize(
    ("regions", "tier"),
    [(["NKP-L"], 4), (["nka-r"], 4), ("neck", 4), (["LUM", "nkp"], 4), (["trp-l", "thu-m"], 2), ([], 2)],
)
def test_t4_is_for_a_physician_when_the_neck_is_treated(regions, tier):
    found = gate({"regions": regions}, t4="yes")
    assert found.tier == tier
    assert found.excluded_regions == {"nkp-l", "nkp-m", "nkp-r", "nka-l", "nka-r"}
    assert gate({"regions": regions}).tier == 0


def test_a_doubtful_p_item_counts_beside_p10():
    assert gate(p10="yes", p9="not_sure").tier == 4
    assert gate(p10="not_sure", p9="not_sure").tier == 2
    assert gate(p10="yes", t1="yes").tier == 2


@pytest.mark.parametrize(
    ("codes", "urgent"),
    [
        ("p2 p3", True),
        ("p4 p5", True),
        ("p1 p2", True),
        ("p1 p3", True),
        ("p1 p4", True),
        ("p1 p5", False),
        ("p2 p4", False),
        ("p3 p5", False),
        ("p6 p7", True),
        ("p6", False),
        ("p7", False),
        ("p8", True),
    ],
)
def test_clusters_make_it_urgent(codes, urgent):
    found = gate(**dict.fromkeys(codes.split(), "yes"))
    assert (found.tier, found.urgent) == (4, urgent)


@pytest.mark.parametrize(
    ("age", "sex", "urgent"),
    [(70, "male", False), (71, "male", True), (30, "female", True), (71, "female", True), (30, None, False)],
)
def test_frac_counts_age_and_sex(age, sex, urgent):
    assert gate({"age": age, "sex": sex}, p7="yes").urgent is urgent
    assert gate({"age": age, "sex": sex}, p7="not_sure").urgent is False


@pytest.mark.parametrize(
    ("facts", "tier"),
    [
        ({"age": 71, "sex": "female", "acute_onset": True}, 2),
        ({"age": 71, "sex": "F", "on": date(2025, 3, 1), "onset_date": date(2025, 1, 19)}, 2),
        ({"age": 71, "sex": "female", "on": date(2025, 3, 1), "onset_date": date(2025, 1, 18)}, 0),
        ({"age": 71, "sex": "female", "duration_days": 41}, 2),
        ({"age": 71, "sex": "female", "on": date(2025, 3, 1), "onset_date": date(2025, 3, 1)}, 2),
        ({"age": 71, "sex": "female", "appointment_date": date(2025, 3, 1), "onset_date": "2025-02-28"}, 2),
        ({"age": 70, "sex": "female", "acute_onset": True}, 0),
        ({"age": 71, "sex": "male", "acute_onset": True}, 0),
        ({"age": 71, "sex": "female"}, 0),
    ],
)
def test_f70_wants_a_therapist(facts, tier):
    found = gate(facts)
    assert (found.tier, found.reasons) == (tier, ("f70",) if tier else ())
    assert gate(facts, l1="yes").tier == max(tier, 1)


def test_f70_stands_back_when_something_else_does():
    assert gate({"age": 71, "sex": "female", "acute_onset": True}, t1="yes").reasons == ("t1",)


def test_restrictions():
    assert gate(t3="yes").pressure_cap == 2
    assert gate(t1="yes", t3="yes").pressure_cap == 2
    assert gate(t1="not_sure").blocked_modalities == {"mod-deep"}
    assert gate(t2="yes").blocked_modalities == {"mod-deep"}
    assert gate(t5="yes").blocked_modalities == {"mod-heat"}
    assert gate(l3="yes", t3="yes").blocked_modalities == {"mod-heat", "mod-deep"}
    assert gate(l2="yes").blocked_modalities == set()
    for code in ("d1", "p3", "e1"):
        assert gate(**{code: "yes"}).blocked_modalities == ALL_MODALITIES


def test_marked_regions_are_left_out():
    assert gate(l1="yes", marked_regions=["LUM-L"]).excluded_regions == {"lum-l"}
    assert gate(l1="yes", l2="yes", marked_regions={"l1": ["lum-l"], "L2": ["clf-r"]}).excluded_regions == {
        "lum-l",
        "clf-r",
    }
    nested = gate(l1={"answer": "yes", "regions": ["scp-r"]}, t8={"answer": "not_sure", "regions": "sac"})
    assert (nested.tier, nested.excluded_regions) == (2, {"scp-r", "sac-m"})


SI_RIGHT = {"sij-r", "sac-m", "lum-r"}


@pytest.mark.parametrize(
    ("visit", "excluded"),
    [
        (date(2025, 3, 9), set()),
        (date(2025, 3, 10), SI_RIGHT),
        (date(2025, 3, 13), SI_RIGHT),
        (date(2025, 3, 16), SI_RIGHT),
        (date(2025, 3, 17), set()),
    ],
)
def test_si_injection_leaves_its_side_out_until_day_seven(visit, excluded):
    facts = {"injections": [{"date": date(2025, 3, 10), "side": "R"}], "on": visit}
    found = gate(facts)
    assert (found.excluded_regions, found.tier) == (excluded, 1 if excluded else 0)
    assert found.reasons == (("si_injection",) if excluded else ())


def test_si_injection_without_a_side_leaves_both_out():
    facts = {"on": date(2025, 3, 10), "appointment_date": date(2025, 3, 12)}
    both = gate({**facts, "injections": [{"date": "2025-03-09", "side": None}]}).excluded_regions
    assert both == {"sij-l", "sij-r", "sac-m", "lum-l", "lum-m", "lum-r"}
    other = {"date": "2025-03-09", "side": "left", "kind": "acupuncture"}
    assert gate({**facts, "injections": [other]}).excluded_regions == set()
    with pytest.raises(ValueError, match="side"):
        gate({**facts, "injections": [("2025-03-09", "up")]})


def test_defer_until_two_days_after_recovery():
    today = {"on": date(2025, 3, 10)}
    assert gate(today, d1="yes").defer_until == date(2025, 3, 12)
    assert gate(today, d1="yes", recovered_on="2025-03-15").defer_until == date(2025, 3, 17)
    well_at = datetime(2025, 3, 14, 9, tzinfo=UTC)
    assert gate(today, d1="not_sure", recovered_on=well_at).defer_until == datetime(
        2025, 3, 16, 9, tzinfo=UTC
    )
    assert gate({**today, "recovered_on": date(2025, 3, 15)}, d1="yes").defer_until == date(2025, 3, 17)
    assert gate(today, recovered_on="2025-03-15").defer_until is None
    assert gate(d1="yes").defer_until is None

"""What speaks against a technique, and what a kind of massage asks for: the rules as tables, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.body import REGIONS
from notes.screening.items import BY_CODE
from notes.soap import limits
from notes.soap.findings import Findings, Technique
from notes.soap.limits import Limits, lacking, rows_at_fault

AT = datetime(2027, 6, 7, 12, tzinfo=UTC)
THER = Limits("mod-ther", AT)
ROW = Technique("kneading", "lum-l", 3, 60)
DEEP = Limits("mod-deep", AT)
SIX = (3, 4, 5, 5, 4, 3)

ROWS = [
    (THER, ROW, ""),
    (THER, replace(ROW, pressure=4), limits.ABOVE_KIND),
    (DEEP, replace(ROW, pressure=5), ""),
    (replace(DEEP, pressure_cap=3), replace(ROW, pressure=4), limits.ABOVE_CAP),
    (replace(DEEP, pressure_cap=3), ROW, ""),
    (replace(THER, excluded_regions=frozenset({"lum-l"})), ROW, limits.EXCLUDED),
    (replace(THER, excluded_regions=frozenset({"lum-r"})), ROW, ""),
    (DEEP, Technique("stripping", "nka-l", 4, 5), limits.DEEP_NECK),
    (DEEP, Technique("stripping", "nka-l", 3, 5), ""),
    (
        replace(Limits("mod-sport", AT), blocked_modalities=frozenset({"mod-deep"})),
        replace(ROW, pressure=4),
        limits.DEEP_BLOCKED,
    ),
    (replace(THER, heat_allowed=False), Technique("heat_pack", "lum-l", 1, 15), limits.HEAT_OFF),
    (
        replace(THER, blocked_modalities=frozenset({"mod-heat"})),
        Technique("warm_towel", "lum-l", 1, 9),
        limits.HEAT_OFF,
    ),
    (replace(THER, heat_allowed=False), ROW, ""),
    (replace(THER, region_caps={"lum-l": 2}), ROW, limits.ABOVE_CAP),
    (replace(THER, region_caps={"lum-l": 2}), replace(ROW, pressure=2), ""),
    (replace(THER, region_caps={"lum-l": 2}), replace(ROW, region="clf-l"), ""),
    (replace(DEEP, pressure_cap=3, region_caps={"lum-l": 4}), replace(ROW, pressure=4), limits.ABOVE_CAP),
]


@pytest.mark.parametrize(("standing", "row", "why"), ROWS)
def test_a_row_is_held_against_what_counts_today(standing: Limits, row: Technique, why: str) -> None:
    assert standing.on_row(row) == why
    found = dict(rows_at_fault(Findings(techniques=(ROW, row)), standing)).get(1, "")
    assert found == why
    spoken = replace(row, override_reason="Asked for it; lighter than it sounds")
    assert 1 not in dict(rows_at_fault(Findings(techniques=(ROW, spoken)), standing))
    blank = replace(row, override_reason="   ")
    assert dict(rows_at_fault(Findings(techniques=(ROW, blank)), standing)).get(1, "") == why


WHOLE = Findings(techniques=(ROW,))
SPORT = Findings(techniques=(ROW,), sport="Running", sport_phase="maintenance")
FIRM = replace(ROW, pressure=4)
LACKING = [
    (THER, WHOLE, []),
    (THER, Findings(), ["techniques"]),
    (THER, replace(WHOLE, techniques=(replace(ROW, minutes=None),)), ["techniques"]),
    (THER, replace(WHOLE, techniques=(replace(ROW, region=""),)), ["techniques"]),
    (THER, replace(WHOLE, techniques=(replace(ROW, minutes=50),)), []),
    (THER, replace(WHOLE, techniques=(replace(ROW, minutes=49),)), ["minutes_reason"]),
    (THER, replace(WHOLE, techniques=(replace(ROW, minutes=70),)), []),
    (THER, replace(WHOLE, techniques=(replace(ROW, minutes=71),)), ["minutes_reason"]),
    (THER, replace(WHOLE, techniques=(replace(ROW, minutes=30),), minutes_reason="Came late"), []),
    (THER, replace(WHOLE, techniques=(FIRM,)), ["techniques"]),
    (THER, replace(WHOLE, techniques=(replace(ROW, region="glu-l"),)), ["sensitive_consent"]),
    (THER, replace(WHOLE, techniques=(replace(ROW, region="glu-l"),), sensitive_consent=True), ["sensitive_consent"]),
    (replace(THER, sensitive_agreed=True), replace(WHOLE, techniques=(replace(ROW, region="glu-l"),)), []),
    (THER, replace(WHOLE, adverse_event="bruise"), ["adverse_severity"]),
    (THER, replace(WHOLE, adverse_event="none"), []),
    (replace(THER, closed=True), WHOLE, ["override_reason"]),
    (replace(THER, closed=True), replace(WHOLE, override_reason="Physician rang"), []),
    (replace(DEEP, blocked_modalities=frozenset({"mod-deep"})), WHOLE, ["override_reason", "pain_checks", "soreness_advice"]),
    (Limits("mod-swe", AT), WHOLE, ["goals_today"]),
    (Limits("mod-swe", AT), replace(WHOLE, goals_today="Unwind"), []),
    (DEEP, replace(WHOLE, pain_checks=SIX, soreness_advice=True), []),
    (DEEP, replace(WHOLE, pain_checks=SIX[:5], soreness_advice=True), ["pain_checks"]),
    (DEEP, replace(WHOLE, pain_checks=(8, *SIX), soreness_advice=True), ["response_during"]),
    (Limits("mod-sport", AT), WHOLE, ["sport", "sport_phase"]),
    (Limits("mod-sport", AT), SPORT, []),
    (Limits("mod-sport", AT), replace(SPORT, sport_phase="pre"), ["event_date"]),
    (Limits("mod-sport", AT), replace(SPORT, sport_phase="pre", event_date="2027-06-08"), []),
    (Limits("mod-sport", AT), replace(SPORT, techniques=(FIRM,), sport_phase="pre", event_date="2027-06-09"), ["override_reason"]),
    (Limits("mod-sport", AT), replace(SPORT, techniques=(FIRM,), sport_phase="pre", event_date="2027-06-10"), []),
    (
        Limits("mod-heat", AT),
        replace(WHOLE, techniques=(Technique("heat_pack", "lum-l", 1, 60),)),
        ["heat_skin_before", "heat_skin_after", "heat_sensation"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("standing", "findings", "fields"), LACKING)
def test_what_keeps_a_note_from_being_signed(standing: Limits, findings: Findings, fields: list[str]) -> None:
    assert [name for name, _why in lacking(findings, standing, booked_minutes=60, has_problem=True)] == fields


def test_therapeutic_massage_is_about_something() -> None:
    names = [name for name, _why in lacking(WHOLE, THER, booked_minutes=60, has_problem=False)]
    assert names == ["areas"]


DEEP_WHOLE = replace(WHOLE, pain_checks=SIX, soreness_advice=True)
FIRST = replace(DEEP, is_first=True)
SPORTS = Limits("mod-sport", AT)
FIRM_SPORT = replace(SPORT, techniques=(FIRM,))
DEEP_WORK = [
    (FIRST, DEEP_WHOLE, limits.FIRST_DEEP),
    (FIRST, replace(DEEP_WHOLE, override_reason="Had it elsewhere for years"), ""),
    (FIRST, replace(DEEP_WHOLE, override_reason="  "), limits.FIRST_DEEP),
    (replace(THER, is_first=True), WHOLE, ""),
    (replace(SPORTS, is_first=True), SPORT, ""),
    (replace(SPORTS, is_first=True), FIRM_SPORT, limits.FIRST_DEEP),
    (DEEP, replace(DEEP_WHOLE, injured_on="2027-06-07"), limits.FRESH_INJURY),
    (DEEP, replace(DEEP_WHOLE, injured_on="2027-06-05"), limits.FRESH_INJURY),
    (DEEP, replace(DEEP_WHOLE, injured_on="2027-06-04"), ""),
    (DEEP, replace(DEEP_WHOLE, injured_on="2027-06-08"), ""),
    (replace(DEEP, onset=date(2027, 6, 6)), DEEP_WHOLE, limits.FRESH_INJURY),
    (replace(DEEP, onset=date(2027, 5, 6)), DEEP_WHOLE, ""),
    (THER, replace(WHOLE, injured_on="2027-06-07"), ""),
    (SPORTS, replace(FIRM_SPORT, injured_on="2027-06-06"), limits.FRESH_INJURY),
    (SPORTS, replace(SPORT, injured_on="2027-06-06"), ""),
    (SPORTS, replace(FIRM_SPORT, event_date="2027-06-08"), limits.NEAR_EVENT),
    (SPORTS, replace(FIRM_SPORT, event_date="2027-06-10"), ""),
    (SPORTS, replace(FIRM_SPORT, event_date="2027-06-06"), ""),
    (SPORTS, replace(FIRM_SPORT, sport_phase="post", event_date="2027-06-07"), ""),
]


@pytest.mark.parametrize(("standing", "findings", "why"), DEEP_WORK)
def test_what_speaks_against_deep_work_as_a_whole(standing: Limits, findings: Findings, why: str) -> None:
    found = dict(lacking(findings, standing, booked_minutes=60, has_problem=True))
    assert found == ({"override_reason": why} if why else {})


@given(
    days=st.integers(-400, 400),
    modality=st.sampled_from(["mod-ther", "mod-swe", "mod-deep", "mod-sport", "mod-heat"]),
    pressure=st.integers(1, 5),
)
def test_only_three_days_of_an_injury_and_only_deep_work(days: int, modality: str, pressure: int) -> None:
    standing = Limits(modality, AT)
    day = AT.date() - timedelta(days=days)
    findings = Findings(techniques=(replace(ROW, pressure=pressure),), injured_on=day.isoformat())
    is_deep = modality == "mod-deep" or (modality == "mod-sport" and pressure >= 4)
    assert (standing.on_whole(findings) == limits.FRESH_INJURY) == (is_deep and 0 <= days < 3)


@given(
    region_id=st.sampled_from([one.id for one in REGIONS]),
    pressure=st.integers(1, 5),
    cap=st.integers(1, 5),
)
def test_thin_bones_cap_the_spine_and_the_ribs_alone(region_id: str, pressure: int, cap: int) -> None:
    item = BY_CODE["t3"]
    standing = Limits(
        "mod-deep", AT, pressure_cap=cap, region_caps=dict.fromkeys(item.cap_regions, item.pressure_cap)
    )
    is_bone = region_id.split("-")[0] in {
        "nkp", "thu", "thl", "lum", "sij", "sac", "coc", "scp", "pec", "stn", "abu",
    }  # fmt: skip
    row = Technique("kneading", region_id, pressure, 10)
    assert (standing.on_row(row) == limits.ABOVE_CAP) == (pressure > (min(cap, 2) if is_bone else cap))

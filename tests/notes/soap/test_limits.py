"""What speaks against a technique, and what a kind of massage asks for: the rules as tables, without a database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

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
    (THER, replace(WHOLE, techniques=(replace(ROW, region="glu-l"),), sensitive_consent=True), []),
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

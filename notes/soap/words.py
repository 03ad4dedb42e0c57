"""Findings in words: the labels of their fields, and what was said, for pages, letters and comparisons."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from notes.screening.restrictions import region_name
from notes.soap.findings import Findings, Movement, Palpation, SpecialTest, Technique
from notes.soap.rom import REFERENCES, percent_of_reference
from notes.wording import gettext_noop

LABELS = {
    "nrs_average": gettext_noop("Average pain this week"),
    "nrs_worst": gettext_noop("Worst pain this week"),
    "night_worst": gettext_noop("Worst pain at night"),
    "night_wakings": gettext_noop("Nights woken, of 7"),
    "night_eases": gettext_noop("At night it eases on changing position"),
    "change_since_last": gettext_noop("Since last time"),
    "aggravating": gettext_noop("What makes it worse"),
    "easing": gettext_noop("What eases it"),
    "sleep_hours": gettext_noop("Hours of sleep"),
    "activity_limits": gettext_noop("What is hard to do"),
    "medicines_changed": gettext_noop("Medicines that changed"),
    "home_care_done": gettext_noop("Home care done"),
    "last_response": gettext_noop("After the last session"),
    "soreness_hours": gettext_noop("Hours of soreness after it"),
    "goals_today": gettext_noop("Goal of today"),
    "posture": gettext_noop("Posture"),
    "gait": gettext_noop("Walking"),
    "neuro_screen_done": gettext_noop("Reflexes, strength and feeling were checked"),
    "skin_checked": gettext_noop("Skin was looked at"),
    "tolerance": gettext_noop("Tolerance"),
    "contraindications_considered": gettext_noop("What speaks against treatment was considered"),
    "positions": gettext_noop("Position"),
    "draped": gettext_noop("Draped"),
    "minutes_reason": gettext_noop("Why shorter or longer than booked"),
    "override_reason": gettext_noop("Why treated all the same"),
    "sensitive_consent": gettext_noop("There is separate written consent for the sensitive areas"),
    "heat_skin_before": gettext_noop("Skin checked before the heat"),
    "heat_skin_after": gettext_noop("Skin checked after the heat"),
    "heat_sensation": gettext_noop("Feeling for warmth tested"),
    "products": gettext_noop("Oils and products"),
    "response_during": gettext_noop("Response during the session"),
    "response_after": gettext_noop("Response after it"),
    "adverse_event": gettext_noop("Unwanted effect"),
    "adverse_severity": gettext_noop("How severe"),
    "pain_checks": gettext_noop("Pain every 10 minutes"),
    "soreness_advice": gettext_noop("Told about soreness for 24 to 48 hours"),
    "sport": gettext_noop("Sport"),
    "sport_phase": gettext_noop("When in its season"),
    "event_date": gettext_noop("Day of the event"),
    "injured_on": gettext_noop("Day of a fresh injury"),
    "home_care": gettext_noop("Home care"),
    "next_visit": gettext_noop("Next visit"),
    "referral": gettext_noop("Referral"),
}
PART_OF = {
    "objective": ("posture", "gait", "neuro_screen_done", "skin_checked"),
    "assessment": ("tolerance", "contraindications_considered"),
}
_FIRST_OF_PLAN = "positions"


@dataclass(frozen=True, slots=True)
class Said:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TechniqueLine:
    technique: str
    region: str
    pressure: int | None
    minutes: int | None
    override_reason: str


@dataclass(frozen=True, slots=True)
class MovementLine:
    """`percent` is of the reference value; it says nothing about what is usual for this person."""

    movement: str
    side: str
    degrees: int | None
    after: int | None
    reference: int
    percent: int | None
    pain: bool
    end_feel: str


@dataclass(frozen=True, slots=True)
class FindingsSheet:
    subjective: tuple[Said, ...]
    objective: tuple[Said, ...]
    assessment: tuple[Said, ...]
    plan: tuple[Said, ...]
    areas: tuple[Said, ...]
    palpation: tuple[Said, ...]
    movements: tuple[MovementLine, ...]
    tests: tuple[Said, ...]
    techniques: tuple[TechniqueLine, ...]
    minutes: int


def findings_sheet(findings: Findings) -> FindingsSheet:
    said = {name: Said(label, text) for name, label, text in _said(findings)}
    order = list(LABELS)
    objective, assessment = PART_OF["objective"], PART_OF["assessment"]
    first_of_plan = order.index(_FIRST_OF_PLAN)
    subjective = order[: order.index(objective[0])]
    return FindingsSheet(
        subjective=tuple(said[name] for name in subjective if name in said),
        objective=tuple(said[name] for name in objective if name in said),
        assessment=tuple(said[name] for name in assessment if name in said),
        plan=tuple(said[name] for name in order[first_of_plan:] if name in said),
        areas=tuple(Said(region_name(one.region), _area(one)) for one in findings.areas),
        palpation=tuple(Said(region_name(one.region), _palpated(one)) for one in findings.palpation),
        movements=tuple(_movement(one) for one in findings.movements),
        tests=tuple(_test(one) for one in findings.special_tests),
        techniques=tuple(_technique(one) for one in findings.techniques),
        minutes=findings.minutes,
    )


def in_lines(findings: Findings) -> str:
    """Everything as plain lines, to be set beside another version."""
    sheet = findings_sheet(findings)
    groups = (sheet.areas, sheet.subjective, sheet.palpation, sheet.objective, sheet.tests, sheet.assessment)
    lines = [f"{one.label}: {one.text}" for group in groups for one in group]
    lines += [
        f"{one.movement} {one.side}: {one.degrees}° {one.after or ''}".strip() for one in sheet.movements
    ]
    lines += [
        f"{one.technique}, {one.region}, {one.pressure}/5, {one.minutes} min {one.override_reason}".strip()
        for one in sheet.techniques
    ]
    return "\n".join([*lines, *(f"{one.label}: {one.text}" for one in sheet.plan)])


def _said(findings: Findings) -> Iterator[tuple[str, str, str]]:
    for one in fields(findings):
        value = getattr(findings, one.name)
        if one.name in LABELS and value != one.default:
            yield one.name, _(LABELS[one.name]), _in_words(value, one.metadata)


def _in_words(value: Any, metadata: Any) -> str:
    if value is True:
        return _("yes")
    choices = metadata.get("choices", {})
    if isinstance(value, tuple):
        return ", ".join(_(choices[one]) if one in choices else str(one) for one in value)
    return _(choices[value]) if value in choices else str(value)


def _word(row: Any, name: str) -> str:
    """The word of a coded field of a row."""
    choices = next(one.metadata["choices"] for one in fields(row) if one.name == name)
    value = getattr(row, name)
    return _(choices[value]) if value else ""


def _area(row: Any) -> str:
    parts = [_word(row, "quality"), _word(row, "depth")]
    if row.radiates_to:
        parts.append(_("radiates to %(where)s") % {"where": row.radiates_to})
    return ", ".join(filter(None, parts))


def _palpated(row: Palpation) -> str:
    parts = [
        _("tone %(tone)s of 4") % {"tone": row.tone} if row.tone is not None else "",
        _("tenderness %(tenderness)s of 3") % {"tenderness": row.tenderness}
        if row.tenderness is not None
        else "",
        _("trigger point") if row.trigger_point else "",
        _word(row, "temperature"),
        _("swelling") if row.swelling else "",
    ]
    return ", ".join(filter(None, parts))


def _movement(row: Movement) -> MovementLine:
    return MovementLine(
        movement=_word(row, "movement"),
        side=_word(row, "side"),
        degrees=row.degrees,
        after=row.after,
        reference=REFERENCES[row.movement].degrees,
        percent=None if row.degrees is None else percent_of_reference(row.movement, row.degrees),
        pain=row.pain,
        end_feel=_word(row, "end_feel"),
    )


def _test(row: SpecialTest) -> Said:
    return Said(row.name, ", ".join(filter(None, (_word(row, "side"), _word(row, "result")))))


def _technique(row: Technique) -> TechniqueLine:
    return TechniqueLine(
        _word(row, "technique"), region_name(row.region), row.pressure, row.minutes, row.override_reason
    )

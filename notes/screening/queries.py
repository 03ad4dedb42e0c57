"""Reading screenings for pages: how a patient stands, and one filled check in words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from bookings.models import Appointment, Patient
from notes.models import ClearanceDecision, Screening
from notes.screening.answers import plain_keys
from notes.screening.history import Past, Result, past_of
from notes.screening.items import BY_CODE, NO_CAP
from notes.screening.lists import LINES
from notes.screening.questions import QUESTIONS, SUB_QUESTIONS
from notes.screening.restrictions import modality_names, region_names
from notes.screening.standing import DEFER, EMERGENCY, PHYSICIAN, THERAPIST
from notes.screening.texts import REASONS, TIER_NAMES
from notes.screening.validity import SHORT_ITEMS

State = Literal["ok", "needs_therapist", "call_patient"]


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why a gate is not clear, in the words that were asked; `is_unsure`: answered "not sure"."""

    code: str
    words: str
    is_unsure: bool


@dataclass(frozen=True, slots=True)
class ClearanceLine:
    id: str
    outcome: str
    ground: str
    document: str
    letter_id: str
    letter: str
    text: str
    conditions: str
    decided_by: str
    decided_at: datetime
    expires_date: date
    is_for_one_visit: bool


@dataclass(frozen=True, slots=True)
class ScreeningSheet:
    """One full check. `stops` while it keeps the online booking closed."""

    id: str
    kind: str
    source: str
    tier: int
    tier_name: str
    is_urgent: bool
    reasons: tuple[ReasonLine, ...]
    pressure_cap: int
    blocked: tuple[str, ...]
    regions: tuple[str, ...]
    defer_until: datetime | None
    answered_at: datetime
    valid_until_date: date
    reviewed_by: str
    reviewed_at: datetime | None
    is_void: bool
    stops: bool
    is_emergency: bool
    is_no_cap: bool
    clearances: tuple[ClearanceLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    words: str
    answer: str


def state_of(patient: Patient, now: datetime, past: Past | None = None) -> State:
    """How the desk is told that somebody stands: nothing clinical is in it."""
    past = past or past_of(patient)
    if past.stop(patient.clinic.date_at(now)) or past.is_on_hold:
        return "call_patient"
    newest = past.counting(patient, now)
    if newest is None:
        return "needs_therapist"
    if newest.defer_until and now < newest.defer_until:
        return "call_patient"
    if Result.of(newest).rest_tier >= THERAPIST and newest.reviewed_at is None:
        return "needs_therapist"
    return "ok"


def screening_sheets(patient: Patient, now: datetime) -> list[ScreeningSheet]:
    """The patient's full checks, the newest first, with the decisions about them."""
    past = past_of(patient, whole=True)
    on = patient.clinic.date_at(now)
    rows = ClearanceDecision.objects.filter(screening__in=[row.pk for row in past.screenings])
    about: dict[int, list[ClearanceDecision]] = {}
    for decision in rows.select_related("decided_by", "letter").defer("letter__content"):
        about.setdefault(decision.screening_id, []).append(decision)
    closed = past.stop(on)
    return [
        _sheet(row, about.get(row.pk, ()), stops=closed is not None and closed.key == row.pk)
        for row in past.screenings
    ]


def screening_sheet(screening: Screening, now: datetime) -> ScreeningSheet:
    """One of them."""
    sheets = screening_sheets(screening.patient, now)
    return next(
        (sheet for sheet in sheets if sheet.id == screening.public_id), _sheet(screening, (), stops=False)
    )


def answers_of(screening: Screening) -> list[AnswerLine]:
    """Everything that was answered, in the order of the form, in words."""
    given = plain_keys(json.loads(screening.answers)["answers"])
    words = {**QUESTIONS, **LINES, **SUB_QUESTIONS, **SHORT_ITEMS}
    order = [*QUESTIONS, *SUB_QUESTIONS, *SHORT_ITEMS]
    known = sorted((code for code in given if code in words), key=order.index)
    return [AnswerLine(_(words[code]), _answer(given[code])) for code in known]


def screening_of_visit(visit: Appointment) -> Screening | None:
    """The newest full check that was answered for a visit."""
    rows = Screening.objects.filter(appointment=visit, kind=Screening.Kind.FULL)
    return rows.select_related("patient__clinic", "clinic").first()


def _sheet(row: Screening, decisions: Iterable[ClearanceDecision], *, stops: bool) -> ScreeningSheet:
    result = Result.of(row)
    return ScreeningSheet(
        id=row.public_id,
        kind=row.get_kind_display(),
        source=row.get_source_display(),
        tier=row.tier,
        tier_name=_(TIER_NAMES[row.tier]),
        is_urgent=row.is_urgent,
        reasons=tuple(_reasons(row, result)),
        pressure_cap=result.pressure_cap,
        blocked=modality_names(result.blocked_modalities) if result.rest_tier < DEFER else (),
        regions=region_names(result.excluded_regions),
        defer_until=row.defer_until,
        answered_at=row.answered_at,
        valid_until_date=row.valid_until_date,
        reviewed_by=row.reviewed_by.full_name if row.reviewed_by else "",
        reviewed_at=row.reviewed_at,
        is_void=row.voided_at is not None,
        stops=stops,
        is_emergency=row.tier == EMERGENCY,
        is_no_cap=result.pressure_cap >= NO_CAP,
        clearances=tuple(_clearance(one) for one in decisions) if row.tier >= PHYSICIAN else (),
    )


def _reasons(row: Screening, result: Result) -> Iterable[ReasonLine]:
    given = plain_keys(json.loads(row.answers)["answers"])
    for code in result.reasons:
        words = REASONS.get(code) or LINES.get(code) or BY_CODE[code].question
        yield ReasonLine(code, _(words), _answer_code(given.get(code)) == "not_sure")


def _answer_code(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("answer")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).lower().replace("-", "_")


def _answer(value: Any) -> str:
    said = {"yes": _("Yes"), "no": _("No"), "not_sure": _("Not sure")}
    code = _answer_code(value)
    return said.get(code, str(value))


def _clearance(row: ClearanceDecision) -> ClearanceLine:
    return ClearanceLine(
        id=row.public_id,
        outcome=row.get_outcome_display(),
        ground=row.get_ground_display(),
        document=row.document_reference,
        letter_id=row.letter.public_id if row.letter else "",
        letter=row.letter.title if row.letter else "",
        text=row.text,
        conditions=row.conditions,
        decided_by=row.decided_by.full_name,
        decided_at=row.decided_at,
        expires_date=row.expires_date,
        is_for_one_visit=row.appointment_id is not None,
    )

"""What was sent, for its therapist; whether it is here, for everybody at the desk."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from bookings.models import Patient
from bookings.statements import ask
from bookings.wording import short_moment
from notes.intake.questions import NONE, NOTABLE, QUESTIONS, SECTIONS, YES_NO, Question, unsaid, words_of
from notes.models import Intake, Screening

State = Literal["complete", "missing", ""]
# Asked before every letter that may lead to the form.
STATE = """
WITH family AS (SELECT id FROM bookings_patient WHERE id = %(kept)s OR merged_into_id = %(kept)s)
SELECT EXISTS (SELECT FROM notes_intake WHERE patient_id IN (SELECT id FROM family)),
       EXISTS (SELECT FROM bookings_appointment
               WHERE patient_id IN (SELECT id FROM family) AND status = 'fulfilled')
"""
FIRST_NOTE = ("brings", "since", "areas", "worse", "easier", "goal", "sleep", "sport")


@dataclass(frozen=True, slots=True)
class Line:
    """An answer in words; `is_notable` is what to look at before hands go on."""

    label: str
    text: str
    is_notable: bool


@dataclass(frozen=True, slots=True)
class IntakeSheet:
    """A form as it was sent. `notable` are its notable answers in short, `differs` what the safety check does not say."""

    id: str
    sent_at: datetime
    version: str
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    notable: tuple[str, ...]
    differs: tuple[str, ...]


def state_of(patient: Patient) -> State:
    """No clinical word: the form is here, or it is missing before a first visit. One query."""
    ((is_here, is_known),) = ask(STATE, {"kept": patient.merged_into_id or patient.pk})
    return "complete" if is_here else "" if is_known else "missing"


def is_missing(patient: Patient) -> bool:
    return state_of(patient) == "missing"


def newest(patient: Patient) -> Intake | None:
    return Intake.objects.filter(patient__in=patient.family_of_records()).first()


def answers_of(intake: Intake | None) -> dict[str, Any]:
    return dict(json.loads(intake.answers)) if intake else {}


def intake_sheets(patient: Patient) -> list[IntakeSheet]:
    """All that were sent, the one that counts first. Two queries."""
    rows = list(Intake.objects.filter(patient__in=patient.family_of_records()))
    checked = _checked(patient) if rows else {}
    return [_sheet(row, checked) for row in rows]


def intake_sheet(patient: Patient) -> IntakeSheet | None:
    """The one that counts. Two queries at most."""
    row = newest(patient)
    return _sheet(row, _checked(patient)) if row else None


def in_words(patient: Patient) -> str:
    """What the form says that belongs into the first note, a line for each answer; empty without a form."""
    row = newest(patient)
    if row is None:
        return ""
    answers = answers_of(row)
    head = _("From the form of %(day)s:") % {"day": short_moment(row.sent_at, row.clinic.time_zone)}
    lines = [f"{_(QUESTIONS[code].words)} {said}" for code in FIRST_NOTE if (said := _said(code, answers))]
    return "\n".join([head, *lines])


def with_form(subjective: str, patient: Patient) -> str:
    """What is typed already, and the form below it: once, however often it is taken over."""
    words = in_words(patient)
    return subjective if words in subjective else f"{subjective}\n\n{words}".strip()


def _checked(patient: Patient) -> Mapping[str, Any]:
    """The answers of the newest whole safety check, by item."""
    rows = Screening.objects.filter(patient__in=patient.family_of_records(), kind=Screening.Kind.FULL)
    row = rows.first()
    return dict(json.loads(row.answers).get("answers", {})) if row else {}


def _sheet(row: Intake, checked: Mapping[str, Any]) -> IntakeSheet:
    answers = answers_of(row)
    sections = tuple(
        (_(section.title), tuple(line for one in section.questions if (line := _line(one, answers))))
        for section in SECTIONS
    )
    return IntakeSheet(
        id=row.public_id,
        sent_at=row.sent_at,
        version=row.form_version,
        sections=tuple((title, lines) for title, lines in sections if lines),
        notable=tuple(_notable(answers)),
        differs=tuple(_short(code, choice) for code, choice in unsaid(answers, checked)),
    )


def _line(question: Question, answers: Mapping[str, Any]) -> Line | None:
    said = _said(question.code, answers)
    if not said:
        return None
    return Line(
        _(question.words),
        said,
        bool(_choices(question.code, answers) & NOTABLE.get(question.code, frozenset())),
    )


def _said(code: str, answers: Mapping[str, Any]) -> str:
    """An answer in words, in the language that is spoken now; what was typed stays as it was."""
    question, said = QUESTIONS[code], answers.get(code)
    if not said:
        return ""
    if question.kind in ("text", "line"):
        return str(said)
    words = ", ".join(_(words_of(code, one)) for one in (said if isinstance(said, list) else [said]))
    typed = answers.get(f"{code}-words", "")
    return f"{words}: {typed}" if typed else words


def _choices(code: str, answers: Mapping[str, Any]) -> set[str]:
    said = answers.get(code)
    return set(said) if isinstance(said, list) else {str(said)}


def _notable(answers: Mapping[str, Any]) -> list[str]:
    found = []
    for code, choices in NOTABLE.items():
        for choice in _choices(code, answers) & choices:
            typed = answers.get(f"{code}-words", "")
            found.append(f"{_short(code, choice)}: {typed}" if typed else _short(code, choice))
    return sorted(found)


def _short(code: str, choice: str) -> str:
    """As a mark on a card: the choice itself, or the question where the choice is only a yes."""
    names = {
        "pregnant": _("Pregnancy"),
        "thinner": _("Blood thinners"),
        "allergies": _("Allergy"),
        "skin": _("Skin"),
    }
    is_plain = choice in dict(YES_NO) or choice == NONE
    if code in names:
        return names[code] if is_plain else f"{names[code]} ({_(words_of(code, choice))})"
    return _(words_of(code, choice))

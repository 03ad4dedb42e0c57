"""Keeping answers to outcome measures: the shared step, and the action for answers that belong to no plan's trend."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Patient, User
from bookings.transactions import action
from notes.models import CareAlert, MeasureResponse, Questionnaire, TreatmentPlan
from notes.outcomes.alerts import raise_alert
from notes.outcomes.instruments import known_code, score
from notes.outcomes.night import Night, assess

Aspect = MeasureResponse.Aspect
NIGHT = "night"
# No instrument either: on how many of seven nights the supports of the plan were used [S].
SUPPORT = "support"
UNSCORED = frozenset({NIGHT, SUPPORT})
NIGHT_ITEMS = frozenset({"worst", "wakings", "eases"})


class BadAnswer(DomainError):
    """An answer that the instrument cannot have; `details["item"]` says what the scorer said."""

    code = "bad_answer"
    message = _("This is not a possible answer.")
    field = "answers"


@dataclass(frozen=True, slots=True)
class Given:
    """Answers to one instrument, or to the night items. An NRS rating without an aspect is the weekly average."""

    code: str
    answers: Mapping[str, Any]
    aspect: str = Aspect.NONE


@action
def record_response(
    *,
    patient: Patient,
    code: str,
    answers: Mapping[str, Any],
    user: User,
    now: datetime,
    taken_at: datetime | None = None,
    plan: TreatmentPlan | None = None,
    aspect: str = Aspect.NONE,
) -> MeasureResponse:
    """Score the answers and keep both, without asking the trend rule.

    Raises BadAnswer for a value the instrument cannot have, or a time still to come.
    """
    return keep_response(
        patient, Given(code, answers, aspect), user=user, now=now, taken_at=taken_at, plan=plan
    )


def keep_response(
    patient: Patient,
    given: Given,
    *,
    user: User | None,
    now: datetime,
    taken_at: datetime | None = None,
    plan: TreatmentPlan | None = None,
    questionnaire: Questionnaire | None = None,
) -> MeasureResponse:
    """Score and keep one set of answers; part of the caller's transaction. Raises BadAnswer."""
    if taken_at is not None and taken_at > now:
        raise BadAnswer(_("This time is still to come."), field="taken_at")
    code, value = _scored(given)
    kept = MeasureResponse.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        plan=plan,
        code=code,
        aspect=given.aspect or (Aspect.AVERAGE if code == "nrs" else Aspect.NONE),
        answers=json.dumps(dict(given.answers), sort_keys=True),
        value=value,
        taken_at=taken_at or now,
        recorded_by=user,
        questionnaire=questionnaire,
    )
    _flag(patient, plan, kept, given, now)
    return kept


def _scored(given: Given) -> tuple[str, Any]:
    """The code as it is stored, and the score. Raises BadAnswer."""
    try:
        if given.code == NIGHT:
            return NIGHT, night_of(given.answers).worst
        if given.code == SUPPORT:
            return SUPPORT, _nights_of(given.answers)
        code = known_code(given.code)
        if given.aspect and (code != "nrs" or given.aspect not in Aspect.values):
            raise BadAnswer(field="aspect")
        return code, score(code, given.answers).value
    except ValueError as error:
        raise BadAnswer(item=str(error)) from error


def _nights_of(answers: Mapping[str, Any]) -> int:
    """Nights out of seven. Raises ValueError."""
    nights = answers.get("nights")
    if set(answers) != {"nights"} or type(nights) is not int or not 0 <= nights <= 7:
        raise ValueError("support: nights is a whole number from 0 to 7")
    return nights


def night_of(answers: Mapping[str, Any]) -> Night:
    """The night items as a value. Raises ValueError naming what is missing or cannot be."""
    if set(answers) != NIGHT_ITEMS:
        raise ValueError(f"night: answers are {', '.join(sorted(NIGHT_ITEMS))}")
    return Night(answers["worst"], answers["wakings"], answers["eases"])


def _flag(
    patient: Patient, plan: TreatmentPlan | None, kept: MeasureResponse, given: Given, now: datetime
) -> None:
    """What a therapist should know at once: for the treating therapist only, never for reception."""
    if kept.code == NIGHT and assess(night_of(given.answers)) == "therapist":
        raise_alert(patient, plan, CareAlert.Kind.NIGHT, now)
    if kept.code == "phq2" and "positive" in score("phq2", given.answers).flags:
        raise_alert(patient, plan, CareAlert.Kind.MOOD, now)

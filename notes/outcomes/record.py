"""Keeping an answer to an outcome measure."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Patient, User
from bookings.transactions import action
from notes.models import MeasureResponse, TreatmentPlan
from notes.outcomes.instruments import score

Aspect = MeasureResponse.Aspect


class BadAnswer(DomainError):
    """An answer that the instrument cannot have; `details["item"]` says what the scorer said."""

    code = "bad_answer"
    message = _("This is not a possible answer.")
    field = "answers"


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
    """Score the answers and keep both. An NRS rating without an aspect is the average of the last 7 days.

    Raises BadAnswer for a value the instrument cannot have, or a time still to come.
    """
    try:
        scored = score(code, answers)
    except ValueError as error:
        raise BadAnswer(item=str(error)) from error
    if taken_at is not None and taken_at > now:
        raise BadAnswer(_("This time is still to come."), field="taken_at")
    return MeasureResponse.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        plan=plan,
        code=code,
        aspect=aspect or (Aspect.AVERAGE if code == "nrs" else Aspect.NONE),
        answers=json.dumps(dict(answers), sort_keys=True),
        value=scored.value,
        taken_at=taken_at or now,
        recorded_by=user,
    )

"""Recording answers that a plan's trend should know of: kept, scored and judged in one act."""

from collections.abc import Sequence
from datetime import datetime

from bookings.audit import record_access
from bookings.idempotency import Once
from bookings.models import Patient, User
from bookings.transactions import action
from notes.models import MeasureResponse, Questionnaire, TreatmentPlan
from notes.outcomes.record import Given, keep_response
from notes.plans.evaluate import evaluate_locked


@action
def record_measures(
    *,
    patient: Patient,
    given: Sequence[Given],
    user: User,
    now: datetime,
    plan: TreatmentPlan | None = None,
    taken_at: datetime | None = None,
    once: Once | None = None,
) -> list[MeasureResponse]:
    """Keep answers taken by staff. The trend of the plan, or without one of every plan in force, is asked anew.

    Raises BadAnswer.
    """
    kept = keep_and_judge(patient, given, user=user, now=now, plan=plan, taken_at=taken_at)
    record_access(
        clinic=patient.clinic,
        user=user,
        patient=patient,
        action="created",
        object_kind="measure",
        object_id=kept[0].public_id if kept else "",
        now=now,
    )
    return kept


def keep_and_judge(
    patient: Patient,
    given: Sequence[Given],
    *,
    user: User | None,
    now: datetime,
    plan: TreatmentPlan | None = None,
    taken_at: datetime | None = None,
    questionnaire: Questionnaire | None = None,
) -> list[MeasureResponse]:
    """Part of the caller's transaction; plans are locked in order of their keys. Raises BadAnswer."""
    plans = _locked_plans(patient, plan)
    kept = [
        keep_response(
            patient, one, user=user, now=now, taken_at=taken_at, plan=plan, questionnaire=questionnaire
        )
        for one in given
    ]
    for row in plans:
        evaluate_locked(row, now)
    return kept


def _locked_plans(patient: Patient, plan: TreatmentPlan | None) -> list[TreatmentPlan]:
    rows = TreatmentPlan.objects.select_for_update(of=("self",), no_key=True).select_related(
        "problem", "patient", "clinic"
    )
    wanted = rows.filter(pk=plan.pk) if plan else rows.filter(patient__in=patient.family_of_records())
    return list(wanted.filter(status__in=TreatmentPlan.LIVE).order_by("pk"))

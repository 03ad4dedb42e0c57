"""From the builder to a plan in force in one act: kept, measured and started, or nothing of it."""

from datetime import date, datetime

from bookings.models import Patient, Therapist
from bookings.transactions import action
from notes.models import TreatmentPlan
from notes.plans.activate import start_plan
from notes.plans.create import Baseline, lay_out, locked, redraft
from notes.plans.details import PlanDetails


@action
def begin_plan(
    *,
    patient: Patient,
    author: Therapist,
    details: PlanDetails,
    baseline: Baseline,
    today: date,
    now: datetime,
) -> TreatmentPlan:
    """Make a plan and put it in force. Raises what create_plan and activate_plan raise."""
    plan = lay_out(patient, author, details, baseline, today, now)
    start_plan(plan, author, today, now)
    return plan


@action
def begin_draft(
    *,
    plan: TreatmentPlan,
    therapist: Therapist,
    details: PlanDetails,
    baseline: Baseline,
    expected_revision: int,
    today: date,
    now: datetime,
) -> TreatmentPlan:
    """Change a draft and put it in force. Raises what update_plan and activate_plan raise."""
    plan = redraft(locked(plan), therapist, details, baseline, expected_revision, today, now)
    start_plan(plan, therapist, today, now)
    return plan

"""What became of the demo's plans: versions, a hold and a review that is due, exercises to go on with."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from notes.demo.dice import Dice
from notes.models import CareAlert, MeasureResponse, PlanHold, PlanVersion, TreatmentPlan, TrendEvaluation
from notes.plans.activate import class_of
from notes.plans.versions import content_of

# Whose plan was changed, rests, is due, or ended with exercises.
CHANGED, HELD, DUE, DISCHARGED = "amara", "camille", "layla", "mateo"
WHY_CHANGED = "Tolerates more than once a week and wants to try it."


def write_courses(plans: Mapping[str, TreatmentPlan], *, now: datetime, dice: Dice) -> None:
    """Save what goes with the plans of the stories; drafts have nothing yet."""
    for key, plan in plans.items():
        if plan.started_at is None:
            continue
        zone = ZoneInfo(plan.clinic.time_zone)
        plan.plan_class = class_of(plan, plan.started_at.astimezone(zone).date())
        if key == DISCHARGED:
            plan.phase = TreatmentPlan.Phase.MAINTENANCE
            plan.components.filter(kind="exercise").update(is_maintenance=True)
        _write_versions(plan, key == CHANGED, dice)
        plan.save()
    if HELD in plans:
        _hold(plans[HELD], now, dice)
    if DUE in plans:
        _alert(plans[DUE], CareAlert.Kind.REVIEW_DUE, now - timedelta(hours=3), dice)


def _write_versions(plan: TreatmentPlan, is_changed: bool, dice: Dice) -> None:
    content = content_of(plan)
    if plan.started_at is None:
        return
    if is_changed:
        parts = [
            {**part, "freq_per_week": 1} if part["kind"] == "massage" else part
            for part in content["components"]
        ]
        _version(plan, 1, {**content, "components": parts}, "", plan.started_at, dice)
        plan.version = 2
        _version(plan, 2, content, WHY_CHANGED, plan.started_at + timedelta(days=6), dice)
    else:
        _version(plan, 1, content, "", plan.started_at, dice)


def _version(
    plan: TreatmentPlan, number: int, content: Mapping[str, object], reason: str, at: datetime, dice: Dice
) -> None:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    PlanVersion.objects.create(
        clinic=plan.clinic, plan=plan, number=number, content=text,
        content_hash=hashlib.sha256(text.encode()).hexdigest(), change_reason=reason, author=plan.author, at=at,
        public_id=dice.public_id(),
    )  # fmt: skip


def _hold(plan: TreatmentPlan, now: datetime, dice: Dice) -> None:
    """Strong pain at night was told; the rule put the plan on hold, and nobody has decided yet."""
    at = now - timedelta(days=2)
    MeasureResponse.objects.create(
        clinic=plan.clinic, patient=plan.patient, plan=plan, code="night", value=7, taken_at=at,
        answers=json.dumps({"worst": 7, "wakings": 4, "eases": False}), recorded_by=plan.author.user,
        public_id=dice.public_id(),
    )  # fmt: skip
    TrendEvaluation.objects.create(
        clinic=plan.clinic, plan=plan, on_date=plan.clinic.date_at(at), at=at,
        state="no_data", action="hold_night", baseline=6, night_worst=7,
    )  # fmt: skip
    PlanHold.objects.create(
        clinic=plan.clinic, plan=plan, trigger=PlanHold.Trigger.NIGHT, placed_at=at, night_worst=7,
        public_id=dice.public_id(),
    )  # fmt: skip
    _alert(plan, CareAlert.Kind.HOLD_NIGHT, at, dice)


def _alert(plan: TreatmentPlan, kind: str, at: datetime, dice: Dice) -> None:
    CareAlert.objects.create(
        clinic=plan.clinic, patient=plan.patient, plan=plan, kind=kind, raised_at=at,
        public_id=dice.public_id(),
    )  # fmt: skip

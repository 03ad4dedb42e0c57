"""Changing a plan in force: what it says becomes version n+1, what it said stays as version n."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Therapist
from bookings.transactions import action
from notes.models import TreatmentPlan
from notes.plans.activate import NotReady, missing
from notes.plans.create import StalePlan, locked, log, rewrite
from notes.plans.details import LONGEST_LINE, PlanDetails, check
from notes.plans.versions import keep_version


class NotInForce(DomainError):
    """Only a plan in force is revised, held, resumed and reviewed."""

    code = "not_in_force"
    message = _("This plan is not in force.")


@action
def revise_plan(
    *,
    plan: TreatmentPlan,
    therapist: Therapist,
    details: PlanDetails,
    reason: str,
    expected_revision: int,
    today: date,
    now: datetime,
    once: Once | None = None,
) -> TreatmentPlan:
    """Put a new content in force. Goals and components that are named by id stay the same rows.

    Raises NotInForce, StalePlan, BadPlan, NotReady (a plan in force stays whole).
    """
    plan = locked(plan)
    if not plan.is_live:
        raise NotInForce
    if plan.revision != expected_revision:
        raise StalePlan(revision=plan.revision)
    check(details, clinic_id=plan.clinic_id, today=today)
    plan.version += 1
    plan.revision += 1
    rewrite(plan, details)
    if lacking := missing(plan, list(plan.goals.all()), list(plan.components.all())):
        raise NotReady(missing=lacking)
    keep_version(plan, therapist, now, reason.strip()[:LONGEST_LINE])
    log(plan, therapist, "revised", now)
    return plan

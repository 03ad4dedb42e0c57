"""Putting a plan in force: the moment from which it counts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.models import Goal, PlanComponent, TreatmentPlan
from notes.plans import dose
from notes.plans.create import NotDraft, locked

Kind = PlanComponent.Kind


class NotReady(DomainError):
    """What is missing before the plan can be put in force; `details["missing"]` lists Missing values."""

    code = "plan_incomplete"
    message = _("The plan is not complete yet.")


class ProblemTaken(DomainError):
    """Another plan for the same problem is in force."""

    code = "plan_in_force"
    message = _("Another plan for this problem is in force. Close it first.")


@dataclass(frozen=True, slots=True)
class Missing:
    """A stable code for programs, the part of the builder it belongs to, a sentence for the therapist."""

    code: str
    part: str
    sentence: str | Promise


def missing(plan: TreatmentPlan, goals: list[Goal], components: list[PlanComponent]) -> list[Missing]:
    """What keeps this plan from being put in force.

    Project rules after the founding article: one goal that can be measured, massage or a reason for none, and
    something besides massage or a reason for nothing else.
    """
    found = []
    if not any(goal.is_smart for goal in goals):
        found.append(
            Missing("goal", "goals", _("One goal needs a measure, a baseline, a target and a date."))
        )
    kinds = {component.kind for component in components}
    if Kind.MASSAGE not in kinds and not plan.no_massage_reason:
        found.append(Missing("massage", "components", _("Add massage, or say why there is none.")))
    if not kinds - {Kind.MASSAGE} and not plan.single_component_reason:
        found.append(
            Missing(
                "other_component",
                "components",
                _("Add something besides massage, such as an exercise, or say why it stands alone."),
            )
        )
    return found


@action
def activate_plan(*, plan: TreatmentPlan, therapist: Therapist, today: date, now: datetime) -> TreatmentPlan:
    """Put a draft in force. `today` is the clinic's date; without a review date, one is set by the dose.

    Raises NotDraft, NotReady, ProblemTaken.
    """
    plan = locked(plan)
    if plan.status != TreatmentPlan.Status.DRAFT:
        raise NotDraft
    goals, components = list(plan.goals.all()), list(plan.components.all())
    if lacking := missing(plan, goals, components):
        raise NotReady(missing=lacking)
    others = TreatmentPlan.objects.filter(problem_id=plan.problem_id, status__in=TreatmentPlan.LIVE)
    if others.exists():
        raise ProblemTaken
    plan.status = TreatmentPlan.Status.ACTIVE
    plan.started_at = now
    plan.revision += 1
    plan.review_due_date = plan.review_due_date or dose.review_due(planned_sessions(components), [], today)
    plan.save(update_fields=["status", "started_at", "revision", "review_due_date"])
    plan.goals.update(status=Goal.Status.ACTIVE)
    record_access(
        clinic=plan.clinic,
        user=therapist.user,
        patient=plan.patient,
        action="activated",
        object_kind="plan",
        object_id=plan.public_id,
        now=now,
    )
    return plan


def planned_sessions(components: list[PlanComponent]) -> int:
    """Sessions that the massage components of a plan add up to."""
    massage = [c for c in components if c.kind == Kind.MASSAGE]
    return sum(dose.planned(c.freq_per_week or 0, c.minutes or 0, c.weeks or 0).sessions for c in massage)

"""Putting a plan in force: the moment from which it counts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.models import Goal, PlanComponent, Screening, TreatmentPlan
from notes.outcomes.queries import baseline_gaps
from notes.plans import dose
from notes.plans.chronicity import classify
from notes.plans.consent import has_consent, keep_consent
from notes.plans.create import NotDraft, locked, log
from notes.plans.versions import keep_version
from notes.screening.history import Past, Result, past_of
from notes.screening.standing import THERAPIST

Kind = PlanComponent.Kind
# The gate up to which a plan may be put in force.
HIGHEST_TIER = THERAPIST


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


def missing_before_start(
    plan: TreatmentPlan, goals: list[Goal], components: list[PlanComponent], now: datetime
) -> list[Missing]:
    """What keeps a draft from being put in force now: its parts, the baseline, the safety check, the consent."""
    return [*missing(plan, goals, components), *_missing_baseline(plan, now), *_missing_safety(plan, now)]


def _missing_safety(plan: TreatmentPlan, now: datetime) -> list[Missing]:
    """A full check that counts today and lets a therapist treat, and consent within a year."""
    found = []
    today = plan.patient.clinic.date_at(now)
    past = past_of(plan.patient)
    newest = past.counting(plan.patient, now)
    if newest is None:
        found.append(Missing("screening", "safety", _("The safety check is missing, or no longer counts.")))
    elif past.stop(today) or not _lets_treat(past, newest, today, now):
        found.append(
            Missing("screening_gate", "safety", _("The safety check asks for a decision or for time first."))
        )
    if not has_consent(plan.patient, now):
        found.append(
            Missing("consent", "safety", _("Consent to treatment is missing, or older than a year."))
        )
    return found


def _lets_treat(past: Past, screening: Screening, today: date, now: datetime) -> bool:
    """Tier THERAPIST at most; a deferral that is over, or a decision, leaves what is under it."""
    if screening.tier <= HIGHEST_TIER or past.is_cleared(screening, today):
        return True
    is_over = screening.defer_until is not None and screening.defer_until <= now
    return is_over and Result.of(screening).rest_tier <= HIGHEST_TIER


def _missing_baseline(plan: TreatmentPlan, now: datetime) -> list[Missing]:
    gaps = baseline_gaps(plan, now)
    sentences = {
        "pain": _("The average pain of the last seven days is missing, or older than 14 days."),
        "function": _("A rating of an everyday activity is missing, or older than 14 days."),
    }
    return [Missing(f"baseline_{gap}", "baseline", sentences[gap]) for gap in gaps]


@action
def activate_plan(
    *, plan: TreatmentPlan, therapist: Therapist, consent: str = "", today: date, now: datetime
) -> TreatmentPlan:
    """Put a draft in force. `today` is the clinic's date; without a review date, one is set by the dose.

    `consent` says how it was given just now, if it was. Raises NotDraft, NotReady, ProblemTaken.
    """
    plan = locked(plan)
    if consent:
        keep_consent(plan.patient, therapist.user, consent, now)
    start_plan(plan, therapist, today, now)
    return plan


def start_plan(plan: TreatmentPlan, therapist: Therapist, today: date, now: datetime) -> None:
    """Put the locked draft in force; part of the caller's transaction. Raises as activate_plan does."""
    if plan.status != TreatmentPlan.Status.DRAFT:
        raise NotDraft
    goals, components = list(plan.goals.all()), list(plan.components.all())
    if lacking := missing_before_start(plan, goals, components, now):
        raise NotReady(missing=lacking)
    others = TreatmentPlan.objects.filter(problem_id=plan.problem_id, status__in=TreatmentPlan.LIVE)
    if others.exists():
        raise ProblemTaken
    plan.status = TreatmentPlan.Status.ACTIVE
    plan.started_at = now
    plan.revision += 1
    plan.plan_class = class_of(plan, today)
    plan.review_due_date = plan.review_due_date or dose.review_due(planned_sessions(components), [], today)
    plan.save(update_fields=["status", "started_at", "revision", "plan_class", "review_due_date"])
    plan.goals.update(status=Goal.Status.ACTIVE)
    keep_version(plan, therapist, now)
    log(plan, therapist, "activated", now)


def class_of(plan: TreatmentPlan, today: date) -> str:
    """The class that the trend rule keeps to: without a known onset the one that looks earliest."""
    onset = plan.problem.onset_date
    return classify(onset, today).kind if onset else TreatmentPlan.PlanClass.ACUTE


def planned_sessions(components: list[PlanComponent]) -> int:
    """Sessions that the massage components of a plan add up to."""
    massage = [c for c in components if c.kind == Kind.MASSAGE]
    return sum(dose.planned(c.freq_per_week or 0, c.minutes or 0, c.weeks or 0).sessions for c in massage)

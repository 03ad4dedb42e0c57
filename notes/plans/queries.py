"""Reading plans: the sheet of one, and the cards of a patient's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from bookings.models import Patient
from notes.models import Goal, PlanComponent, Problem, TreatmentPlan
from notes.outcomes.lines import ScoreLine, score_lines
from notes.outcomes.queries import Answered, answered_for, scores_since
from notes.outcomes.record import SUPPORT
from notes.plans.activate import Missing, missing_before_start, planned_sessions
from notes.plans.adherence import Adherence, adherence_of
from notes.plans.chronicity import Chronicity, classify
from notes.plans.course import Course, Fact, course_of, facts_of
from notes.plans.goals import is_meaningful
from notes.plans.progress import Progress, Reading, pain_of, progress_of, visits_by_plan


@dataclass(frozen=True, slots=True)
class GoalLine:
    text: str
    measure_code: str
    measure: str
    baseline: Decimal | None
    target: Decimal | None
    due_date: date | None
    is_smart: bool
    is_small: bool


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """`sessions` and the numbers of the dose are there for massage only."""

    kind: str
    label: str
    text: str
    freq_per_week: int | None
    minutes: int | None
    weeks: int | None
    sessions: int | None
    service: str
    option_id: str
    id: str = ""
    facts: tuple[Fact, ...] = ()
    evidence: str = ""
    status: str = ""
    status_label: str | Promise = ""
    is_maintenance: bool = False


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """Everything the page of a plan shows."""

    id: str
    revision: int
    status: str
    status_label: str | Promise
    phase: str
    version: int
    plan_class: str
    patient_id: str
    patient_name: str
    author: str
    problem: str
    about_problem: tuple[str, ...]
    regions: tuple[str, ...]
    onset_date: date | None
    onset_precision: str
    chronicity: Chronicity | None
    started_at: datetime | None
    closed_at: datetime | None
    close_reason: str
    close_text: str
    review_due_date: date | None
    no_massage_reason: str
    single_component_reason: str
    goals: tuple[GoalLine, ...]
    components: tuple[ComponentLine, ...]
    missing: tuple[Missing, ...]
    progress: Progress
    pain: tuple[Reading, ...]
    adherence: Adherence
    course: Course
    scores: tuple[ScoreLine, ...]
    no_maintenance_reason: str
    # Of the last seven nights, on how many the supports were used; None if it was never answered.
    support_nights: int | None = None

    def scores_of(self, code: str) -> ScoreLine | None:
        return next((line for line in self.scores if line.code == code), None)

    @property
    def function_scores(self) -> tuple[ScoreLine, ...]:
        """Every line but that of pain, which has a chart of its own."""
        return tuple(line for line in self.scores if line.code not in ("nrs", "night", "grc", "phq2"))

    @property
    def exercises(self) -> tuple[ComponentLine, ...]:
        return tuple(part for part in self.components if part.kind == PlanComponent.Kind.EXERCISE)

    def target_of(self, code: str) -> Decimal | None:
        """Where the first goal by this measure wants to be."""
        return next((goal.target for goal in self.goals if goal.measure_code == code), None)

    @property
    def to_schedule(self) -> ComponentLine | None:
        """The massage whose sessions are still to be booked, if the plan is in force and any are left."""
        if self.status != TreatmentPlan.Status.ACTIVE or not self.progress.to_book:
            return None
        return next((part for part in self.components if part.sessions), None)

    @property
    def is_draft(self) -> bool:
        return self.status == TreatmentPlan.Status.DRAFT

    @property
    def is_live(self) -> bool:
        return self.status in TreatmentPlan.LIVE


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan in a list."""

    id: str
    status: str
    status_label: str | Promise
    problem: str
    goal: str
    progress: Progress
    review_due_date: date | None


def shown_plans(patient: Patient) -> QuerySet[TreatmentPlan]:
    """A person's own plans, as they are shown them: under whichever of their records they were made."""
    plans = TreatmentPlan.objects.filter(
        patient__in=patient.family_of_records(), status__in=TreatmentPlan.SHOWN
    )
    return plans.select_related("clinic", "patient__clinic", "problem", "author")


def plan_sheet(plan: TreatmentPlan, *, today: date, now: datetime) -> PlanSheet:
    """The plan as its page shows it, in the same number of queries for any. `today` is the clinic's date."""
    goals, components = list(plan.goals.all()), list(plan.components.select_related("option__service"))
    progress = progress_of(components, visits_by_plan(plan.patient, now).get(plan.pk, ()))
    answered = answered_for(plan, plan.closed_at or now)
    return PlanSheet(
        **_head(plan),
        **_problem(plan.problem, today),
        goals=tuple(_goal_line(goal) for goal in goals),
        components=tuple(_component_line(component) for component in components),
        missing=_missing(plan, goals, components, now),
        progress=progress,
        pain=pain_of(plan, progress.visits),
        adherence=adherence_of(plan, components, progress.visits, now),
        course=course_of(plan),
        scores=tuple(score_lines(answered, scores_since(plan))),
        support_nights=_nights_of_support(answered),
    )


def _nights_of_support(answered: Sequence[Answered]) -> int | None:
    nights = [one.value for one in answered if one.code == SUPPORT and one.value is not None]
    return int(nights[-1]) if nights else None


def _head(plan: TreatmentPlan) -> dict[str, Any]:
    """What the row of the plan says by itself."""
    return {
        "id": plan.public_id,
        "revision": plan.revision,
        "status": plan.status,
        "status_label": plan.get_status_display(),
        "phase": plan.phase,
        "version": plan.version,
        "plan_class": plan.get_plan_class_display() if plan.plan_class else "",
        "patient_id": plan.patient.public_id,
        "patient_name": plan.patient.full_name,
        "author": plan.author.full_name,
        "started_at": plan.started_at,
        "closed_at": plan.closed_at,
        "close_reason": plan.get_close_reason_display() if plan.close_reason else "",
        "close_text": plan.close_text,
        "review_due_date": plan.review_due_date,
        "no_massage_reason": plan.no_massage_reason,
        "single_component_reason": plan.single_component_reason,
        "no_maintenance_reason": plan.no_maintenance_reason,
    }


def _problem(problem: Problem, today: date) -> dict[str, Any]:
    return {
        "problem": problem.text,
        "about_problem": _about(problem),
        "regions": tuple(problem.regions),
        "onset_date": problem.onset_date,
        "onset_precision": problem.onset_precision,
        "chronicity": _chronicity(problem, today),
    }


def _missing(
    plan: TreatmentPlan, goals: list[Goal], components: list[PlanComponent], now: datetime
) -> tuple[Missing, ...]:
    is_draft = plan.status == TreatmentPlan.Status.DRAFT
    return tuple(missing_before_start(plan, goals, components, now)) if is_draft else ()


def _about(problem: Problem) -> tuple[str, ...]:
    """What is said of the problem besides its words."""
    qualities = ", ".join(str(Problem.Quality(one).label) for one in problem.qualities)
    severity = str(problem.get_severity_display()) if problem.severity else ""
    return tuple(filter(None, [qualities, severity, problem.mechanism, problem.reason_code]))


def plans_of(patient: Patient, *, now: datetime) -> list[PlanCard]:
    """The patient's plans, those in force first, then drafts, then closed ones, youngest first."""
    plans = (
        TreatmentPlan.objects.filter(patient__in=patient.family_of_records())
        .select_related("problem")
        .prefetch_related("goals", "components")
    )
    visits = visits_by_plan(patient, now)
    cards = [
        PlanCard(
            id=plan.public_id,
            status=plan.status,
            status_label=plan.get_status_display(),
            problem=plan.problem.text,
            goal=next((goal.text for goal in plan.goals.all()), ""),
            progress=progress_of(list(plan.components.all()), visits.get(plan.pk, ())),
            review_due_date=plan.review_due_date,
        )
        for plan in plans
    ]
    order = [*TreatmentPlan.LIVE, TreatmentPlan.Status.DRAFT, *TreatmentPlan.CLOSED]
    return sorted(cards, key=lambda card: order.index(TreatmentPlan.Status(card.status)))


def _chronicity(problem: Problem, today: date) -> Chronicity | None:
    return classify(problem.onset_date, today) if problem.onset_date and problem.onset_date <= today else None


def _goal_line(goal: Goal) -> GoalLine:
    return GoalLine(
        text=goal.text,
        measure_code=goal.measure,
        measure=goal.get_measure_display() if goal.measure else "",
        baseline=goal.baseline,
        target=goal.target,
        due_date=goal.due_date,
        is_smart=goal.is_smart,
        is_small=goal.is_smart and not is_meaningful(goal.measure, goal.baseline, goal.target),
    )


def _component_line(component: PlanComponent) -> ComponentLine:
    is_massage = component.kind == PlanComponent.Kind.MASSAGE
    facts, evidence = facts_of(component)
    return ComponentLine(
        kind=component.kind,
        label=component.get_kind_display(),
        text=component.text,
        freq_per_week=component.freq_per_week,
        minutes=component.minutes,
        weeks=component.weeks,
        sessions=planned_sessions([component]) if is_massage else None,
        service=component.option.service.name if component.option else "",
        option_id=component.option.public_id if component.option else "",
        id=component.public_id,
        facts=tuple(facts),
        evidence=evidence,
        status=component.status,
        status_label=component.get_status_display(),
        is_maintenance=component.is_maintenance,
    )

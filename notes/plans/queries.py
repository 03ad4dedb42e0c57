"""Reading plans: the sheet of one, and the cards of a patient's."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise

from bookings.models import Patient
from notes.models import Goal, PlanComponent, Problem, TreatmentPlan
from notes.plans.activate import Missing, missing, planned_sessions
from notes.plans.chronicity import Chronicity, classify
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


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """Everything the page of a plan shows."""

    id: str
    revision: int
    status: str
    status_label: str | Promise
    patient_id: str
    patient_name: str
    author: str
    problem: str
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

    @property
    def pain_target(self) -> Decimal | None:
        """Where the first pain goal wants to be."""
        return next((goal.target for goal in self.goals if goal.measure_code == Goal.Measure.NRS), None)

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


def plan_sheet(plan: TreatmentPlan, *, today: date, now: datetime) -> PlanSheet:
    """The plan as its page shows it, in the same number of queries for any. `today` is the clinic's date."""
    goals, components = list(plan.goals.all()), list(plan.components.select_related("option__service"))
    problem = plan.problem
    progress = progress_of(components, visits_by_plan(plan.patient, now).get(plan.pk, ()))
    return PlanSheet(
        id=plan.public_id,
        revision=plan.revision,
        status=plan.status,
        status_label=plan.get_status_display(),
        patient_id=plan.patient.public_id,
        patient_name=plan.patient.full_name,
        author=plan.author.full_name,
        problem=problem.text,
        regions=tuple(problem.regions),
        onset_date=problem.onset_date,
        onset_precision=problem.onset_precision,
        chronicity=_chronicity(problem, today),
        started_at=plan.started_at,
        closed_at=plan.closed_at,
        close_reason=plan.get_close_reason_display() if plan.close_reason else "",
        close_text=plan.close_text,
        review_due_date=plan.review_due_date,
        no_massage_reason=plan.no_massage_reason,
        single_component_reason=plan.single_component_reason,
        goals=tuple(_goal_line(goal) for goal in goals),
        components=tuple(_component_line(component) for component in components),
        missing=tuple(missing(plan, goals, components)) if plan.status == plan.Status.DRAFT else (),
        progress=progress,
        pain=pain_of(plan, progress.visits),
    )


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
    )

"""A plan read back as the details it was made from: where a change of one part begins."""

import json

from notes.models import Goal, PlanComponent, Problem, TreatmentPlan
from notes.plans.details import ComponentDetails, GoalDetails, PlanDetails, ProblemDetails


def details_of(plan: TreatmentPlan) -> PlanDetails:
    """Everything that the plan says, each row with its id. Two queries."""
    return PlanDetails(
        problem=problem_details(plan.problem),
        goals=tuple(goal_details(goal) for goal in plan.goals.all()),
        components=tuple(component_details(part) for part in plan.components.select_related("option")),
        review_due_date=plan.review_due_date,
        no_massage_reason=plan.no_massage_reason,
        single_component_reason=plan.single_component_reason,
    )


def problem_details(problem: Problem) -> ProblemDetails:
    return ProblemDetails(
        text=problem.text,
        regions=tuple(problem.regions),
        onset_date=problem.onset_date,
        onset_precision=problem.onset_precision,
        mechanism=problem.mechanism,
        qualities=tuple(problem.qualities),
        severity=problem.severity,
        reason_code=problem.reason_code,
    )


def goal_details(goal: Goal) -> GoalDetails:
    return GoalDetails(goal.text, goal.measure, goal.baseline, goal.target, goal.due_date, goal.public_id)


def component_details(part: PlanComponent) -> ComponentDetails:
    return ComponentDetails(
        kind=part.kind,
        text=part.text,
        freq_per_week=part.freq_per_week,
        minutes=part.minutes,
        weeks=part.weeks,
        option=part.option,
        code=part.code,
        facts=json.loads(part.facts) if part.facts else {},
        status=part.status,
        id=part.public_id,
    )

"""Problems, plans, goals and components. A problem is provisional: a massage therapist does not diagnose."""

from collections.abc import Iterable

from notes.api.fhir.parts import (
    SNOMED,
    TERMINOLOGY,
    UCUM,
    Resource,
    coded,
    filled,
    hyphened,
    instant,
    own_system,
    reference,
    resource_of,
)
from notes.models import Goal, PlanComponent, Problem, TreatmentPlan

Kind, Step = PlanComponent.Kind, PlanComponent.Status
# What somebody is asked to do is a request of its own; the rest is told inside the plan.
REQUESTED = {Kind.MASSAGE: "plan", Kind.EXTERNAL_THERAPY: "proposal", Kind.REFERRAL: "order"}
SEVERITY = {"mild": "255604002", "moderate": "6736007", "severe": "24484000"}
ONSET_DIGITS = {Problem.Precision.YEAR: 4, Problem.Precision.MONTH: 7, Problem.Precision.DAY: 10}
REQUEST_STATUS = {
    Step.ON_HOLD: "on-hold", Step.COMPLETED: "completed", Step.CANCELLED: "revoked", Step.STOPPED: "revoked",
}  # fmt: skip


def condition_resource(problem: Problem) -> Resource:
    reported = [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": problem.reason_code}]
    onset = problem.onset_date.isoformat() if problem.onset_date else ""
    return resource_of(
        "Condition", problem,
        clinicalStatus=coded(f"{TERMINOLOGY}/condition-clinical", problem.status),
        verificationStatus=coded(f"{TERMINOLOGY}/condition-ver-status", "provisional"),
        category=[coded(f"{TERMINOLOGY}/condition-category", "problem-list-item")],
        severity=coded(SNOMED, SEVERITY[problem.severity]) if problem.severity else None,
        code=filled({"coding": reported if problem.reason_code else None, "text": problem.text}),
        bodySite=[coded(own_system("body-region"), region) for region in problem.regions],
        subject=reference("Patient", problem.patient),
        onsetDateTime=onset[: ONSET_DIGITS[Problem.Precision(problem.onset_precision)]],
        recordedDate=instant(problem.created_at),
    )  # fmt: skip


def care_plan_resource(
    plan: TreatmentPlan, goals: Iterable[Goal], components: Iterable[PlanComponent]
) -> Resource:
    return resource_of(
        "CarePlan", plan,
        meta={"versionId": str(plan.version)},
        status=hyphened(plan.status),
        intent="plan",
        subject=reference("Patient", plan.patient),
        period=filled({"start": instant(plan.started_at), "end": instant(plan.closed_at)}),
        created=instant(plan.created_at),
        author=reference("Practitioner", plan.author),
        addresses=[reference("Condition", plan.problem)],
        goal=[reference("Goal", goal) for goal in goals],
        activity=[_activity(component) for component in components],
    )  # fmt: skip


def _activity(component: PlanComponent) -> Resource:
    if component.kind in REQUESTED:
        return {"reference": reference("ServiceRequest", component)}
    return {
        "detail": filled({
            "code": coded(own_system("plan-component"), hyphened(component.kind)),
            "status": hyphened(component.status),
            "description": component.text,
        })
    }  # fmt: skip


def goal_resource(goal: Goal, plan: TreatmentPlan) -> Resource:
    target = filled({
        "measure": coded(own_system("measure"), goal.measure) if goal.measure else None,
        "detailQuantity": {"value": float(goal.target)} if goal.measure and goal.target is not None else None,
        "dueDate": goal.due_date.isoformat() if goal.due_date else None,
    })  # fmt: skip
    return resource_of(
        "Goal", goal,
        lifecycleStatus=goal.status,
        achievementStatus=coded(f"{TERMINOLOGY}/goal-achievement", hyphened(goal.achievement)),
        description={"text": goal.text},
        subject=reference("Patient", plan.patient),
        startDate=plan.clinic.date_at(plan.started_at).isoformat() if plan.started_at else None,
        target=[target] if target else None,
        addresses=[reference("Condition", plan.problem)],
    )  # fmt: skip


def service_request_resource(component: PlanComponent, plan: TreatmentPlan) -> Resource:
    return resource_of(
        "ServiceRequest", component,
        status=_request_status(component, plan),
        intent=REQUESTED[Kind(component.kind)],
        code=coded(own_system("plan-component"), hyphened(component.kind), component.text),
        subject=reference("Patient", plan.patient),
        occurrenceTiming=_dose(component),
        authoredOn=instant(plan.created_at),
        requester=reference("Practitioner", plan.author),
        reasonReference=[reference("Condition", plan.problem)],
        bodySite=[coded(own_system("body-region"), region) for region in plan.problem.regions],
    )  # fmt: skip


def _request_status(component: PlanComponent, plan: TreatmentPlan) -> str:
    if plan.status != TreatmentPlan.Status.ACTIVE:
        return hyphened(plan.status)
    return REQUEST_STATUS.get(Step(component.status), "active")


def _dose(component: PlanComponent) -> Resource | None:
    """So often a week, so long each time, for so many weeks."""
    if component.freq_per_week is None:
        return None
    return {
        "repeat": {
            "boundsDuration": {"value": component.weeks, "unit": "wk", "system": UCUM, "code": "wk"},
            "frequency": component.freq_per_week,
            "period": 1,
            "periodUnit": "wk",
            "duration": component.minutes,
            "durationUnit": "min",
        }
    }


def requests_of(components: Iterable[PlanComponent]) -> list[PlanComponent]:
    return [component for component in components if component.kind in REQUESTED]

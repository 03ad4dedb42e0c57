"""Treatment plans: read, made, changed, and what happens to them."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.views.base import check_if_match, etag_of, tagged
from notes import access
from notes.api import plan_requests as requests
from notes.api import plan_serializers as shapes
from notes.api.door import PlanDoor
from notes.models import Problem, TreatmentPlan
from notes.outcomes.record import Given
from notes.plans.activate import activate_plan, missing_before_start
from notes.plans.adherence import adherence_of
from notes.plans.close import close_plan, revoke_plan
from notes.plans.content import details_of, problem_details
from notes.plans.create import create_plan, update_plan
from notes.plans.details import ComponentDetails, GoalDetails, PlanDetails
from notes.plans.hold import Decision, hold_plan, resume_plan
from notes.plans.progress import progress_of, visits_by_plan
from notes.plans.review import review_plan
from notes.plans.revise import revise_plan
from notes.plans.versions import versions_of

LINES = ("review_due_date", "no_massage_reason", "single_component_reason")


def plan_rows() -> QuerySet[TreatmentPlan]:
    return TreatmentPlan.objects.select_related(
        "patient__clinic", "problem", "author", "clinic"
    ).prefetch_related("goals__plan", "components__plan", "components__option")


def goal_from(said: dict[str, Any]) -> GoalDetails:
    return GoalDetails(**{name: value for name, value in said.items() if name != "plan"})


def component_from(said: dict[str, Any]) -> ComponentDetails:
    return ComponentDetails(**{name: value for name, value in said.items() if name != "plan"})


def tag_of(plan: TreatmentPlan) -> str:
    return etag_of([plan.public_id, plan.revision, plan.status])


class PlanView(PlanDoor):
    """What the doors of one plan share."""

    def told(self, plan: TreatmentPlan) -> dict[str, Any]:
        """The plan with how far it has come."""
        row = plan_rows().get(pk=plan.pk)
        parts = list(row.components.all())
        progress = progress_of(parts, visits_by_plan(row.patient, self.now).get(row.pk, ()))
        kept = adherence_of(row, parts, progress.visits, self.now)
        is_draft = row.status == TreatmentPlan.Status.DRAFT
        lacking = missing_before_start(row, list(row.goals.all()), parts, self.now) if is_draft else []
        names = ("planned", "done", "open", "booked", "missed", "to_book")
        rhythm = kept.rhythm
        return {
            **shapes.PlanSerializer(row).data,
            "missing": [one.code for one in lacking],
            "sessions": {name: getattr(progress, name) for name in names},
            "adherence": {
                "attendance": _number(kept.attendance.value),
                "attendance_band": kept.attendance.band,
                "dose": _number(kept.dose.value),
                "dose_band": kept.dose.band,
                "spacing_drift_days": _number(rhythm.drift_days) if rhythm else None,
            },
            "trend": row.evaluations.order_by("-at", "-id").values("state", "action", "on_date").first(),
            "hold": _hold(row),
        }

    def answered(self, plan: TreatmentPlan, status: int = 200) -> Response:
        plan.refresh_from_db(fields=["revision", "status"])
        return tagged(self.told(plan), tag_of(plan), status)

    def to_change(self, id: str) -> access.Seen[TreatmentPlan]:
        """404 for what the caller may not see, 412 for a stale If-Match."""
        seen = self.seen(access.plan_for, id, access.EDITED)
        if once := self.own_once_for(self.told, 200):
            once.recall()
        check_if_match(self.request, tag_of(seen.row))
        return seen

    def changed(self, said: dict[str, Any], details: PlanDetails) -> PlanDetails:
        """The details with what is said; what is not given stays."""
        given: dict[str, Any] = {name: said[name] for name in LINES if name in said}
        if "goals" in said:
            given["goals"] = tuple(goal_from(one) for one in said["goals"])
        if "components" in said:
            given["components"] = tuple(component_from(one) for one in said["components"])
        return replace(details, **given)

    def apply(
        self, seen: access.Seen[TreatmentPlan], details: PlanDetails, reason: str = ""
    ) -> TreatmentPlan:
        """A draft changes in place, a plan in force gets its next version."""
        plan = seen.row
        how: dict[str, Any] = {
            "plan": plan,
            "therapist": seen.therapist,
            "details": details,
            "expected_revision": plan.revision,
            "today": self.today(plan),
            "now": self.now,
        }
        if not plan.is_live:
            return update_plan(**how)
        once = self.own_once_for(self.told, 200) if self.request.method == "POST" else None
        return revise_plan(**how, reason=reason, once=once)


class PlansView(PlanView):
    queries = {"get": shapes.PlanQuery}

    @extend_schema(
        parameters=[shapes.PlanQuery],
        responses=shapes.PlanSerializer(many=True),
        operation_id="plans_list",
    )
    def get(self, request: Request) -> Response:
        """Plans of the caller's patients, or the caller's own, the newest first."""
        rows = plan_rows().filter(patient__in=self.patients()).order_by("-id")
        if self.is_patient:
            rows = rows.filter(status__in=TreatmentPlan.SHOWN)
        asked = self.rows_asked(rows, status="status")
        return self.listed(asked, "plans", lambda page: shapes.PlanSerializer(page, many=True).data)

    @extend_schema(
        request=requests.NewPlan, responses={201: shapes.PlanDetailSerializer}, operation_id="plans_create"
    )
    def post(self, request: Request) -> Response:
        """A draft for a problem of the patient."""
        clinic = self.acting.clinic if self.acting else None
        said = self.read(requests.NewPlan, clinic=clinic)
        seen = self.seen(access.patient_for, said["patient"], access.EDITED)
        problem = Problem.objects.filter(
            patient__in=seen.row.family_of_records(), public_id=said["problem"]
        ).first()
        if problem is None:
            raise serializers.ValidationError({"problem": ["There is no such id here."]})
        details = self.changed(said, PlanDetails(problem_details(problem)))
        plan = create_plan(
            patient=seen.row,
            author=seen.therapist,
            details=details,
            problem=problem,
            today=self.today(seen.row),
            now=self.now,
            once=self.own_once_for(self.told),
        )
        return self.answered(plan, 201)


class OnePlanView(PlanView):
    @extend_schema(responses=shapes.PlanDetailSerializer, operation_id="plans_retrieve")
    def get(self, request: Request, id: str) -> Response:
        return self.answered(self.fetch_plan(id))

    @extend_schema(
        request=requests.PlanChange,
        responses=shapes.PlanDetailSerializer,
        operation_id="plans_partial_update",
    )
    def patch(self, request: Request, id: str) -> Response:
        """What is given replaces what was there; a plan in force gets its next version."""
        seen = self.to_change(id)
        said = self.read(requests.PlanChange, clinic=seen.row.clinic)
        plan = self.apply(seen, self.changed(said, details_of(seen.row)), said["reason"])
        return self.answered(plan)


class ActivatePlanView(PlanView):
    @extend_schema(
        request=requests.ActivatePlan, responses=shapes.PlanDetailSerializer, operation_id="plans_activate"
    )
    def post(self, request: Request, id: str) -> Response:
        """Put a draft in force; 409 `plan_incomplete` lists what is missing."""
        seen = self.to_change(id)
        said = self.read(requests.ActivatePlan)
        plan = activate_plan(
            plan=seen.row, therapist=seen.therapist, today=self.today(seen.row), now=self.now, **said
        )
        return self.answered(plan)


class RevisePlanView(PlanView):
    @extend_schema(
        request=requests.PlanChange, responses=shapes.PlanDetailSerializer, operation_id="plans_revise"
    )
    def post(self, request: Request, id: str) -> Response:
        """Put the next version in force. What is not given stays."""
        seen = self.to_change(id)
        said = self.read(requests.PlanChange, clinic=seen.row.clinic)
        plan = revise_plan(
            plan=seen.row,
            therapist=seen.therapist,
            details=self.changed(said, details_of(seen.row)),
            reason=said["reason"],
            expected_revision=seen.row.revision,
            today=self.today(seen.row),
            now=self.now,
            once=self.own_once_for(self.told, 200),
        )
        return self.answered(plan)


class HoldPlanView(PlanView):
    @extend_schema(
        request=requests.HoldPlan, responses=shapes.PlanDetailSerializer, operation_id="plans_hold"
    )
    def post(self, request: Request, id: str) -> Response:
        seen = self.to_change(id)
        said = self.read(requests.HoldPlan)
        plan = hold_plan(plan=seen.row, therapist=seen.therapist, now=self.now, **said)
        return self.answered(plan)


class ResumePlanView(PlanView):
    @extend_schema(
        request=requests.ResumePlan, responses=shapes.PlanDetailSerializer, operation_id="plans_resume"
    )
    def post(self, request: Request, id: str) -> Response:
        """Lift the hold by a decision. 409 `not_on_hold` where there is none."""
        seen = self.to_change(id)
        decision = Decision(**self.read(requests.ResumePlan))
        plan = resume_plan(
            plan=seen.row,
            therapist=seen.therapist,
            decision=decision,
            today=self.today(seen.row),
            now=self.now,
        )
        return self.answered(plan)


class ClosePlanView(PlanView):
    @extend_schema(
        request=requests.ClosePlan, responses=shapes.PlanDetailSerializer, operation_id="plans_close"
    )
    def post(self, request: Request, id: str) -> Response:
        """Discharge; a draft is withdrawn."""
        seen = self.to_change(id)
        said = self.read(requests.ClosePlan)
        plan = close_plan(plan=seen.row, therapist=seen.therapist, now=self.now, **said)
        return self.answered(plan)


class RevokePlanView(PlanView):
    @extend_schema(
        request=requests.RevokePlan, responses=shapes.PlanDetailSerializer, operation_id="plans_revoke"
    )
    def post(self, request: Request, id: str) -> Response:
        seen = self.to_change(id)
        said = self.read(requests.RevokePlan)
        return self.answered(revoke_plan(plan=seen.row, therapist=seen.therapist, now=self.now, **said))


class ReviewPlanView(PlanView):
    @extend_schema(
        request=requests.ReviewPlan, responses={201: shapes.ReviewSerializer}, operation_id="plans_review"
    )
    def post(self, request: Request, id: str) -> Response:
        """Re-evaluate: measures, a rating of each component, a decision."""
        seen = self.to_change(id)
        said = self.read(requests.ReviewPlan)
        review = review_plan(
            plan=seen.row,
            therapist=seen.therapist,
            given=[Given(**one) for one in said["measures"]],
            ratings=said["ratings"],
            decision=said["decision"],
            text=said["text"],
            today=self.today(seen.row),
            now=self.now,
            once=self.own_once_for(lambda row: dict(shapes.ReviewSerializer(row).data)),
        )
        return Response(shapes.ReviewSerializer(review).data, 201)


class PlanVersionsView(PlanView):
    @extend_schema(
        responses=shapes.VersionSerializer(many=True), operation_id="plans_versions", filters=False
    )
    def get(self, request: Request, id: str) -> Response:
        """Each content that was in force, the newest first, with what it changed."""
        if self.is_patient:
            raise Http404
        plan = self.seen(access.plan_for, id).row
        return Response(shapes.VersionSerializer(versions_of(plan), many=True).data)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _hold(plan: TreatmentPlan) -> dict[str, Any] | None:
    hold = plan.holds.filter(lifted_at=None).first()
    return (
        None
        if hold is None
        else {"trigger": hold.trigger, "reason": hold.reason, "placed_at": hold.placed_at}
    )

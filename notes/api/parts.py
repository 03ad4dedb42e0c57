"""Problems by themselves, and the goals and components of a plan: a change of one is a change of its plan."""

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.views.base import check_if_match, etag_of
from notes import access
from notes.api import plan_requests as requests
from notes.api import plan_serializers as shapes
from notes.api.door import PlanDoor
from notes.api.plans import PlanView, component_from, goal_from
from notes.models import Goal, PlanComponent, Problem, TreatmentPlan
from notes.plans.content import details_of, problem_details
from notes.plans.details import PlanDetails, ProblemDetails
from notes.plans.problems import add_problem, change_problem


class ProblemDoor(PlanDoor):
    def told(self, problem: Problem) -> dict[str, Any]:
        today = self.today(problem.patient)
        return dict(shapes.ProblemSerializer(problem, context={"today": today}).data)

    def details(self, said: dict[str, Any]) -> ProblemDetails:
        return ProblemDetails(**_tuples({name: said[name] for name in said if name != "patient"}))

    def rows(self) -> QuerySet[Problem]:
        """A patient is told of what a plan of theirs is about, not of what was only drafted."""
        rows = Problem.objects.select_related("patient__clinic", "clinic")
        return rows.filter(plans__status__in=TreatmentPlan.SHOWN).distinct() if self.is_patient else rows

    def find(self, id: str, action: str = access.VIEWED) -> tuple[Problem, Any]:
        """The problem, and the therapist who may change it. Raises Http404."""
        found = get_object_or_404(self.rows(), public_id=id)
        if not self.is_patient:
            seen = self.seen(access.patient_for, found.patient.public_id, action)
            return found, seen.therapist
        if not self.own_patients().filter(pk=found.patient_id).exists():
            raise Http404
        self.note_look(found.patient, action, "problem", found.public_id)
        return found, None


class ProblemsView(ProblemDoor):
    queries = {"get": shapes.ProblemQuery}

    @extend_schema(
        parameters=[shapes.ProblemQuery],
        responses=shapes.ProblemSerializer(many=True),
        operation_id="problems_list",
    )
    def get(self, request: Request) -> Response:
        rows = self.rows().filter(patient__in=self.patients())
        asked = self.rows_asked(rows, status="status").order_by("-id")
        return self.listed(asked, "problems", lambda page: [self.told(problem) for problem in page])

    @extend_schema(
        request=requests.NewProblemOf,
        responses={201: shapes.ProblemSerializer},
        operation_id="problems_create",
    )
    def post(self, request: Request) -> Response:
        said = self.read(requests.NewProblemOf)
        seen = self.seen(access.patient_for, said["patient"], access.EDITED)
        problem = add_problem(
            patient=seen.row,
            therapist=seen.therapist,
            details=self.details(said),
            today=self.today(seen.row),
            now=self.now,
            once=self.own_once_for(self.told),
        )
        return self.tagged(self.told(problem), 201)


class ProblemView(ProblemDoor):
    @extend_schema(responses=shapes.ProblemSerializer, operation_id="problems_retrieve")
    def get(self, request: Request, id: str) -> Response:
        return self.tagged(self.told(self.find(id)[0]))

    @extend_schema(
        request=requests.ProblemChange,
        responses=shapes.ProblemSerializer,
        operation_id="problems_partial_update",
    )
    def patch(self, request: Request, id: str) -> Response:
        """Its words change with the next version of a plan in force (409 `problem_in_force`); its status any time."""
        problem, therapist = self.find(id, access.EDITED)
        if therapist is None:
            raise Http404
        check_if_match(request, etag_of(self.told(problem)))
        said = _partly(requests.ProblemChange, request.data, clinic=problem.clinic)
        details = replace(problem_details(problem), **_tuples(said))
        changed = change_problem(
            problem=problem,
            therapist=therapist,
            details=details,
            status=said.get("status", problem.status),
            today=self.today(problem.patient),
            now=self.now,
        )
        return self.tagged(self.told(changed))


class PartDoor(PlanView):
    """A goal or a component, as a part of the details of its plan."""

    model: ClassVar[type[Goal] | type[PlanComponent]]
    part: ClassVar[str]
    shown: ClassVar[type[serializers.ModelSerializer[Any]]]

    def told_part(self, row: Model) -> dict[str, Any]:
        return dict(self.shown(row).data)

    def find(self, id: str, action: str = access.VIEWED) -> tuple[Any, access.Seen[TreatmentPlan] | None]:
        """The row, and its plan as the therapist may change it. Raises Http404."""
        found: Any = get_object_or_404(self.model.objects.select_related("plan"), public_id=id)
        if not self.is_patient:
            return found, self.seen(access.plan_for, found.plan.public_id, action)
        self.fetch_plan(found.plan.public_id, action)
        return found, None

    def list_parts(self) -> Response:
        rows = self.model.objects.filter(plan__patient__in=self.patients())
        if self.is_patient:
            rows = rows.filter(plan__status__in=TreatmentPlan.SHOWN)
        asked = self.rows_asked(rows, plan="plan__public_id", patient="plan__patient__public_id")
        related = asked.select_related("plan__patient__clinic", *self.related())
        return self.listed(
            related.order_by("-plan", "position", "id"),
            self.part,
            lambda page: [self.told_part(row) for row in page],
            attrgetter("plan.patient"),
        )

    def related(self) -> Sequence[str]:
        return ()

    def put(self, seen: access.Seen[TreatmentPlan], parts: Sequence[Any]) -> TreatmentPlan:
        put: dict[str, Any] = {self.part: tuple(parts)}
        return self.apply(seen, replace(details_of(seen.row), **put))

    def parts_of(self, details: PlanDetails) -> Sequence[Any]:
        parts: Sequence[Any] = getattr(details, self.part)
        return parts

    def add_part(self, said: dict[str, Any], made: Any) -> Response:
        seen = self.seen(access.plan_for, said["plan"], access.EDITED)
        plan = self.put(seen, [*self.parts_of(details_of(seen.row)), replace(made, id="")])
        row = self.model.objects.filter(plan=plan).select_related("plan").order_by("position").last()
        if row is None:
            raise Http404
        return self.tagged(self.told_part(row), 201)

    def change_part(self, id: str, change: Any) -> Response:
        row, seen = self.find(id, access.EDITED)
        if seen is None:
            raise Http404
        check_if_match(self.request, etag_of(self.told_part(row)))
        parts = [change(one) if one.id == id else one for one in self.parts_of(details_of(seen.row))]
        self.put(seen, parts)
        row.refresh_from_db()
        return self.tagged(self.told_part(row))

    def drop_part(self, id: str) -> Response:
        row, seen = self.find(id, access.EDITED)
        if seen is None:
            raise Http404
        check_if_match(self.request, etag_of(self.told_part(row)))
        self.put(seen, [one for one in self.parts_of(details_of(seen.row)) if one.id != id])
        return Response(status=204)


class GoalDoor(PartDoor):
    model, part, shown = Goal, "goals", shapes.GoalSerializer


class GoalsView(GoalDoor):
    queries = {"get": shapes.OfPlanQuery}

    @extend_schema(
        parameters=[shapes.OfPlanQuery],
        responses=shapes.GoalSerializer(many=True),
        operation_id="goals_list",
    )
    def get(self, request: Request) -> Response:
        return self.list_parts()

    @extend_schema(
        request=requests.NewGoalOf, responses={201: shapes.GoalSerializer}, operation_id="goals_create"
    )
    def post(self, request: Request) -> Response:
        """One more goal; a plan in force gets its next version."""
        said = self.read(requests.NewGoalOf)
        return self.add_part(said, goal_from(said))


class GoalView(GoalDoor):
    @extend_schema(responses=shapes.GoalSerializer, operation_id="goals_retrieve")
    def get(self, request: Request, id: str) -> Response:
        return self.tagged(self.told_part(self.find(id)[0]))

    @extend_schema(
        request=requests.NewGoal, responses=shapes.GoalSerializer, operation_id="goals_partial_update"
    )
    def patch(self, request: Request, id: str) -> Response:
        said = _partly(requests.NewGoal, request.data)
        return self.change_part(id, lambda goal: replace(goal, **{**said, "id": goal.id}))

    @extend_schema(responses={204: None}, operation_id="goals_destroy")
    def delete(self, request: Request, id: str) -> Response:
        return self.drop_part(id)


class ComponentDoor(PartDoor):
    model, part, shown = PlanComponent, "components", shapes.ComponentSerializer

    def related(self) -> Sequence[str]:
        return ("option",)


class ComponentsView(ComponentDoor):
    queries = {"get": shapes.OfPlanQuery}

    @extend_schema(
        parameters=[shapes.OfPlanQuery],
        responses=shapes.ComponentSerializer(many=True),
        operation_id="plan_components_list",
    )
    def get(self, request: Request) -> Response:
        return self.list_parts()

    @extend_schema(
        request=requests.NewComponentOf,
        responses={201: shapes.ComponentSerializer},
        operation_id="plan_components_create",
    )
    def post(self, request: Request) -> Response:
        """One more component; a plan in force gets its next version."""
        said = self.read(requests.NewComponentOf, clinic=self.acting.clinic if self.acting else None)
        return self.add_part(said, component_from(said))


class ComponentView(ComponentDoor):
    @extend_schema(responses=shapes.ComponentSerializer, operation_id="plan_components_retrieve")
    def get(self, request: Request, id: str) -> Response:
        return self.tagged(self.told_part(self.find(id)[0]))

    @extend_schema(
        request=requests.NewComponent,
        responses=shapes.ComponentSerializer,
        operation_id="plan_components_partial_update",
    )
    def patch(self, request: Request, id: str) -> Response:
        said = _partly(
            requests.NewComponent, request.data, clinic=self.acting.clinic if self.acting else None
        )
        return self.change_part(id, lambda part: replace(part, **{**said, "id": part.id}))

    @extend_schema(responses={204: None}, operation_id="plan_components_destroy")
    def delete(self, request: Request, id: str) -> Response:
        return self.drop_part(id)


def _partly(shape: type[serializers.Serializer[Any]], data: Any, **context: Any) -> dict[str, Any]:
    """What was given of a change, checked; what was not given is not there."""
    serializer = shape(data=data, partial=True, context=context)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _tuples(said: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in said.items() if name != "status"}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}

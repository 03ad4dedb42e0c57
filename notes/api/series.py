"""From the dose of a plan to ranked times, and from chosen times to booked sessions, all or none."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.serializers.slots import local
from bookings.appointments.policy import Actor
from bookings.appointments.series import (
    Preferences,
    ProposedSession,
    SeriesProposal,
    SeriesTime,
    book_series_directly,
    propose_series,
)
from bookings.appointments.series.propose import ProposedTime
from bookings.models import Location, Series, ServiceOption, Therapist
from notes import access
from notes.api import plan_requests as requests
from notes.api import plan_serializers as shapes
from notes.api.door import PlanDoor
from notes.models import PlanComponent, TreatmentPlan
from notes.plans.progress import progress_of, visits_by_plan
from notes.plans.revise import NotInForce


class SeriesDoor(PlanDoor):
    def in_force(self, id: str) -> access.Seen[TreatmentPlan]:
        """Raises Http404, NotInForce."""
        seen = self.seen(access.plan_for, id, access.EDITED)
        if seen.row.status != TreatmentPlan.Status.ACTIVE:
            raise NotInForce
        return seen

    def massage_of(self, plan: TreatmentPlan) -> PlanComponent:
        rows = plan.components.filter(kind=PlanComponent.Kind.MASSAGE)
        massage = rows.select_related("option__service", "option__clinic__policy").first()
        if massage is None:
            raise serializers.ValidationError({"plan": ["This plan has no massage to book."]})
        return massage

    def option_of(self, said: dict[str, Any], massage: PlanComponent) -> ServiceOption:
        option = said.get("option") or massage.option
        if option is None:
            raise serializers.ValidationError({"option": ["Say as what the massage is booked."]})
        rows = ServiceOption.objects.select_related("service", "clinic__policy")
        return rows.get(pk=option.pk)

    def therapist_of(self, public_id: str | None, plan: TreatmentPlan) -> Therapist | None:
        if not public_id:
            return None
        found = Therapist.objects.filter(clinic=plan.clinic, public_id=public_id, is_active=True).first()
        if found is None:
            raise serializers.ValidationError({"therapist": ["There is no such id here."]})
        return found


class ProposeSeriesView(SeriesDoor):
    @extend_schema(
        request=requests.ProposeSeries,
        responses=shapes.ProposalsSerializer,
        operation_id="plans_propose_series",
    )
    def post(self, request: Request, id: str) -> Response:
        """Ranked proposals for what is left of the dose, each date checked. Nothing is kept."""
        seen = self.in_force(id)
        plan = seen.row
        said = self.read(requests.ProposeSeries, clinic=plan.clinic)
        massage = self.massage_of(plan)
        sessions = said.get("sessions") or self._left(plan)
        if not sessions:
            return Response({"proposals": []})
        by_plan = self.therapist_of(said.get("therapist", plan.author.public_id), plan)
        proposals = propose_series(
            option=self.option_of(said, massage),
            sessions=min(sessions, 40),
            per_week=massage.freq_per_week,
            start_date=max(said.get("start") or self.today(plan), self.today(plan) + timedelta(days=1)),
            preferences=Preferences(frozenset(said["weekdays"])),
            patient=plan.patient,
            therapist=by_plan,
            others_may_step_in=said["others_may_step_in"],
            count=said["count"],
            now=self.now,
        )
        return Response({"proposals": [_proposal(one) for one in proposals]})

    def _left(self, plan: TreatmentPlan) -> int:
        parts = list(plan.components.all())
        return progress_of(parts, visits_by_plan(plan.patient, self.now).get(plan.pk, ())).to_book


class BookSeriesView(SeriesDoor):
    @extend_schema(
        request=requests.BookSeries,
        responses={201: shapes.SeriesSerializer},
        operation_id="plans_book_series",
    )
    def post(self, request: Request, id: str) -> Response:
        """Book the chosen times for the plan, all or none; 409 `slot_taken` with `alternatives` if one is gone."""
        seen = self.in_force(id)
        plan = seen.row
        said = self.read(requests.BookSeries, clinic=plan.clinic)
        made = book_series_directly(
            option=self.option_of(said, self.massage_of(plan)),
            times=[self._time(one, plan) for one in said["times"]],
            patient=plan.patient.merged_into or plan.patient,
            actor=Actor.staff(seen.user),
            made_for=plan.public_id,
            now=self.now,
            once=self.own_once_for(_series),
        )
        return Response(_series(made), 201)

    def _time(self, said: dict[str, Any], plan: TreatmentPlan) -> SeriesTime:
        location = None
        if said["location"]:
            location = Location.objects.filter(clinic=plan.clinic, public_id=said["location"]).first()
            if location is None:
                raise serializers.ValidationError({"location": ["There is no such id here."]})
        return SeriesTime(said["starts_at"], self.therapist_of(said["therapist"], plan), location)


def _proposal(proposal: SeriesProposal) -> dict[str, Any]:
    return {
        "sessions": [_session(one) for one in proposal.sessions],
        "missing": proposal.missing,
        "weekdays": list(proposal.weekdays),
    }


def _session(session: ProposedSession) -> dict[str, Any]:
    return {
        **_time(session.time),
        "expected_date": session.expected_date.isoformat(),
        "days_since": session.days_since,
        "why": session.why,
        "nearby": [_time(one) for one in session.nearby],
    }


def _time(time: ProposedTime) -> dict[str, Any]:
    zone = ZoneInfo(time.time_zone)
    return {
        "starts_at": local(time.starts_at, zone),
        "ends_at": local(time.ends_at, zone),
        "therapist": time.therapist_id,
        "location": time.location_id,
    }


def _series(series: Series) -> dict[str, Any]:
    visits = series.appointments.order_by("starts_at").values_list("public_id", flat=True)
    return {"id": series.public_id, "plan": series.made_for, "appointments": list(visits)}

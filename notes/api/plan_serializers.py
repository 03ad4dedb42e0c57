"""Problems, plans and their parts as JSON."""

import json
from typing import Any

from rest_framework import serializers

from bookings.api.pages import PageQuery
from bookings.api.serializers.fields import IdField, IdOf, InstantField
from notes.models import Goal, PlanComponent, PlanReview, Problem, TreatmentPlan
from notes.plans.chronicity import classify

MOST_ROWS = 24


class PlanQuery(PageQuery):
    patient = IdField(required=False)
    status = serializers.ChoiceField(choices=TreatmentPlan.Status.choices, required=False)


class ProblemQuery(PageQuery):
    patient = IdField(required=False)
    status = serializers.ChoiceField(choices=Problem.Status.choices, required=False)


class OfPlanQuery(PageQuery):
    patient = IdField(required=False)
    plan = IdField(required=False)


class ProblemSerializer(serializers.ModelSerializer[Problem]):
    """`chronicity` is worked out for today; it is null without an onset."""

    id = serializers.CharField(source="public_id", read_only=True)
    patient = IdOf()
    chronicity = serializers.SerializerMethodField()

    class Meta:
        model = Problem
        fields = [
            "id",
            "patient",
            "text",
            "regions",
            "onset_date",
            "onset_precision",
            "mechanism",
            "qualities",
            "severity",
            "reason_code",
            "status",
            "chronicity",
            "created_at",
        ]
        read_only_fields = fields

    def get_chronicity(self, problem: Problem) -> dict[str, Any] | None:
        today = self.context["today"]
        if problem.onset_date is None or problem.onset_date > today:
            return None
        found = classify(problem.onset_date, today)
        return {"kind": found.kind, "days": found.days, "four_month": found.four_month}


class GoalSerializer(serializers.ModelSerializer[Goal]):
    """`smart`: measure, baseline, target and date are all there."""

    id = serializers.CharField(source="public_id", read_only=True)
    plan = IdOf()
    baseline = serializers.FloatField(read_only=True)
    target = serializers.FloatField(read_only=True)
    smart = serializers.BooleanField(source="is_smart", read_only=True)

    class Meta:
        model = Goal
        fields = [
            "id",
            "plan",
            "text",
            "measure",
            "baseline",
            "target",
            "due_date",
            "status",
            "achievement",
            "smart",
        ]
        read_only_fields = fields


class ComponentSerializer(serializers.ModelSerializer[PlanComponent]):
    """`facts` are what the kind asks besides words; `option` the service option that massage is booked as."""

    id = serializers.CharField(source="public_id", read_only=True)
    plan = IdOf()
    option = IdOf(allow_null=True)
    facts = serializers.SerializerMethodField()
    maintenance = serializers.BooleanField(source="is_maintenance", read_only=True)

    class Meta:
        model = PlanComponent
        fields = [
            "id",
            "plan",
            "kind",
            "text",
            "freq_per_week",
            "minutes",
            "weeks",
            "option",
            "code",
            "facts",
            "status",
            "maintenance",
        ]
        read_only_fields = fields

    def get_facts(self, part: PlanComponent) -> dict[str, Any]:
        return json.loads(part.facts) if part.facts else {}


class PlanSerializer(serializers.ModelSerializer[TreatmentPlan]):
    id = serializers.CharField(source="public_id", read_only=True)
    patient, problem, author = IdOf(), IdOf(), IdOf()
    goals = GoalSerializer(many=True, read_only=True)
    components = ComponentSerializer(many=True, read_only=True)

    class Meta:
        model = TreatmentPlan
        fields = [
            "id",
            "patient",
            "problem",
            "author",
            "status",
            "phase",
            "version",
            "revision",
            "plan_class",
            "review_due_date",
            "no_massage_reason",
            "single_component_reason",
            "started_at",
            "closed_at",
            "close_reason",
            "close_text",
            "no_maintenance_reason",
            "created_at",
            "goals",
            "components",
        ]
        read_only_fields = fields


class SessionsSerializer(serializers.Serializer[Any]):
    planned, done, open, booked, missed, to_book = (serializers.IntegerField() for _ in range(6))


class AdherenceSerializer(serializers.Serializer[Any]):
    """Shares from 0; null where there is nothing to divide by. Bands are good, partial, low."""

    attendance = serializers.FloatField(allow_null=True)
    attendance_band = serializers.CharField(allow_null=True)
    dose = serializers.FloatField(allow_null=True)
    dose_band = serializers.CharField(allow_null=True)
    spacing_drift_days = serializers.FloatField(allow_null=True)


class TrendSerializer(serializers.Serializer[Any]):
    state, action = serializers.CharField(), serializers.CharField()
    on_date = serializers.DateField()


class PlanHoldSerializer(serializers.Serializer[Any]):
    trigger, reason = serializers.CharField(), serializers.CharField()
    placed_at = serializers.DateTimeField()


class PlanDetailSerializer(PlanSerializer):
    """A plan with how far it has come. `missing` are codes of what keeps a draft from being put in force."""

    missing = serializers.ListField(child=serializers.CharField())
    sessions = SessionsSerializer()
    adherence = AdherenceSerializer()
    trend = TrendSerializer(allow_null=True)
    hold = PlanHoldSerializer(allow_null=True)

    class Meta(PlanSerializer.Meta):
        fields = [*PlanSerializer.Meta.fields, "missing", "sessions", "adherence", "trend", "hold"]
        read_only_fields = fields


class VersionSerializer(serializers.Serializer[Any]):
    class ChangeSerializer(serializers.Serializer[Any]):
        what, before, after = (serializers.CharField() for _ in range(3))

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    author, reason = serializers.CharField(), serializers.CharField()
    intact = serializers.BooleanField(source="is_intact")
    changes = ChangeSerializer(many=True)


class ReviewSerializer(serializers.ModelSerializer[PlanReview]):
    id = serializers.CharField(source="public_id", read_only=True)
    plan, therapist = IdOf(), IdOf()

    class Meta:
        model = PlanReview
        fields = ["id", "plan", "therapist", "at", "decision", "text", "next_review_date"]
        read_only_fields = fields


class ProposedTimeSerializer(serializers.Serializer[Any]):
    starts_at, ends_at = InstantField(), InstantField()
    therapist, location = serializers.CharField(), serializers.CharField()


class ProposalSerializer(serializers.Serializer[Any]):
    """Ranked times for one proposal. `why` says what stood against `expected_date`, or is empty."""

    class SessionSerializer(ProposedTimeSerializer):
        expected_date = serializers.DateField()
        days_since = serializers.IntegerField(allow_null=True)
        why = serializers.CharField()
        nearby = ProposedTimeSerializer(many=True)

    sessions = SessionSerializer(many=True)
    missing = serializers.IntegerField()
    weekdays = serializers.ListField(child=serializers.IntegerField())


class ProposalsSerializer(serializers.Serializer[Any]):
    proposals = ProposalSerializer(many=True)


class SeriesSerializer(serializers.Serializer[Any]):
    id, plan = serializers.CharField(), serializers.CharField()
    appointments = serializers.ListField(child=serializers.CharField())

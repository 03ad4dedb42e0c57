"""Problems, plans and their parts as JSON, and what is said to make, change, hold and close them."""

import json
from typing import Any

from rest_framework import serializers

from bookings.api.pages import PageQuery
from bookings.api.serializers.fields import CalendarDateField, IdField, IdOf, InstantField
from bookings.models import ServiceOption
from notes.models import Goal, PlanComponent, PlanReview, Problem, TreatmentPlan
from notes.plans.chronicity import classify
from notes.plans.details import LONGEST_LINE, LONGEST_TEXT
from notes.plans.holds import OUTCOMES

MOST_ROWS = 24


class PlanQuery(PageQuery):
    patient = IdField(required=False)
    status = serializers.ChoiceField(choices=TreatmentPlan.Status.values, required=False)


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


class HoldSerializer(serializers.Serializer[Any]):
    trigger, reason = serializers.CharField(), serializers.CharField()
    placed_at = serializers.DateTimeField()


class PlanDetailSerializer(PlanSerializer):
    """A plan with how far it has come. `missing` are codes of what keeps a draft from being put in force."""

    missing = serializers.ListField(child=serializers.CharField())
    sessions = SessionsSerializer()
    adherence = AdherenceSerializer()
    trend = TrendSerializer(allow_null=True)
    hold = HoldSerializer(allow_null=True)

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


class NewProblem(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_LINE)
    regions = serializers.ListField(
        child=serializers.CharField(max_length=8), max_length=75, required=False, default=list
    )
    onset_date = CalendarDateField(required=False, allow_null=True, default=None)
    onset_precision = serializers.ChoiceField(
        choices=Problem.Precision.values, required=False, default=Problem.Precision.DAY
    )
    mechanism = serializers.CharField(max_length=LONGEST_LINE, required=False, allow_blank=True, default="")
    qualities = serializers.ListField(
        child=serializers.ChoiceField(choices=Problem.Quality.values),
        max_length=7,
        required=False,
        default=list,
    )
    severity = serializers.ChoiceField(choices=["", *Problem.Severity.values], required=False, default="")
    reason_code = serializers.CharField(max_length=12, required=False, allow_blank=True, default="")


class NewProblemOf(NewProblem):
    patient = IdField()


class ProblemChange(NewProblem):
    status = serializers.ChoiceField(choices=Problem.Status.values, required=False)


class NewGoal(serializers.Serializer[Any]):
    """With an `id` of the plan it continues that goal."""

    id = IdField(required=False)
    text = serializers.CharField(max_length=LONGEST_LINE)
    measure = serializers.ChoiceField(choices=["", *Goal.Measure.values], required=False, default="")
    baseline = serializers.DecimalField(4, 1, required=False, allow_null=True, default=None)
    target = serializers.DecimalField(4, 1, required=False, allow_null=True, default=None)
    due_date = CalendarDateField(required=False, allow_null=True, default=None)


class NewGoalOf(NewGoal):
    plan = IdField()


class OptionField(serializers.SlugRelatedField[Any]):
    """A service option of the caller's clinic."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="public_id", queryset=ServiceOption.objects.all(), **kwargs)

    def get_queryset(self) -> Any:
        return ServiceOption.objects.filter(clinic=self.context["clinic"])


class NewComponent(serializers.Serializer[Any]):
    """With an `id` of the plan it continues that component."""

    id = IdField(required=False)
    kind = serializers.ChoiceField(choices=PlanComponent.Kind.values)
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    freq_per_week = serializers.IntegerField(required=False, allow_null=True, default=None)
    minutes = serializers.IntegerField(required=False, allow_null=True, default=None)
    weeks = serializers.IntegerField(required=False, allow_null=True, default=None)
    option = OptionField(required=False, allow_null=True, default=None)
    code = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    facts = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False, default=dict)
    status = serializers.ChoiceField(
        choices=PlanComponent.Status.values, required=False, default=PlanComponent.Status.NOT_STARTED
    )


class NewComponentOf(NewComponent):
    plan = IdField()


class PlanContent(serializers.Serializer[Any]):
    goals = NewGoal(many=True, required=False, max_length=MOST_ROWS)
    components = NewComponent(many=True, required=False, max_length=MOST_ROWS)
    review_due_date = CalendarDateField(required=False, allow_null=True)
    no_massage_reason = serializers.CharField(max_length=LONGEST_LINE, required=False, allow_blank=True)
    single_component_reason = serializers.CharField(max_length=LONGEST_LINE, required=False, allow_blank=True)


class NewPlan(PlanContent):
    """`problem` is the id of one of the patient's."""

    patient = IdField()
    problem = IdField()


class PlanChange(PlanContent):
    """What is not given stays. A plan in force gets its next version; `reason` says why."""

    reason = serializers.CharField(max_length=LONGEST_LINE, required=False, allow_blank=True, default="")


class HoldPlan(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ResumePlan(serializers.Serializer[Any]):
    """A hold of the trend rule needs an `outcome`; `expires_date` is at most 180 days away, which it is if not given."""

    outcome = serializers.ChoiceField(choices=["", *OUTCOMES], required=False, default="")
    text = serializers.CharField(max_length=LONGEST_TEXT)
    expires_date = CalendarDateField(required=False, allow_null=True, default=None)


class ClosePlan(serializers.Serializer[Any]):
    """`maintenance` are ids of exercises of the plan; without any, `no_maintenance_reason` says why."""

    reason = serializers.ChoiceField(
        choices=["", *TreatmentPlan.CloseReason.values], required=False, default=""
    )
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    maintenance = serializers.ListField(child=IdField(), max_length=MOST_ROWS, required=False, default=list)
    no_maintenance_reason = serializers.CharField(
        max_length=LONGEST_LINE, required=False, allow_blank=True, default=""
    )


class RevokePlan(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_TEXT)


class MeasureGiven(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=8)
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    aspect = serializers.CharField(max_length=8, required=False, allow_blank=True, default="")


class ReviewPlan(serializers.Serializer[Any]):
    """`ratings`: component id to -2..2, one for each component."""

    measures = MeasureGiven(many=True, required=False, default=list, max_length=MOST_ROWS)
    ratings = serializers.DictField(child=serializers.IntegerField(), required=False, default=dict)
    decision = serializers.ChoiceField(choices=PlanReview.Decision.values)
    text = serializers.CharField(max_length=LONGEST_TEXT)


class ReviewSerializer(serializers.ModelSerializer[PlanReview]):
    id = serializers.CharField(source="public_id", read_only=True)
    plan, therapist = IdOf(), IdOf()

    class Meta:
        model = PlanReview
        fields = ["id", "plan", "therapist", "at", "decision", "text", "next_review_date"]
        read_only_fields = fields


class ProposeSeries(serializers.Serializer[Any]):
    """What suits the patient. Left out: the dose of the plan, from tomorrow on, its author, any day and hour."""

    option = OptionField(required=False)
    sessions = serializers.IntegerField(required=False, min_value=1, max_value=40)
    start = CalendarDateField(required=False)
    therapist = IdField(required=False, allow_null=True)
    others_may_step_in = serializers.BooleanField(required=False, default=False)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), required=False, default=list, max_length=7
    )
    count = serializers.IntegerField(required=False, default=3, min_value=1, max_value=5)


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


class SeriesTimeSerializer(serializers.Serializer[Any]):
    starts_at = InstantField()
    therapist = IdField(required=False, allow_null=True, default=None)
    location = IdField(required=False, allow_null=True, default=None)


class BookSeries(serializers.Serializer[Any]):
    option = OptionField(required=False)
    times = SeriesTimeSerializer(many=True, allow_empty=False, max_length=40)


class SeriesSerializer(serializers.Serializer[Any]):
    id, plan = serializers.CharField(), serializers.CharField()
    appointments = serializers.ListField(child=serializers.CharField())

"""What is said to make, change, hold, review and close plans, and to book their sessions."""

from typing import Any

from rest_framework import serializers

from bookings.api.serializers.fields import CalendarDateField, IdField, InstantField
from bookings.models import ServiceOption
from notes.models import Consent, Goal, PlanComponent, PlanHold, PlanReview, Problem, TreatmentPlan
from notes.plans.details import LONGEST_LINE, LONGEST_TEXT

MOST_ROWS = 24


class NewProblem(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_LINE)
    regions = serializers.ListField(
        child=serializers.CharField(max_length=8), max_length=75, required=False, default=list
    )
    onset_date = CalendarDateField(required=False, allow_null=True, default=None)
    onset_precision = serializers.ChoiceField(
        choices=Problem.Precision.choices, required=False, default=Problem.Precision.DAY
    )
    mechanism = serializers.CharField(max_length=LONGEST_LINE, required=False, allow_blank=True, default="")
    qualities = serializers.ListField(
        child=serializers.ChoiceField(choices=Problem.Quality.choices),
        max_length=7,
        required=False,
        default=list,
    )
    severity = serializers.ChoiceField(
        choices=Problem.Severity.choices, allow_blank=True, required=False, default=""
    )
    reason_code = serializers.CharField(max_length=12, required=False, allow_blank=True, default="")


class NewProblemOf(NewProblem):
    patient = IdField()


class ProblemChange(NewProblem):
    status = serializers.ChoiceField(choices=Problem.Status.choices, required=False)


class NewGoal(serializers.Serializer[Any]):
    """With an `id` of the plan it continues that goal."""

    id = IdField(required=False)
    text = serializers.CharField(max_length=LONGEST_LINE)
    measure = serializers.ChoiceField(
        choices=Goal.Measure.choices, allow_blank=True, required=False, default=""
    )
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
    kind = serializers.ChoiceField(choices=PlanComponent.Kind.choices)
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    freq_per_week = serializers.IntegerField(required=False, allow_null=True, default=None)
    minutes = serializers.IntegerField(required=False, allow_null=True, default=None)
    weeks = serializers.IntegerField(required=False, allow_null=True, default=None)
    option = OptionField(required=False, allow_null=True, default=None)
    code = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    facts = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False, default=dict)
    status = serializers.ChoiceField(
        choices=PlanComponent.Status.choices, required=False, default=PlanComponent.Status.NOT_STARTED
    )


class NewComponentOf(NewComponent):
    plan = IdField()


class PlanContent(serializers.Serializer[Any]):
    goals = serializers.ListField(child=NewGoal(), required=False, max_length=MOST_ROWS)
    components = serializers.ListField(child=NewComponent(), required=False, max_length=MOST_ROWS)
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


class ActivatePlan(serializers.Serializer[Any]):
    """`consent` says how consent to treatment was given just now; not needed if it is on file."""

    consent = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in Consent.BY_STAFF], required=False, default=""
    )


class HoldPlan(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ResumePlan(serializers.Serializer[Any]):
    """A hold of the trend rule needs an `outcome`; `expires_date` is at most 180 days away, which it is if not given."""

    outcome = serializers.ChoiceField(
        choices=PlanHold.Outcome.choices, allow_blank=True, required=False, default=""
    )
    text = serializers.CharField(max_length=LONGEST_TEXT)
    expires_date = CalendarDateField(required=False, allow_null=True, default=None)


class ClosePlan(serializers.Serializer[Any]):
    """`maintenance` are ids of exercises of the plan; without any, `no_maintenance_reason` says why."""

    reason = serializers.ChoiceField(
        choices=TreatmentPlan.CloseReason.choices, allow_blank=True, required=False, default=""
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

    measures = serializers.ListField(child=MeasureGiven(), required=False, default=list, max_length=MOST_ROWS)
    ratings = serializers.DictField(child=serializers.IntegerField(), required=False, default=dict)
    decision = serializers.ChoiceField(choices=PlanReview.Decision.choices)
    text = serializers.CharField(max_length=LONGEST_TEXT)


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


class SeriesTimeSerializer(serializers.Serializer[Any]):
    starts_at = InstantField()
    therapist = IdField(required=False, allow_null=True, default=None)
    location = IdField(required=False, allow_null=True, default=None)


class BookSeries(serializers.Serializer[Any]):
    option = OptionField(required=False)
    times = serializers.ListField(child=SeriesTimeSerializer(), allow_empty=False, max_length=40)

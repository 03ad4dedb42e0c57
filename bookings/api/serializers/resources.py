"""What a clinic consists of, as its staff read and set it."""

from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bookings.api.serializers.fields import (
    BirthDateField,
    CalendarDateField,
    InstantField,
    ReferenceField,
    TimeOfDayField,
)
from bookings.availability.hours import DAY
from bookings.catalogue.offer import LONGEST_BUFFER
from bookings.models import (
    DateOverride,
    Location,
    Patient,
    Room,
    Service,
    ServiceOption,
    Therapist,
    TimeOff,
    WeeklyHours,
)

MOST_INTERVALS = 12


def require_known_zone(name: str) -> None:
    if name not in available_timezones():
        raise serializers.ValidationError(_("This is not a time zone."), code="unknown_zone")


class Resource(serializers.ModelSerializer[Any]):
    """Context: `clinic` (references are looked for in it) and `request`."""

    id = serializers.CharField(source="public_id", read_only=True)
    therapist: Any = ReferenceField(queryset=Therapist.objects.all())
    location: Any = ReferenceField(queryset=Location.objects.all())
    active = serializers.BooleanField(source="is_active", required=False)

    def together(self, given: dict[str, Any], name: str) -> Any:
        """The value that a field will have: as given or, in a partial change, as it is."""
        return given[name] if name in given else getattr(self.instance, name, None)

    def will_be(self, name: str) -> Any:
        """The same once the input was found valid."""
        return self.together(self.validated_data, name)


class ServiceSerializer(Resource):
    therapists: Any = ReferenceField(queryset=Therapist.objects.all(), many=True, required=False)

    class Meta:
        model = Service
        fields = [
            "id",
            "name",
            "description",
            "modality",
            "booking_mode",
            "audience",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "room_kind",
            "therapists",
            "position",
            "active",
        ]
        extra_kwargs = {
            "buffer_before_minutes": {"max_value": LONGEST_BUFFER},
            "buffer_after_minutes": {"max_value": LONGEST_BUFFER},
            "description": {"max_length": 4000},
        }


class ServiceOptionSerializer(Resource):
    service: Any = ReferenceField(queryset=Service.objects.all())
    minutes = serializers.IntegerField(min_value=5, max_value=720)
    price = serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", required=False)

    class Meta:
        model = ServiceOption
        fields = ["id", "service", "minutes", "price", "currency", "active"]

    def create(self, validated: dict[str, Any]) -> ServiceOption:
        return super().create({"currency": validated["clinic"].currency, **validated})


class LocationSerializer(Resource):
    time_zone = serializers.CharField(max_length=64, validators=[require_known_zone])

    class Meta:
        model = Location
        fields = ["id", "name", "address", "time_zone", "active"]


class RoomSerializer(Resource):
    kinds = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=20, required=False, default=list
    )

    class Meta:
        model = Room
        fields = ["id", "location", "name", "kinds", "active"]


class TherapistSerializer(Resource):
    services: Any = ReferenceField(queryset=Service.objects.all(), many=True, required=False)

    class Meta:
        model = Therapist
        fields = [
            "id",
            "email",
            "first_name",
            "last_name",
            "bio",
            "services",
            "offer_policy",
            "max_hands_on_minutes",
            "max_deep_in_a_row",
            "active",
        ]
        extra_kwargs = {
            "bio": {"max_length": 4000},
            "max_hands_on_minutes": {"min_value": 1, "max_value": DAY},
            "max_deep_in_a_row": {"min_value": 1, "max_value": 100},
        }


class WeeklyHoursSerializer(Resource):
    weekday = serializers.IntegerField(min_value=0, max_value=6)
    start_time = TimeOfDayField(source="start_minute")
    end_time = TimeOfDayField(source="end_minute", end=True)
    valid_from = CalendarDateField(required=False, allow_null=True)
    valid_until = CalendarDateField(required=False, allow_null=True)
    every_weeks = serializers.IntegerField(min_value=1, max_value=52, required=False)

    class Meta:
        model = WeeklyHours
        fields = [
            "id",
            "therapist",
            "location",
            "weekday",
            "start_time",
            "end_time",
            "valid_from",
            "valid_until",
            "every_weeks",
        ]

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if self.together(given, "start_minute") == self.together(given, "end_minute"):
            raise serializers.ValidationError({"end_time": _("These hours have no length.")}, code="empty")
        first, last = self.together(given, "valid_from"), self.together(given, "valid_until")
        if first and last and last < first:
            raise serializers.ValidationError(
                {"valid_until": _("This is before the first day.")}, code="before_start"
            )
        return given


class IntervalField(serializers.ListField):
    """["10:00", "12:30"]: an end at or before the start is the next day's."""

    child = TimeOfDayField(end=True)
    default_error_messages = {
        "not_a_pair": _("Give a start and an end."),
        "empty": _("This interval has no length."),
    }

    def to_internal_value(self, data: Any) -> list[int]:
        if not isinstance(data, list) or len(data) != 2:
            self.fail("not_a_pair")
        start, end = super().to_internal_value(data)
        if start in (end, DAY):
            self.fail("empty")
        return [start, end]


class DateOverrideSerializer(Resource):
    date = CalendarDateField()
    intervals = serializers.ListField(child=IntervalField(), max_length=MOST_INTERVALS)

    class Meta:
        model = DateOverride
        fields = ["id", "therapist", "location", "date", "intervals"]
        validators: list[Any] = []  # our own names the field

    def validate_intervals(self, intervals: list[list[int]]) -> list[list[int]]:
        intervals = sorted(intervals)
        spans = [(start, end if end > start else end + DAY) for start, end in intervals]
        for (_start, end), (following, _end) in pairwise(spans):
            if following < end:
                raise serializers.ValidationError(_("Two of these intervals overlap."), code="overlap")
        return intervals

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        same = DateOverride.objects.filter(
            therapist=self.together(given, "therapist"),
            location=self.together(given, "location"),
            date=self.together(given, "date"),
        )
        if self.instance:
            same = same.exclude(pk=self.instance.pk)
        if same.exists():
            message = _("There is one for this date already.")
            raise serializers.ValidationError({"date": message}, code="unique")
        return given


class TimeOffSerializer(Resource):
    therapist: Any = ReferenceField(queryset=Therapist.objects.all(), allow_null=True, required=False)
    location: Any = ReferenceField(queryset=Location.objects.all(), allow_null=True, required=False)
    starts_at = InstantField()
    ends_at = InstantField()
    hits = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text=_("The appointments that lie inside.")
    )

    class Meta:
        model = TimeOff
        fields = ["id", "therapist", "location", "starts_at", "ends_at", "reason", "hits"]

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        start, end = self.together(given, "starts_at"), self.together(given, "ends_at")
        if end <= start:
            raise serializers.ValidationError(
                {"ends_at": _("This is not after the start.")}, code="before_start"
            )
        return given


class PatientSerializer(Resource):
    birth_date = BirthDateField(required=False, allow_null=True)
    guardian: Any = ReferenceField(queryset=Patient.objects.kept(), allow_null=True, required=False)

    class Meta:
        model = Patient
        fields = ["id", "first_name", "last_name", "email", "phone", "birth_date", "sex", "guardian"]

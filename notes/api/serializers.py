"""Screenings and the decisions about them as JSON, and what is said to make one."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from bookings.api.pages import PageQuery
from bookings.api.serializers.fields import CalendarDateField, IdField, IdOf
from notes.models import ClearanceDecision, Screening
from notes.plans.holds import OUTCOMES
from notes.screening.history import Result

MOST_ANSWERS = 200
LONGEST = 2000


class OfPatientQuery(PageQuery):
    """Staff name the patient; somebody signed in as a patient sees their own without."""

    patient = IdField(required=False)


class ScreeningSerializer(serializers.ModelSerializer[Screening]):
    """`tier` 0 to 5; `reasons` are item codes; what a treatment leaves out; and every answer."""

    id = serializers.CharField(source="public_id", read_only=True)
    patient, appointment, reviewed_by = IdOf(), IdOf(allow_null=True), IdOf(allow_null=True)
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]  # a field, as it is called outside
    urgent = serializers.BooleanField(source="is_urgent", read_only=True)
    valid_until = serializers.DateField(source="valid_until_date", read_only=True)
    reasons = serializers.SerializerMethodField()
    pressure_cap = serializers.SerializerMethodField()
    blocked_modalities = serializers.SerializerMethodField()
    excluded_regions = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Screening
        fields = [
            "id",
            "patient",
            "appointment",
            "kind",
            "source",
            "question_set",
            "tier",
            "urgent",
            "reasons",
            "pressure_cap",
            "blocked_modalities",
            "excluded_regions",
            "defer_until",
            "answered_at",
            "valid_until",
            "reviewed_at",
            "reviewed_by",
            "voided_at",
            "answers",
        ]
        read_only_fields = fields

    def get_reasons(self, screening: Screening) -> list[str]:
        return list(Result.of(screening).reasons)

    def get_pressure_cap(self, screening: Screening) -> int:
        return Result.of(screening).pressure_cap

    def get_blocked_modalities(self, screening: Screening) -> list[str]:
        return sorted(Result.of(screening).blocked_modalities)

    def get_excluded_regions(self, screening: Screening) -> list[str]:
        return sorted(Result.of(screening).excluded_regions)

    def get_answers(self, screening: Screening) -> dict[str, Any]:
        return dict(json.loads(screening.answers)["answers"])


class NewScreeningSerializer(serializers.Serializer[Any]):
    patient = IdField()
    appointment = IdField(required=False)
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    facts = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False, default=dict)

    def validate_answers(self, answers: dict[str, Any]) -> dict[str, Any]:
        if len(answers) > MOST_ANSWERS:
            raise serializers.ValidationError(_("There are not that many questions."), code="too_many")
        return answers


class ClearanceSerializer(serializers.ModelSerializer[ClearanceDecision]):
    """`expires_date` is exclusive; with an `appointment` it counts for that visit only."""

    id = serializers.CharField(source="public_id", read_only=True)
    patient, screening, decided_by = IdOf(), IdOf(), IdOf()
    appointment = IdOf(allow_null=True)
    document = serializers.CharField(source="document_reference", read_only=True)
    letter = IdOf(allow_null=True)

    class Meta:
        model = ClearanceDecision
        fields = [
            "id",
            "patient",
            "screening",
            "appointment",
            "outcome",
            "ground",
            "document",
            "letter",
            "text",
            "conditions",
            "decided_by",
            "decided_at",
            "expires_date",
        ]
        read_only_fields = fields


class NewClearanceSerializer(serializers.Serializer[Any]):
    screening = IdField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    text = serializers.CharField(max_length=LONGEST)
    ground = serializers.ChoiceField(
        choices=ClearanceDecision.Ground.choices, default=ClearanceDecision.Ground.VERBAL
    )
    document = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    letter = IdField(required=False)
    conditions = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")
    expires_date = CalendarDateField()

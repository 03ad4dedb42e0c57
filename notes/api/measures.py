"""Outcome measures and the answers to them: recorded by the treating therapist or by the patient."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.pages import OnePageSerializer, PageQuery, one_page
from bookings.api.serializers.fields import IdField, IdOf, InstantField
from bookings.models import Patient
from notes import access
from notes.api.door import PlanDoor
from notes.models import MeasureResponse, TreatmentPlan
from notes.outcomes.instruments import CODES, score
from notes.outcomes.lines import BOUNDS, MORE_IS_BETTER, NAMES, POINTS
from notes.outcomes.packs import BUILT_IN, Pack, packs_of
from notes.outcomes.record import NIGHT, UNSCORED, Given
from notes.plans.measure import record_measures


class MeasureSerializer(serializers.Serializer[Any]):
    """`offered`: the clinic has its words. `smallest_change` in points, null where a measure has none."""

    code, name = serializers.CharField(), serializers.CharField()
    least, most = serializers.IntegerField(), serializers.IntegerField()
    more_is_better, offered = serializers.BooleanField(), serializers.BooleanField()
    smallest_change = serializers.IntegerField(allow_null=True)
    items = serializers.DictField(child=serializers.CharField())


class MeasurePageSerializer(OnePageSerializer):
    results = MeasureSerializer(many=True)


class ResponseQuery(PageQuery):
    patient = IdField(required=False)
    plan = IdField(required=False)
    code = serializers.CharField(required=False, max_length=8)


class NewResponse(serializers.Serializer[Any]):
    """An NRS without an `aspect` is the average of the last seven days. Code `night`: worst, wakings, eases."""

    patient = IdField()
    plan = IdField(required=False, allow_null=True, default=None)
    code = serializers.CharField(max_length=12)
    aspect = serializers.CharField(max_length=8, required=False, allow_blank=True, default="")
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    taken_at = InstantField(required=False, allow_null=True, default=None)


class ResponseSerializer(serializers.ModelSerializer[MeasureResponse]):
    """`value` is null where the missing-item rule leaves no score."""

    id = serializers.CharField(source="public_id", read_only=True)
    patient, plan = IdOf(), IdOf(allow_null=True)
    value = serializers.FloatField(read_only=True, allow_null=True)
    answers = serializers.SerializerMethodField()
    band = serializers.SerializerMethodField()
    flags = serializers.SerializerMethodField()

    class Meta:
        model = MeasureResponse
        fields = [
            "id",
            "patient",
            "plan",
            "code",
            "aspect",
            "answers",
            "value",
            "band",
            "flags",
            "taken_at",
        ]
        read_only_fields = fields

    def get_answers(self, row: MeasureResponse) -> dict[str, Any]:
        return dict(json.loads(row.answers))

    def get_band(self, row: MeasureResponse) -> str | None:
        return None if row.code in UNSCORED else score(row.code, json.loads(row.answers)).band

    def get_flags(self, row: MeasureResponse) -> list[str]:
        return [] if row.code in UNSCORED else list(score(row.code, json.loads(row.answers)).flags)


def told(row: MeasureResponse) -> dict[str, Any]:
    return dict(ResponseSerializer(row).data)


class MeasureDoor(PlanDoor):
    def packs(self) -> dict[str, Pack]:
        if self.acting is not None:
            clinic = self.acting.clinic
            return packs_of(clinic, clinic.date_at(self.now))
        mine = self.own_patients().first()
        return packs_of(mine.clinic, self.today(mine)) if mine else {}


class MeasuresView(MeasureDoor):
    @extend_schema(responses=MeasurePageSerializer, operation_id="measures_list", filters=False)
    def get(self, request: Request) -> Response:
        """Every measure that is scored here; those with words can be asked for."""
        return Response(one_page(_measures(self.packs())))


class MeasureView(MeasureDoor):
    @extend_schema(responses=MeasureSerializer, operation_id="measures_retrieve")
    def get(self, request: Request, code: str) -> Response:
        found = next((one for one in _measures(self.packs()) if one["code"] == code), None)
        if found is None:
            raise Http404
        return Response(found)


class ResponsesView(PlanDoor):
    queries = {"get": ResponseQuery}

    @extend_schema(
        parameters=[ResponseQuery],
        responses=ResponseSerializer(many=True),
        operation_id="measure_responses_list",
    )
    def get(self, request: Request) -> Response:
        """Answers of the caller's patients, or the caller's own, the latest first."""
        rows = MeasureResponse.objects.filter(patient__in=self.patients())
        asked = self.rows_asked(rows, plan="plan__public_id", code="code")
        ordered = asked.select_related("patient__clinic", "plan").order_by("-taken_at", "-id")
        return self.listed(ordered, "measures", lambda page: [told(row) for row in page])

    @extend_schema(
        request=NewResponse, responses={201: ResponseSerializer}, operation_id="measure_responses_create"
    )
    def post(self, request: Request) -> Response:
        """Keep and score answers; the trend of the plan, or of every plan in force, is asked anew."""
        said = self.read(NewResponse)
        patient = self._patient(said["patient"])
        kept = record_measures(
            patient=patient,
            given=[Given(said["code"], said["answers"], said["aspect"])],
            plan=self._plan(said["plan"], patient),
            taken_at=said["taken_at"],
            user=self.user,
            now=self.now,
            once=self.own_once_for(lambda rows: told(rows[0])),
        )
        return self.tagged(told(kept[0]), 201)

    def _patient(self, public_id: str) -> Patient:
        if not self.is_patient:
            patient: Patient = self.seen(access.patient_for, public_id, access.EDITED).row
            return patient
        return get_object_or_404(self.own_patients(), public_id=public_id)

    def _plan(self, public_id: str | None, patient: Patient) -> TreatmentPlan | None:
        if not public_id:
            return None
        rows = TreatmentPlan.objects.filter(patient__in=patient.family_of_records(), public_id=public_id)
        plan = rows.select_related("patient", "clinic").first()
        if plan is None or plan.patient_id != patient.pk:
            raise serializers.ValidationError({"plan": ["There is no such id here."]})
        return plan


class ResponseView(PlanDoor):
    @extend_schema(responses=ResponseSerializer, operation_id="measure_responses_retrieve")
    def get(self, request: Request, id: str) -> Response:
        rows = MeasureResponse.objects.select_related("patient__clinic", "plan")
        row = get_object_or_404(rows, public_id=id)
        if self.is_patient:
            if not self.own_patients().filter(pk=row.patient_id).exists():
                raise Http404
            self.note_look(row.patient, access.VIEWED, "measure", row.public_id)
        else:
            self.seen(access.patient_for, row.patient.public_id)
        return self.tagged(told(row))


def _measures(packs: dict[str, Pack]) -> Sequence[dict[str, Any]]:
    return [
        {
            "code": code,
            "name": str(NAMES[code]),
            "least": BOUNDS.get(code, (0, 10))[0],
            "most": BOUNDS.get(code, (0, 10))[1],
            "more_is_better": code in MORE_IS_BETTER,
            "offered": code in BUILT_IN or code in packs,
            "smallest_change": POINTS.get(code),
            "items": dict(packs[code].items) if code in packs else {},
        }
        for code in (*CODES, NIGHT)
    ]

"""A patient's whole record, and who opened it: for the patient and for the therapist who treats them."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.pages import OnePageSerializer, one_page
from bookings.models import Patient
from bookings.people.access_log import LINES_SHOWN, access_lines
from notes import access
from notes.api.fhir.chart import Chart, bundle_of
from notes.api.fhir.doors import MEDIA_TYPE
from notes.api.screenings import ClinicalDoor
from notes.models import TreatmentPlan
from notes.record.whole import whole_record


class AccessLineSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    who = serializers.CharField()
    what = serializers.CharField()
    action = serializers.CharField()
    object_kind = serializers.CharField()
    is_own = serializers.BooleanField()
    was_refused = serializers.BooleanField()


class AccessPageSerializer(OnePageSerializer):
    results = AccessLineSerializer(many=True)


class RecordDoor(ClinicalDoor):
    def asked_for(self, public_id: str, kind: str, action: str) -> Patient:
        own = self.own_patients().filter(public_id=public_id, merged_into=None).first()
        if own is not None:
            return access.own_chart(self.user, own, self.now, kind, action)
        patient: Patient = self.seen(access.patient_for, public_id, action).row
        return patient


class RecordQuery(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=["json", "fhir"], required=False)


class RecordView(RecordDoor):
    queries = {"get": RecordQuery}

    @extend_schema(parameters=[RecordQuery], responses=OpenApiTypes.OBJECT, operation_id="patient_record")
    def get(self, request: Request, id: str) -> Response:
        """Everything that is kept, but for drafts; as an attachment. As `fhir`, what has a place there, in a Bundle."""
        patient = self.asked_for(id, "record", "exported")
        if self.asked.get("format") == "fhir":
            headers = {"Content-Disposition": 'attachment; filename="record.fhir.json"'}
            statuses = tuple(status for status in TreatmentPlan.Status.values if status != "draft")
            bundle = bundle_of(Chart(patient, statuses), self.now)
            return Response(bundle, headers=headers, content_type=MEDIA_TYPE)
        headers = {"Content-Disposition": 'attachment; filename="record.json"'}
        return Response(whole_record(patient, self.now), headers=headers)


class AccessLogView(RecordDoor):
    @extend_schema(responses=AccessPageSerializer, operation_id="patient_access_log")
    def get(self, request: Request, id: str) -> Response:
        """Who looked at or changed the record, the latest first; the last two hundred."""
        patient = self.asked_for(id, "record", access.VIEWED)
        lines = AccessLineSerializer(access_lines(patient, LINES_SHOWN), many=True).data
        return Response(one_page(list(lines)))

"""Care at home for programs: the library, what was given, what was done, and the diary of what brings pain on."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.pages import OnePageSerializer, PageQuery, one_page
from bookings.api.serializers.fields import IdField, IdOf, InstantField
from bookings.models import Patient
from notes import access
from notes.api.door import PlanDoor
from notes.homecare import diary
from notes.homecare.exercises import EXERCISES, Exercise
from notes.homecare.log import Logged, NotReady, check_readiness, log_exercise
from notes.homecare.prescribe import HomeDose, prescribe, stop_exercise
from notes.homecare.readiness import STOP_SIGNS
from notes.models import ExerciseLog, ExercisePrescription, TriggerEntry
from notes.plans.catalogue import EXERCISE_LIMITS
from notes.screening.items import SUDDEN

LONGEST = 500


class ExerciseSerializer(serializers.Serializer[Any]):
    """`id` is the code that a prescription names; ranges are from least to most, `hold_s` in seconds."""

    id, title, caution = (serializers.CharField() for _number in range(3))
    source = serializers.CharField()  # type: ignore[assignment]  # the name of the clinical rule's field
    steps, regions, goals, avoid_if = (
        serializers.ListField(child=serializers.CharField()) for _number in range(4)
    )
    sets, reps, hold_s = (serializers.ListField(child=serializers.IntegerField()) for _number in range(3))
    each_side = serializers.BooleanField()


class ExercisePageSerializer(OnePageSerializer):
    results = ExerciseSerializer(many=True)


class HomeQuery(PageQuery):
    patient = IdField(required=False)


class PrescriptionQuery(HomeQuery):
    plan = IdField(required=False)


class LogQuery(HomeQuery):
    prescription = IdField(required=False)


class NewPrescription(serializers.Serializer[Any]):
    """`applies` are tags of `avoid_if` that are true of the patient; `despite` says why it is given all the same."""

    plan = IdField()
    exercise = serializers.CharField(max_length=10)
    sets = serializers.IntegerField(required=False, default=1)
    reps = serializers.IntegerField(required=False, default=1)
    hold_s = serializers.IntegerField(required=False, default=0)
    days_per_week = serializers.IntegerField(required=False, default=7)
    applies = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=40, required=False, default=list
    )
    despite = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")


class PrescriptionSerializer(serializers.ModelSerializer[ExercisePrescription]):
    """Given from `starts_date` until before `ends_date`, which is null while it is given."""

    id = serializers.CharField(source="public_id", read_only=True)
    patient, plan, given_by = IdOf(), IdOf(), IdOf()
    exercise = serializers.CharField(source="code", read_only=True)

    class Meta:
        model = ExercisePrescription
        fields = [
            "id",
            "patient",
            "plan",
            "exercise",
            *EXERCISE_LIMITS,
            "starts_date",
            "ends_date",
            "given_by",
        ]
        read_only_fields = fields


class NewLog(serializers.Serializer[Any]):
    """Done today. `nrs_before` and `sudden_items` answer the day's first question; left out, it was answered before."""

    prescription = IdField()
    nrs_before = serializers.IntegerField(min_value=0, max_value=10, required=False)
    nrs_after = serializers.IntegerField(min_value=0, max_value=10)
    sudden_items = serializers.ListField(
        child=serializers.ChoiceField(choices=SUDDEN), max_length=8, required=False, default=list
    )
    lasted_over_an_hour = serializers.BooleanField(required=False, default=False)
    signs = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(STOP_SIGNS)), max_length=8, required=False, default=list
    )


class LogSerializer(serializers.ModelSerializer[ExerciseLog]):
    """One a day and prescription: sent again, the last answer of the day counts."""

    id = serializers.SerializerMethodField()
    patient = IdOf()
    prescription = IdOf(source="exercise")
    date = serializers.DateField(source="on_date", read_only=True)
    signs = serializers.SerializerMethodField()

    class Meta:
        model = ExerciseLog
        fields = [
            "id",
            "patient",
            "prescription",
            "date",
            "nrs_before",
            "nrs_after",
            "lasted_over_an_hour",
            "signs",
        ]
        read_only_fields = fields

    def get_id(self, row: ExerciseLog) -> str:
        return f"{row.exercise.public_id}-{row.on_date:%Y%m%d}"

    def get_signs(self, row: ExerciseLog) -> list[str]:
        return list(json.loads(row.signs)) if row.signs else []


class NewLogSerializer(LogSerializer):
    """`must_stop`: this exercise is to be left alone, and the clinic is told."""

    must_stop = serializers.BooleanField(read_only=True)

    class Meta(LogSerializer.Meta):
        fields = [*LogSerializer.Meta.fields, "must_stop"]
        read_only_fields = fields


class NewEntry(serializers.Serializer[Any]):
    """Without `at`: just now."""

    patient = IdField()
    activity = serializers.CharField(max_length=200)
    minutes = serializers.IntegerField()
    nrs_before, nrs_after = serializers.IntegerField(), serializers.IntegerField()
    at = InstantField(required=False, allow_null=True, default=None)


class EntrySerializer(serializers.ModelSerializer[TriggerEntry]):
    id = serializers.CharField(source="public_id", read_only=True)
    patient = IdOf()

    class Meta:
        model = TriggerEntry
        fields = ["id", "patient", "activity", "minutes", "nrs_before", "nrs_after", "at"]
        read_only_fields = fields


class HomeDoor(PlanDoor):
    def their_patient(self, public_id: str, action: str, kind: str) -> Patient:
        """The caller's own, or one whom they treat. Raises Http404."""
        if not self.is_patient:
            patient: Patient = self.seen(access.patient_for, public_id, action).row
            return patient
        found = get_object_or_404(self.own_patients(), public_id=public_id)
        self.note_look(found, action, kind, found.public_id)
        return found

    def find_of(self, model: type[Model], public_id: str, action: str, kind: str) -> Any:
        """A row of somebody whom the caller may see. Raises Http404."""
        rows = model._default_manager.select_related("patient__clinic")
        row: Any = rows.filter(public_id=public_id).first()
        if row is None:
            raise Http404
        self.their_patient(row.patient.public_id, action, kind)
        return row


class ExercisesView(HomeDoor):
    @extend_schema(responses=ExercisePageSerializer, operation_id="exercises_list", filters=False)
    def get(self, request: Request) -> Response:
        """The library, in the caller's language."""
        return Response(one_page(_library()))


class ExerciseView(HomeDoor):
    @extend_schema(responses=ExerciseSerializer, operation_id="exercises_retrieve")
    def get(self, request: Request, id: str) -> Response:
        found = next((one for one in _library() if one["id"] == id), None)
        if found is None:
            raise Http404
        return Response(found)


class PrescriptionsView(HomeDoor):
    queries = {"get": PrescriptionQuery}

    @extend_schema(
        parameters=[PrescriptionQuery],
        responses=PrescriptionSerializer(many=True),
        operation_id="prescriptions_list",
    )
    def get(self, request: Request) -> Response:
        """Exercises given to the caller's patients, or to the caller; the latest first."""
        rows = ExercisePrescription.objects.filter(patient__in=self.patients())
        related = rows.select_related("patient__clinic", "plan", "given_by").order_by("-id")
        asked = self.rows_asked(related, plan="plan__public_id")
        return self.listed(asked, "home_care", lambda page: PrescriptionSerializer(page, many=True).data)

    @extend_schema(
        request=NewPrescription, responses={201: PrescriptionSerializer}, operation_id="prescriptions_create"
    )
    def post(self, request: Request) -> Response:
        """Give an exercise from today on. Therapists only; 400 `better_avoided` where something speaks against it."""
        said = self.read(NewPrescription)
        seen = self.seen(access.plan_for, said["plan"], access.EDITED)
        given = prescribe(
            plan=seen.row, therapist=seen.therapist, code=said["exercise"].lower(),
            dose=HomeDose(**{name: said[name] for name in EXERCISE_LIMITS}),
            applies=said["applies"], despite=said["despite"], today=self.today(seen.row), now=self.now,
            once=self.own_once_for(told_prescription),
        )  # fmt: skip
        return Response(told_prescription(given), 201)


class PrescriptionView(HomeDoor):
    @extend_schema(responses=PrescriptionSerializer, operation_id="prescriptions_retrieve")
    def get(self, request: Request, id: str) -> Response:
        return Response(told_prescription(self.find_of(ExercisePrescription, id, access.VIEWED, "home_care")))


class StopPrescriptionView(HomeDoor):
    @extend_schema(request=None, responses=PrescriptionSerializer, operation_id="prescriptions_stop")
    def post(self, request: Request, id: str) -> Response:
        """Take it back from today on; what was done stays. Again changes nothing."""
        if self.is_patient:
            raise Http404
        found = get_object_or_404(ExercisePrescription.objects.select_related("patient"), public_id=id)
        seen = self.seen(access.patient_for, found.patient.public_id, access.EDITED)
        stopped = stop_exercise(
            given=found, therapist=seen.therapist, today=self.today(seen.row), now=self.now
        )
        return Response(told_prescription(stopped))


class ExerciseLogsView(HomeDoor):
    queries = {"get": LogQuery}

    @extend_schema(
        parameters=[LogQuery], responses=LogSerializer(many=True), operation_id="exercise_logs_list"
    )
    def get(self, request: Request) -> Response:
        """What was done at home, the latest first."""
        rows = ExerciseLog.objects.filter(patient__in=self.patients()).select_related(
            "patient__clinic", "exercise"
        )
        asked = self.rows_asked(rows.order_by("-on_date", "-id"), prescription="exercise__public_id")
        return self.listed(asked, "home_care", lambda page: LogSerializer(page, many=True).data)

    @extend_schema(request=NewLog, responses={201: NewLogSerializer}, operation_id="exercise_logs_create")
    def post(self, request: Request) -> Response:
        """Done today. 409 `not_ready`: today is for rest, which is kept and counts neither way."""
        said = self.read(NewLog)
        found = self.find_of(ExercisePrescription, said["prescription"], access.EDITED, "home_care")
        today = self.today(found.patient)
        if "nrs_before" in said:
            check = check_readiness(
                patient=found.patient, nrs=said["nrs_before"], sudden_items=said["sudden_items"],
                today=today, now=self.now,
            )  # fmt: skip
            if not check.is_ready:
                raise NotReady
        return Response(_told_log(self._log(found, said, today)), 201)

    def _log(self, given: ExercisePrescription, said: dict[str, Any], today: date) -> Logged:
        return log_exercise(
            exercise=given,
            nrs_after=said["nrs_after"],
            lasted_over_an_hour=said["lasted_over_an_hour"],
            signs=said["signs"],
            today=today,
            now=self.now,
        )


class TriggerEntriesView(HomeDoor):
    queries = {"get": HomeQuery}

    @extend_schema(
        parameters=[HomeQuery], responses=EntrySerializer(many=True), operation_id="trigger_entries_list"
    )
    def get(self, request: Request) -> Response:
        """Lines of the diary, the latest first."""
        rows = TriggerEntry.objects.filter(patient__in=self.patients()).select_related("patient__clinic")
        return self.listed(self.rows_asked(rows), "diary", lambda page: EntrySerializer(page, many=True).data)

    @extend_schema(request=NewEntry, responses={201: EntrySerializer}, operation_id="trigger_entries_create")
    def post(self, request: Request) -> Response:
        """One line, about something that is over."""
        said = self.read(NewEntry)
        patient = self.their_patient(said.pop("patient"), access.EDITED, "diary")
        at = said.pop("at") or self.now
        written = diary.write_entry(
            patient=patient, at=at, now=self.now, once=self.own_once_for(_told_entry), **said
        )
        return Response(_told_entry(written), 201)


class TriggerEntryView(HomeDoor):
    @extend_schema(responses=EntrySerializer, operation_id="trigger_entries_retrieve")
    def get(self, request: Request, id: str) -> Response:
        return Response(_told_entry(self.find_of(TriggerEntry, id, access.VIEWED, "diary")))

    @extend_schema(responses={204: None}, operation_id="trigger_entries_destroy")
    def delete(self, request: Request, id: str) -> Response:
        """A line that the patient does not want to keep."""
        if not self.is_patient:
            raise Http404
        found = self.find_of(TriggerEntry, id, access.EDITED, "diary")
        diary.remove_entry(patient=found.patient, public_id=id)
        return Response(status=204)


def told_prescription(row: ExercisePrescription) -> dict[str, Any]:
    return dict(PrescriptionSerializer(row).data)


def _told_log(logged: Logged) -> dict[str, Any]:
    return {**LogSerializer(logged.log).data, "must_stop": logged.must_stop}


def _told_entry(row: TriggerEntry) -> dict[str, Any]:
    return dict(EntrySerializer(row).data)


def _library() -> Sequence[dict[str, Any]]:
    return [_told_exercise(one) for one in EXERCISES]


def _told_exercise(one: Exercise) -> dict[str, Any]:
    dose = one.dose_default
    return {
        "id": one.code,
        "title": _(one.title),
        "caution": _(one.caution) if one.caution else "",
        "source": one.source,
        "steps": [_(step) for step in one.steps],
        "regions": list(one.regions),
        "goals": list(one.goals),
        "avoid_if": list(one.avoid_if),
        "sets": list(dose.sets),
        "reps": list(dose.reps),
        "hold_s": list(dose.hold_s),
        "each_side": dose.each_side,
    }

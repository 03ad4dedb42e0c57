"""Reading and searching, each type as its JSON neighbour is guarded: what one may not see is not there."""

from datetime import datetime

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.acting import OWNER, RECEPTION, THERAPIST, require_role
from bookings.api.scheduling.resources import location_resource, schedules_of, slots_of
from bookings.api.serializers.fields import IdField
from bookings.audit import record_access
from bookings.models import Appointment, Clinic, Location, Patient, Therapist
from bookings.models.appointments import NEVER_BOOKED
from notes import access
from notes.api.fhir.chart import Chart
from notes.api.fhir.doors import DateBound, FhirDoor, bounded, is_within, query
from notes.api.fhir.parts import Resource
from notes.api.fhir.people import appointment_resource, patient_resource, practitioner_resource
from notes.api.fhir.statement import capability_statement
from notes.models import Goal, MeasureResponse, PlanComponent, Problem, TreatmentPlan

EVERY_STATUS = tuple(TreatmentPlan.Status.values)


class MetadataView(FhirDoor):
    authentication_classes = []
    permission_classes = [AllowAny]

    def get(self, request: Request) -> Response:
        return Response(capability_statement())


class PatientDoor(FhirDoor):
    """Contact data: staff as over JSON, patients their own and their wards'."""

    def rows(self) -> QuerySet[Patient]:
        rows: QuerySet[Patient] = Patient.objects.visible_to(self.user).kept()
        if self.acting:
            require_role(self.acting, OWNER, RECEPTION, THERAPIST)
            rows = rows.filter(clinic=self.acting.clinic)
        return rows.select_related("clinic").order_by("pk")


class PatientsView(PatientDoor):
    def get(self, request: Request) -> Response:
        rows = self.rows()
        if "_id" in self.asked:
            rows = rows.filter(public_id=self.asked["_id"])
        return self.of_rows(rows, patient_resource)


class PatientView(PatientDoor):
    def get(self, request: Request, id: str) -> Response:
        patient = get_object_or_404(self.rows(), public_id=id)
        if self.acting:
            look_at(self, patient, "patient", patient.public_id)
        return Response(patient_resource(patient))


class AppointmentDoor(FhirDoor):
    def rows(self) -> QuerySet[Appointment]:
        rows: QuerySet[Appointment] = Appointment.objects.visible_to(self.user)
        if self.acting:
            rows = rows.filter(clinic=self.acting.clinic)
        rows = rows.select_related("clinic", "option__service", "therapist", "location", "patient")
        return rows.defer("reason").order_by("starts_at", "pk")


class AppointmentsView(AppointmentDoor):
    shape = query(
        patient=IdField(required=False),
        practitioner=IdField(required=False),
        status=serializers.CharField(required=False, max_length=20),
        date=DateBound(required=False),
    )

    def get(self, request: Request) -> Response:
        rows = self.rows().exclude(cancellation_reason__in=NEVER_BOOKED)
        rows = rows.exclude(status=Appointment.Status.HELD)
        named = {"patient": "patient", "practitioner": "therapist"}
        wanted = {f"{named[name]}__public_id": self.asked[name] for name in named if name in self.asked}
        if "_id" in self.asked:
            wanted["public_id"] = self.asked["_id"]
        if "status" in self.asked:
            wanted["status"] = {"noshow": "no_show"}.get(self.asked["status"], self.asked["status"])
        if "date" in self.asked:
            wanted |= bounded("starts_at", self.asked["date"], self.zone())
        return self.of_rows(rows.filter(**wanted), appointment_resource)

    def zone(self) -> str:
        clinics = self.clinics()
        return clinics[0].time_zone if clinics else "UTC"


class AppointmentView(AppointmentDoor):
    def get(self, request: Request, id: str) -> Response:
        appointment = get_object_or_404(self.rows(), public_id=id)
        if self.acting and appointment.patient:
            look_at(self, appointment.patient, "appointment", id)
        return Response(appointment_resource(appointment))


class HouseView(FhirDoor):
    """What a clinic consists of: for its staff and its patients. `kind` says which, `id` one of them."""

    shape = query(schedule=IdField(required=False), start=DateBound(required=False))

    def get(self, request: Request, kind: str, id: str | None = None) -> Response:
        told = [one for clinic in self.clinics() for one in self.told(kind, clinic)]
        if id is None:
            return self.of_resources(told)
        return Response(self.one(told, id))

    def told(self, kind: str, clinic: Clinic) -> list[Resource]:
        match kind:
            case "Practitioner":
                return [practitioner_resource(row) for row in Therapist.objects.filter(clinic=clinic)]
            case "Location":
                places = Location.objects.filter(clinic=clinic).select_related("clinic")
                return [location_resource(row) for row in places]
            case "Schedule":
                return list(schedules_of(clinic))
        return [slot for slot in slots_of(clinic, self.now) if self.is_wanted(slot)]

    def is_wanted(self, slot: Resource) -> bool:
        schedule = self.asked.get("schedule")
        if schedule and slot["schedule"]["reference"] != f"Schedule/{schedule}":
            return False
        start = self.asked.get("start")
        return start is None or is_within(
            datetime.fromisoformat(slot["start"]), start, self.clinics()[0].time_zone
        )

    def one(self, told: list[Resource], id: str) -> Resource:
        found = next((one for one in told if one["id"] == id), None)
        if found is None:
            raise Http404
        return found


class ChartDoor(FhirDoor):
    """Within one patient's chart, for the therapist who treats them and for the patient."""

    def chart(self, public_id: str) -> Chart:
        """Raises Http404 where there is nothing that the caller may see; the look is written down."""
        own = self.own_patients().filter(public_id=public_id, merged_into=None).first()
        if own is not None:
            access.own_chart(self.user, own, self.now, "chart")
            return Chart(own, TreatmentPlan.SHOWN)
        return Chart(self.seen(access.patient_for, public_id).row, EVERY_STATUS)


class ChartsView(ChartDoor):
    """`patient` must be named: a chart is opened by itself."""

    shape = query(patient=IdField(required=True))

    def get(self, request: Request, kind: str) -> Response:
        return self.of_resources(self.chart(self.asked["patient"]).told(kind))


class ChartView(ChartDoor):
    def get(self, request: Request, kind: str, id: str) -> Response:
        whose = owner_of(kind, id)
        if whose is None:
            raise Http404
        found = next((one for one in self.chart(whose).told(kind) if one["id"] == id), None)
        if found is None:
            raise Http404
        return Response(found)


def look_at(door: FhirDoor, patient: Patient, kind: str, object_id: str) -> None:
    record_access(
        clinic=patient.clinic, user=door.user, patient=patient, action=access.VIEWED, object_kind=kind,
        object_id=object_id, now=door.now,
    )  # fmt: skip


# Where the patient of a row is found.
OWNERS: dict[str, tuple[type[Model], str]] = {
    "Condition": (Problem, "patient"),
    "CarePlan": (TreatmentPlan, "patient"),
    "Goal": (Goal, "plan__patient"),
    "ServiceRequest": (PlanComponent, "plan__patient"),
    "Encounter": (Appointment, "patient"),
    "Observation": (MeasureResponse, "patient"),
    "QuestionnaireResponse": (MeasureResponse, "patient"),
}


def owner_of(kind: str, public_id: str) -> str | None:
    """The public id of the patient whose row it is, of the record that was kept; whether they may be seen is next."""
    model, path = OWNERS[kind]
    rows = model._default_manager.filter(public_id=public_id)
    row = rows.values_list(f"{path}__public_id", f"{path}__merged_into__public_id").first()
    return (row[1] or row[0]) if row else None

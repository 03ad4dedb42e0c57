"""Everything of one patient that is told as FHIR, read once: for searches within a chart, and as a whole."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import QuerySet

from bookings.api.scheduling.resources import location_resource
from bookings.models import Appointment, Location, Patient, Therapist
from notes.api.fhir.measures import observation_resource, questionnaire_response_resource
from notes.api.fhir.parts import Resource, base_url, instant
from notes.api.fhir.people import (
    ENCOUNTER_STATUS,
    appointment_resource,
    encounter_resource,
    patient_resource,
    practitioner_resource,
)
from notes.api.fhir.plans import (
    care_plan_resource,
    condition_resource,
    goal_resource,
    requests_of,
    service_request_resource,
)
from notes.models import MeasureResponse, Problem, TreatmentPlan

Told = Iterator[Resource]


class Chart:
    """Of everybody whose record was merged into this one. `statuses` are those of the plans that may be seen."""

    def __init__(self, patient: Patient, statuses: tuple[str, ...]) -> None:
        self.patient = patient
        self.family = list(patient.family_of_records().values_list("pk", flat=True))
        self.statuses = statuses

    def visits(self) -> QuerySet[Appointment]:
        rows = Appointment.objects.filter(patient__in=self.family).exclude(status=Appointment.Status.HELD)
        rows = rows.select_related("option__service", "therapist", "location__clinic", "patient")
        return rows.defer("reason").order_by("starts_at", "pk")

    def plans(self) -> QuerySet[TreatmentPlan]:
        plans = TreatmentPlan.objects.filter(patient__in=self.family, status__in=self.statuses)
        rows = plans.select_related("clinic", "patient", "author", "problem")
        return rows.prefetch_related("goals", "components").order_by("pk")

    def problems(self) -> QuerySet[Problem]:
        """A patient is told of those that a plan of theirs is about."""
        rows = Problem.objects.filter(patient__in=self.family).select_related("patient").order_by("pk")
        is_all = set(self.statuses) == set(TreatmentPlan.Status.values)
        return rows if is_all else rows.filter(plans__status__in=self.statuses).distinct()

    def responses(self) -> QuerySet[MeasureResponse]:
        rows = MeasureResponse.objects.filter(patient__in=self.family).select_related("patient")
        return rows.order_by("taken_at", "pk")

    def conditions(self) -> Told:
        return map(condition_resource, self.problems())

    def care_plans(self) -> Told:
        for plan in self.plans():
            yield care_plan_resource(plan, plan.goals.all(), plan.components.all())

    def goals(self) -> Told:
        return (goal_resource(goal, plan) for plan in self.plans() for goal in plan.goals.all())

    def service_requests(self) -> Told:
        for plan in self.plans():
            for component in requests_of(plan.components.all()):
                yield service_request_resource(component, plan)

    def encounters(self) -> Told:
        return map(encounter_resource, self.visits().filter(status__in=list(ENCOUNTER_STATUS)))

    def observations(self) -> Told:
        return map(observation_resource, self.responses())

    def questionnaire_responses(self) -> Told:
        return map(questionnaire_response_resource, self.responses())

    def told(self, kind: str) -> Told:
        """The resources of one kind. Raises KeyError for a kind that no chart has."""
        return KINDS[kind](self)


KINDS: dict[str, Callable[[Chart], Told]] = {
    "Condition": Chart.conditions,
    "CarePlan": Chart.care_plans,
    "Goal": Chart.goals,
    "ServiceRequest": Chart.service_requests,
    "Encounter": Chart.encounters,
    "Observation": Chart.observations,
    "QuestionnaireResponse": Chart.questionnaire_responses,
}


def bundle_of(chart: Chart, now: datetime) -> Resource:
    """The whole of it as one collection; every reference leads to an entry."""
    visits, plans = list(chart.visits()), list(chart.plans())
    people = Therapist.objects.filter(
        pk__in={row.therapist_id for row in visits} | {plan.author_id for plan in plans}
    )
    places = Location.objects.filter(pk__in={row.location_id for row in visits}).select_related("clinic")
    everybody = Patient.objects.filter(pk__in=chart.family).order_by("pk")
    resources = [
        *map(patient_resource, everybody),
        *map(practitioner_resource, people.order_by("pk")),
        *map(location_resource, places.order_by("pk")),
        *map(appointment_resource, visits),
        *(one for kind in KINDS for one in chart.told(kind)),
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": instant(now),
        "entry": [entry_of(resource) for resource in resources],
    }


def entry_of(resource: Resource) -> Resource:
    return {"fullUrl": f"{base_url()}/{resource['resourceType']}/{resource['id']}", "resource": resource}

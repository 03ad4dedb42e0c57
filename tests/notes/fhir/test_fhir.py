"""FHIR R4, to read: valid, complete, joined up, and closed to whoever may not see it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import AccessRecord, Appointment
from bookings.people.keys import create_api_key
from notes.models import TreatmentPlan
from tests import fhir_r4
from tests.factories import NOW, make_user, make_world
from tests.notes.cast import PLANTED, Chart

pytestmark = pytest.mark.django_db(transaction=True)
OF_A_CHART = [
    "Condition", "CarePlan", "Goal", "ServiceRequest", "Encounter", "Observation", "QuestionnaireResponse",
]  # fmt: skip


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def full(chart: Chart) -> Chart:
    """A plan in force, a visit that took place, and the patient's own account."""
    chart.patient.user, chart.patient.language = make_user(), "es"
    chart.patient.save()
    chart.active_plan()
    visit = chart.another_visit(-3)
    Appointment.objects.filter(pk=visit.pk).update(status="fulfilled")
    return chart


def program(user: Any, clinic: Any) -> Client:
    key = create_api_key(clinic=clinic, user=user, name="test")
    return Client(headers={"Authorization": f"Bearer {key}"})


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def therapist_of(chart: Chart) -> Client:
    return program(chart.user, chart.world.clinic)


def get(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    answer = client.get(f"/fhir/r4/{path}")
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/fhir+json; charset=utf-8"
    body: dict[str, Any] = json.loads(answer.content)
    fhir_r4.check(body)
    for entry in body.get("entry", []):
        fhir_r4.check(entry["resource"])
    return body


def found(client: Client, path: str) -> list[dict[str, Any]]:
    body = get(client, path)
    entries = [entry["resource"] for entry in body.get("entry", [])]
    assert body["type"] == "searchset"
    return entries


def test_it_says_what_it_can_do_to_everybody() -> None:
    said = get(Client(), "metadata")
    assert (said["fhirVersion"], said["kind"]) == ("4.0.1", "instance")
    types = {one["type"] for one in said["rest"][0]["resource"]}
    assert types == {"Patient", "Practitioner", "Location", "Schedule", "Slot", "Appointment", *OF_A_CHART}


def test_whatever_it_names_is_there(full: Chart) -> None:
    """Every type and every parameter of the statement is taken."""
    client = therapist_of(full)
    values = {
        "patient": full.patient.public_id, "practitioner": full.therapist.public_id, "status": "booked",
        "date": "ge2027-01-01", "start": "ge2027-01-01", "schedule": "none", "_id": "none",
    }  # fmt: skip
    for one in get(Client(), "metadata")["rest"][0]["resource"]:
        names = [parameter["name"] for parameter in one["searchParam"]]
        get(client, f"{one['type']}?" + "&".join(f"{name}={values[name]}" for name in names))


def test_every_resource_of_a_chart_is_told_and_read_by_its_id(full: Chart) -> None:
    client = therapist_of(full)
    for kind in OF_A_CHART:
        told = found(client, f"{kind}?patient={full.patient.public_id}")
        assert told, kind
        for one in told:
            assert get(client, f"{kind}/{one['id']}") == one


def test_the_plan_is_mapped_as_the_specification_says(full: Chart) -> None:
    client = therapist_of(full)
    [plan] = found(client, f"CarePlan?patient={full.patient.public_id}")
    assert (plan["status"], plan["intent"]) == ("active", "plan")
    [problem] = found(client, f"Condition?patient={full.patient.public_id}")
    assert plan["addresses"] == [{"reference": f"Condition/{problem['id']}"}]
    assert problem["verificationStatus"]["coding"][0]["code"] == "provisional"
    assert PLANTED in problem["code"]["text"]
    [goal] = found(client, f"Goal?patient={full.patient.public_id}")
    assert goal["lifecycleStatus"] in ("active", "proposed")
    assert goal["target"][0]["detailQuantity"]["value"] is not None
    [massage] = found(client, f"ServiceRequest?patient={full.patient.public_id}")
    assert massage["occurrenceTiming"]["repeat"]["periodUnit"] == "wk"
    kinds = {"reference" if "reference" in one else "detail" for one in plan["activity"]}
    assert kinds == {"reference", "detail"}


def test_a_score_rests_on_its_answers(full: Chart) -> None:
    client = therapist_of(full)
    scores = found(client, f"Observation?patient={full.patient.public_id}")
    answers = found(client, f"QuestionnaireResponse?patient={full.patient.public_id}")
    assert {one["derivedFrom"][0]["reference"] for one in scores} == {
        f"QuestionnaireResponse/{one['id']}" for one in answers
    }
    pain = next(one for one in scores if "nrs" in json.dumps(one["code"]))
    assert pain["code"]["coding"][0] == {"system": "http://loinc.org", "code": "72514-3"}


def test_appointments_are_narrowed_and_paged(full: Chart) -> None:
    client = therapist_of(full)
    every = found(client, "Appointment")
    assert len(every) >= 2
    first = get(client, "Appointment?_count=1")
    assert (len(first["entry"]), first["total"]) == (1, len(every))
    following = next(link["url"] for link in first["link"] if link["relation"] == "next")
    second = found(client, following.split("/fhir/r4/")[1])
    assert second == every[1:2]
    day = every[0]["start"][:10]
    assert {one["id"] for one in found(client, f"Appointment?date={day}")} == {every[0]["id"]}
    assert found(client, f"Appointment?date=lt{day}") == []
    assert get(client, f"Appointment/{every[0]['id']}") == every[0]


def test_patients_see_their_own_and_no_draft(full: Chart) -> None:
    full.plan()
    client = browser(full.patient.user)
    assert [one["id"] for one in found(client, "Patient")] == [full.patient.public_id]
    [plan] = found(client, f"CarePlan?patient={full.patient.public_id}")
    assert plan["status"] == "active"
    assert len(found(therapist_of(full), f"CarePlan?patient={full.patient.public_id}")) == 2
    other = full.world.clinic.patients.create(first_name="Other", last_name="One")
    for kind in ("Observation", "CarePlan"):
        get(client, f"{kind}?patient={other.public_id}", 404)
    get(client, f"Patient/{other.public_id}", 404)


@pytest.mark.parametrize("role", ["reception", "owner"])
def test_no_clinical_word_for_whoever_does_not_treat(full: Chart, role: str) -> None:
    client = program(make_user(role, full.world.clinic), full.world.clinic)
    seen = json.dumps([found(client, "Patient"), found(client, "Appointment")])
    assert full.patient.public_id in seen
    assert PLANTED not in seen
    plan = full.patient.plans.first()
    for kind in OF_A_CHART:
        get(client, f"{kind}?patient={full.patient.public_id}", 404)
    get(client, f"CarePlan/{plan.public_id}", 404)
    denied = AccessRecord.objects.filter(action="denied", patient=full.patient)
    assert denied.count() == len(OF_A_CHART) + 1


def test_another_clinic_and_nobody_find_nothing(full: Chart) -> None:
    other = make_world()
    client = program(make_user("owner", other.clinic), other.clinic)
    assert found(client, "Appointment") == []
    assert found(client, "Patient") == []
    assert len(found(client, "Practitioner")) == 1
    for path in (f"Patient/{full.patient.public_id}", f"CarePlan?patient={full.patient.public_id}"):
        get(client, path, 404)
        get(Client(), path, 401)


def test_a_look_is_written_down(full: Chart) -> None:
    found(therapist_of(full), f"Observation?patient={full.patient.public_id}")
    line = AccessRecord.objects.order_by("-pk").first()
    assert (line.action, line.object_kind, line.user) == ("viewed", "chart", full.user)


@pytest.mark.parametrize(
    "path", ["Observation", "Appointment?date=soon", "Patient?nonsense=1", "Slot?_count=0"]
)
def test_what_cannot_be_asked_is_an_outcome(full: Chart, path: str) -> None:
    said = get(therapist_of(full), path, 400)
    assert said["resourceType"] == "OperationOutcome"
    assert said["issue"][0]["code"] == "invalid"


def test_slots_are_free_times_of_a_schedule(full: Chart) -> None:
    client = therapist_of(full)
    schedules = found(client, "Schedule")
    slots = found(client, f"Slot?schedule={schedules[0]['id']}&start=2027-06-16")
    assert slots
    assert all(slot["start"].startswith("2027-06-16") for slot in slots)
    assert get(client, f"Slot/{slots[0]['id']}") == slots[0]


def test_the_whole_record_is_a_bundle_whose_references_lead_somewhere(full: Chart) -> None:
    full.plan()
    for client in (therapist_of(full), browser(full.patient.user)):
        answer = client.get(f"/api/v1/patients/{full.patient.public_id}/record/?format=fhir")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("application/fhir+json")
        assert "attachment" in answer["Content-Disposition"]
        bundle = json.loads(answer.content)
        fhir_r4.check(bundle)
        resources = [entry["resource"] for entry in bundle["entry"]]
        for resource in resources:
            fhir_r4.check(resource)
        names = [f"{one['resourceType']}/{one['id']}" for one in resources]
        assert len(names) == len(set(names))
        assert fhir_r4.references_in(resources) <= set(names)
        assert {"Patient", "Practitioner", "Location", "Appointment", *OF_A_CHART} == {
            one["resourceType"] for one in resources
        }
        assert "draft" not in {one.get("status") for one in resources}
        assert full.visit.token not in answer.content.decode()
    exported = AccessRecord.objects.filter(patient=full.patient, action="exported")
    assert exported.count() == 2


def test_the_record_stays_json_unless_asked(full: Chart) -> None:
    path = f"/api/v1/patients/{full.patient.public_id}/record/"
    assert therapist_of(full).get(path).json()["format"] == "tend-record"
    assert therapist_of(full).get(f"{path}?format=xml").status_code == 400
    assert Client().get(f"{path}?format=fhir").status_code == 401


@pytest.mark.parametrize("rows", [1, 20])
def test_the_same_queries_whatever_the_rows(full: Chart, rows: int, django_assert_num_queries: Any) -> None:
    client = therapist_of(full)
    for number in range(rows):
        full.another_visit(-4 - number)
    client.get("/fhir/r4/metadata")
    found(client, "Patient")
    with django_assert_num_queries(8):
        found(client, f"Encounter?patient={full.patient.public_id}")


def test_a_goal_begins_on_the_day_of_the_clinic(full: Chart) -> None:
    """Nine in the evening of New York is the next day in UTC."""
    evening = full.world.at("2027-06-04", "21:00")
    TreatmentPlan.objects.filter(patient=full.patient).update(started_at=evening)
    [goal] = found(therapist_of(full), f"Goal?patient={full.patient.public_id}")
    assert goal["startDate"] == "2027-06-04"

"""Screenings and clearances for programs: the treating therapist's and the patient's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from bookings.models import AccessRecord
from notes.models import ClearanceDecision, Screening
from notes.screening.queries import state_of
from tests.api.conftest import Program, key_for, problem_of, still_clock
from tests.factories import NOW, make_patient, make_user
from tests.notes.cast import CLEAR, TODAY, Chart

__all__ = ["still_clock"]
DECISION = {
    "outcome": "physician_seen",
    "text": "Looked at by Dr Hall",
    "ground": "letter",
    "document": "Dr Hall, June 4",
    "expires_date": (TODAY + timedelta(days=90)).isoformat(),
}


@pytest.fixture
def program(chart: Chart) -> Program:
    return key_for(chart.user, chart.world.clinic)


def test_a_therapist_takes_a_check_and_reads_it_back(chart: Chart, program: Program) -> None:
    body = {
        "patient": chart.patient.public_id,
        "appointment": chart.visit.public_id,
        "answers": {**CLEAR, "t1": "yes"},
    }
    made = program.post("screenings/", body)
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["tier"], found["reasons"], found["pressure_cap"]) == (2, ["t1"], 3)
    assert (found["blocked_modalities"], found["source"]) == (["mod-deep"], "staff")
    assert found["appointment"] == chart.visit.public_id
    assert program.get(f"screenings/{found['id']}/").json() == found
    listed = program.get("screenings/", patient=chart.patient.public_id).json()
    assert (listed["count"], listed["results"][0]["id"]) == (1, found["id"])
    looks = AccessRecord.objects.filter(user=chart.user).values_list("object_kind", "action")
    assert ("screening", "viewed") in looks
    assert ("screenings", "viewed") in looks


def test_the_same_key_takes_it_once(chart: Chart, program: Program) -> None:
    body = {"patient": chart.patient.public_id, "answers": CLEAR}
    first = program.post("screenings/", body, Idempotency_Key="one")
    again = program.post("screenings/", body, Idempotency_Key="one")
    assert first.json() == again.json()
    assert Screening.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM bookings_idempotentrequest WHERE key = 'one'")
        assert b"answers" not in bytes(cursor.fetchone()[0]), "stored answers are ciphertext"


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"answers": {**CLEAR, "e1": "perhaps"}}, 400, "screening.answers"),
        ({"answers": {"e1": "no"}}, 400, "screening.answers"),
        ({"answers": []}, 400, "answers"),
        ({"facts": {"mood": "good"}}, 400, "screening.facts"),
        ({"appointment": "unknown"}, 400, "appointment"),
        ({"patient": "unknown"}, 404, ""),
    ],
)
def test_a_bad_check_names_its_field_and_keeps_nothing(
    chart: Chart, program: Program, change: Any, status: int, field: str
) -> None:
    body = {"patient": chart.patient.public_id, "answers": CLEAR, **change}
    answer = program.post("screenings/", body)
    assert answer.status_code == status
    problem = problem_of(answer)
    assert [one["field"] for one in problem.get("errors", [])] == ([field] if field else [])
    assert not Screening.objects.exists()


def test_a_decision_lifts_a_stop(chart: Chart, program: Program) -> None:
    screening = chart.screened(p3="yes")
    assert state_of(chart.patient, NOW) == "call_patient"
    made = program.post("clearances/", {"screening": screening.public_id, **DECISION})
    assert made.status_code == 201, made.content
    assert made.json()["document"] == "Dr Hall, June 4"
    assert state_of(chart.patient, NOW) == "needs_therapist"
    listed = program.get("clearances/", patient=chart.patient.public_id).json()
    assert listed["results"] == [made.json()]
    assert program.get(f"clearances/{made.json()['id']}/").json() == made.json()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outcome": "patient_declined"}, "bad_clearance"),
        ({"expires_date": "2028-06-07"}, "bad_clearance"),
        ({"document": ""}, "bad_clearance"),
        ({"outcome": "guess"}, "invalid"),
        ({"text": ""}, "invalid"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused(
    chart: Chart, program: Program, change: Any, code: str
) -> None:
    screening = chart.screened(p3="yes")
    answer = program.post("clearances/", {"screening": screening.public_id, **DECISION, **change})
    assert (answer.status_code, problem_of(answer)["code"]) == (400, code)
    assert not ClearanceDecision.objects.exists()


def test_reception_owner_and_a_colleague_find_nothing(chart: Chart) -> None:
    screening = chart.screened(p3="yes")
    clinic = chart.world.clinic
    for role in ("reception", "owner"):
        program = key_for(make_user(role, clinic), clinic)
        assert program.get(f"screenings/{screening.public_id}/").status_code == 404
        assert program.get("screenings/", patient=chart.patient.public_id).status_code == 404
        answer = program.post("clearances/", {"screening": screening.public_id, **DECISION})
        assert answer.status_code == 404
        assert AccessRecord.objects.order_by("-id")[0].action == "denied"


def test_a_patient_reads_and_fills_their_own_and_nobody_elses(chart: Chart) -> None:
    chart.patient.user = make_user()
    chart.patient.save()
    other = make_patient(chart.world.clinic)
    screening = chart.screened(t1="yes")
    client = Client()
    client.force_login(chart.patient.user)
    assert client.get("/api/v1/screenings/").json()["count"] == 1
    assert client.get(f"/api/v1/screenings/{screening.public_id}/").json()["reasons"] == ["t1"]
    for patient, status in ((chart.patient, 201), (other, 404)):
        body = {"patient": patient.public_id, "answers": CLEAR}
        answer = client.post("/api/v1/screenings/", body, content_type="application/json")
        assert answer.status_code == status
    assert Screening.objects.filter(source="portal").count() == 1
    decision = {"screening": screening.public_id, **DECISION}
    refused = client.post("/api/v1/clearances/", decision, content_type="application/json")
    assert refused.status_code == 403

"""Care at home for programs: the library, what is given, what was done, the diary."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from notes.models import CareAlert, ExerciseLog, ExercisePrescription, ReadinessCheck, TriggerEntry
from tests.api.conftest import Program, key_for, problem_of, still_clock
from tests.factories import NOW, make_patient, make_user
from tests.notes.cast import Chart

__all__ = ["still_clock"]


@pytest.fixture
def program(chart: Chart) -> Program:
    return key_for(chart.user, chart.world.clinic)


def give(chart: Chart, program: Program, **more: Any) -> Any:
    plan = chart.patient.plans.first() or chart.active_plan()
    body = {"plan": plan.public_id, "exercise": "ex-07", "sets": 1, "reps": 8, "hold_s": 5, **more}
    return program.post("prescriptions/", body)


def test_the_library_has_fifteen_moves(program: Program) -> None:
    found = program.get("exercises/").json()
    assert found["count"] == 15
    one = program.get("exercises/ex-09/").json()
    assert one in found["results"]
    assert "spinal_stenosis" in one["avoid_if"]
    assert program.get("exercises/ex-16/").status_code == 404


def test_an_exercise_is_given_read_and_taken_back(chart: Chart, program: Program) -> None:
    made = give(chart, program)
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["exercise"], found["reps"], found["days_per_week"]) == ("ex-07", 8, 7)
    assert (found["starts_date"], found["ends_date"]) == ("2027-06-07", None)
    assert program.get(f"prescriptions/{found['id']}/").json() == found
    assert program.get("prescriptions/", patient=chart.patient.public_id).json()["results"] == [found]
    assert problem_of(give(chart, program))["code"] == "given_already"
    stopped = program.post(f"prescriptions/{found['id']}/stop/")
    assert stopped.json()["ends_date"] == "2027-06-07"


def test_the_same_key_gives_it_once(chart: Chart, program: Program) -> None:
    plan = chart.active_plan()
    body = {"plan": plan.public_id, "exercise": "ex-01"}
    first = program.post("prescriptions/", body, Idempotency_Key="one")
    assert program.post("prescriptions/", body, Idempotency_Key="one").json() == first.json()
    assert ExercisePrescription.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"exercise": "ex-16"}, "unknown_exercise"),
        ({"exercise": "EX-09", "applies": ["spinal_stenosis"]}, "better_avoided"),
        ({"reps": 51}, "bad_dose"),
        ({"sets": 0}, "bad_dose"),
        ({"days_per_week": 8}, "bad_dose"),
        ({"hold_s": True}, "invalid"),
        ({"reps": "８.5"}, "invalid"),
    ],
)
def test_what_cannot_be_given_is_named(chart: Chart, program: Program, change: Any, code: str) -> None:
    answer = give(chart, program, **change)
    assert (answer.status_code, problem_of(answer)["code"]) == (400, code)
    assert not ExercisePrescription.objects.exists()


def test_a_reason_gives_it_all_the_same(chart: Chart, program: Program) -> None:
    given = give(
        chart, program, exercise="ex-09", applies=["spinal_stenosis"], despite="Tried here, felt good"
    )
    assert given.status_code == 201


def test_a_log_begins_with_how_it_is_today(chart: Chart, program: Program) -> None:
    one = give(chart, program).json()["id"]
    assert (
        problem_of(program.post("exercise-logs/", {"prescription": one, "nrs_after": 2}))["code"]
        == "not_ready"
    )
    body = {"prescription": one, "nrs_before": 3, "nrs_after": 5, "lasted_over_an_hour": True}
    made = program.post("exercise-logs/", body)
    assert made.status_code == 201, made.content
    assert (made.json()["date"], made.json()["must_stop"], made.json()["signs"]) == ("2027-06-07", True, [])
    assert program.post("exercise-logs/", {**body, "nrs_after": 4}).json()["must_stop"] is False
    assert ExerciseLog.objects.get().nrs_after == 4, "the last answer of a day counts"
    listed = program.get("exercise-logs/", prescription=one).json()
    assert [line["nrs_after"] for line in listed["results"]] == [4]
    assert CareAlert.objects.filter(kind="stop_exercise").exists()


@pytest.mark.parametrize("more", [{"nrs_before": 8}, {"nrs_before": 2, "sudden_items": ["e1"]}])
def test_a_day_of_rest_is_kept_and_nothing_is_logged(chart: Chart, program: Program, more: Any) -> None:
    one = give(chart, program).json()["id"]
    answer = program.post("exercise-logs/", {"prescription": one, "nrs_after": 2, **more})
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "not_ready")
    assert not ReadinessCheck.objects.get().is_ready
    assert not ExerciseLog.objects.exists()


def test_the_diary(chart: Chart, program: Program) -> None:
    body = {
        "patient": chart.patient.public_id, "activity": "Gardening", "minutes": 30, "nrs_before": 2, "nrs_after": 5,
    }  # fmt: skip
    made = program.post("trigger-entries/", body, Idempotency_Key="one")
    assert made.status_code == 201, made.content
    assert program.post("trigger-entries/", body, Idempotency_Key="one").json() == made.json()
    assert TriggerEntry.objects.count() == 1
    assert program.get("trigger-entries/").json()["results"] == [made.json()]
    for change in (
        {"minutes": 0}, {"nrs_after": 11}, {"activity": " "}, {"at": (NOW + timedelta(hours=1)).isoformat()},
    ):  # fmt: skip
        assert program.post("trigger-entries/", {**body, **change}).status_code == 400
    assert TriggerEntry.objects.count() == 1


def test_a_patient_has_their_own_and_nobody_elses(chart: Chart, program: Program) -> None:
    chart.patient.user = make_user()
    chart.patient.save()
    given = give(chart, program).json()["id"]
    client = Client()
    client.force_login(chart.patient.user)

    def post(path: str, body: Any) -> Any:
        return client.post(f"/api/v1/{path}", body, content_type="application/json")

    assert client.get("/api/v1/prescriptions/").json()["count"] == 1
    assert post("exercise-logs/", {"prescription": given, "nrs_before": 1, "nrs_after": 1}).status_code == 201
    assert (
        post(
            "prescriptions/", {"plan": chart.patient.plans.first().public_id, "exercise": "ex-01"}
        ).status_code
        == 404
    )
    assert post(f"prescriptions/{given}/stop/", {}).status_code == 404
    line = {"activity": "Sitting", "minutes": 5, "nrs_before": 1, "nrs_after": 2}
    mine = post("trigger-entries/", {**line, "patient": chart.patient.public_id})
    assert mine.status_code == 201
    other = make_patient(chart.world.clinic)
    assert post("trigger-entries/", {**line, "patient": other.public_id}).status_code == 404
    assert client.delete(f"/api/v1/trigger-entries/{mine.json()['id']}/").status_code == 204
    assert not TriggerEntry.objects.exists()


def test_who_does_not_treat_finds_nothing(chart: Chart, program: Program) -> None:
    given = give(chart, program).json()["id"]
    desk = key_for(make_user("reception", chart.world.clinic), chart.world.clinic)
    assert desk.get(f"prescriptions/{given}/").status_code == 404
    assert desk.get("exercise-logs/").status_code == 403
    log = {"prescription": given, "nrs_before": 1, "nrs_after": 1}
    assert desk.post("exercise-logs/", log).status_code == 404
    assert not ExerciseLog.objects.exists()

"""Plans, their parts and measures over HTTP: the treating therapist's way through, and everybody else's."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import AccessRecord, Appointment, Membership
from notes.models import MeasureResponse, TreatmentPlan
from tests.api.conftest import Program, key_for, problem_of
from tests.factories import NOW, make_user, make_world
from tests.notes.cast import PLANTED, Chart, make_chart

GOAL = {
    "text": "Look over the shoulder",
    "measure": "nrs",
    "baseline": "7",
    "target": "3",
    "due_date": "2027-08-01",
}
MASSAGE = {"kind": "massage", "freq_per_week": 2, "minutes": 60, "weeks": 3}
EXERCISE = {"kind": "exercise", "text": "Cat-cow", "code": "ex-01", "facts": {"reps": 8}}


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def program(chart: Chart) -> Program:
    chart.on_file()
    return key_for(chart.user, chart.world.clinic)


def problem(chart: Chart, program: Program) -> str:
    body = {"patient": chart.patient.public_id, "text": f"Stiff neck {PLANTED}", "onset_date": "2027-01-10"}
    made = program.post("problems/", body)
    assert made.status_code == 201, made.content
    assert made.json()["chronicity"] == {"kind": "chronic", "days": 148, "four_month": True}
    return str(made.json()["id"])


def draft(chart: Chart, program: Program, **more: Any) -> dict[str, Any]:
    body = {
        "patient": chart.patient.public_id,
        "problem": problem(chart, program),
        "goals": [GOAL],
        "components": [{**MASSAGE, "option": chart.world.option.public_id}, EXERCISE],
        **more,
    }
    made = program.post("plans/", body)
    assert made.status_code == 201, made.content
    return dict(made.json())


def measured(chart: Chart, program: Program, plan: str | None = None) -> None:
    for code, answers in (("nrs", {"nrs": 7}), ("psfs", {"Looking back": 4})):
        body = {"patient": chart.patient.public_id, "plan": plan, "code": code, "answers": answers}
        assert program.post("measure-responses/", body).status_code == 201


def in_force(chart: Chart, program: Program) -> dict[str, Any]:
    plan = draft(chart, program)
    measured(chart, program)
    started = program.post(f"plans/{plan['id']}/activate/", {})
    assert started.status_code == 200, started.content
    return dict(started.json())


def test_a_plan_is_made_measured_and_put_in_force(chart: Chart, program: Program) -> None:
    plan = draft(chart, program)
    assert (plan["status"], plan["missing"]) == ("draft", ["baseline_pain", "baseline_function"])
    refused = program.post(f"plans/{plan['id']}/activate/", {})
    assert refused.status_code == 409
    body = problem_of(refused)
    assert body["code"] == "plan_incomplete"
    assert [one["code"] for one in body["missing"]] == ["baseline_pain", "baseline_function"]
    measured(chart, program)
    started = program.post(f"plans/{plan['id']}/activate/", {}).json()
    assert (started["status"], started["version"], started["plan_class"]) == ("active", 1, "chronic")
    assert started["sessions"] == {"planned": 6, "done": 0, "open": 0, "booked": 1, "missed": 0, "to_book": 5}
    assert [one["code"] for one in started["components"]] == ["", "ex-01"]


def test_bad_parts_are_named_by_their_place(chart: Chart, program: Program) -> None:
    body = {"patient": chart.patient.public_id, "problem": problem(chart, program)}
    wrong = {
        **body,
        "goals": [GOAL, {**GOAL, "target": "11"}],
        "components": [{**MASSAGE, "weeks": 99}],
    }
    refused = program.post("plans/", wrong)
    assert refused.status_code == 400
    fields = [error["field"] for error in problem_of(refused)["errors"]]
    assert fields == ["goals.1.target", "components.0.weeks"]
    assert not TreatmentPlan.objects.exists()


def test_a_change_of_a_plan_in_force_is_its_next_version(chart: Chart, program: Program) -> None:
    plan = in_force(chart, program)
    massage, exercise = plan["components"]
    body = {
        "components": [
            {**MASSAGE, "id": massage["id"], "freq_per_week": 3},
            {**EXERCISE, "id": exercise["id"]},
        ],
        "reason": "Tolerates more",
    }
    revised = program.post(f"plans/{plan['id']}/revise/", body).json()
    assert (revised["version"], revised["goals"]) == (2, plan["goals"])
    assert [one["id"] for one in revised["components"]] == [massage["id"], exercise["id"]]
    versions = program.get(f"plans/{plan['id']}/versions/").json()
    assert [(v["number"], v["reason"], len(v["changes"])) for v in versions] == [
        (2, "Tolerates more", 1),
        (1, "", 0),
    ]


def test_the_same_revision_twice_is_one_version(chart: Chart, program: Program) -> None:
    plan = in_force(chart, program)
    body = {"goals": [{**GOAL, "target": "4"}]}
    answers = [program.post(f"plans/{plan['id']}/revise/", body, Idempotency_Key="k1") for _ in range(2)]
    assert [answer.json()["version"] for answer in answers] == [2, 2]
    assert TreatmentPlan.objects.get().version == 2


def test_a_stale_if_match_is_refused(chart: Chart, program: Program) -> None:
    plan = in_force(chart, program)
    tag = program.get(f"plans/{plan['id']}/")["ETag"]
    path = f"plans/{plan['id']}/"
    assert program("PATCH", path, {"review_due_date": "2027-07-01"}, If_Match=tag).status_code == 200
    stale = program("PATCH", path, {"review_due_date": "2027-07-02"}, If_Match=tag)
    assert stale.status_code == 412
    assert str(TreatmentPlan.objects.get().review_due_date) == "2027-07-01"


def test_goals_and_components_are_changed_one_by_one(chart: Chart, program: Program) -> None:
    plan = in_force(chart, program)
    added = program.post("goals/", {"plan": plan["id"], "text": "Sleep through"})
    assert added.status_code == 201
    goal = added.json()["id"]
    assert program("PATCH", f"goals/{goal}/", {"text": "Sleep six hours"}).json()["text"] == "Sleep six hours"
    assert program.get("goals/", plan=plan["id"]).json()["count"] == 2
    assert program("DELETE", f"goals/{goal}/").status_code == 204
    part = program.post("plan-components/", {"plan": plan["id"], "kind": "heat", "text": "Warm pack"})
    assert part.status_code == 201
    assert program("DELETE", f"plan-components/{part.json()['id']}/").status_code == 204
    assert program.get(f"plans/{plan['id']}/").json()["version"] == 6
    last = program("DELETE", f"goals/{plan['goals'][0]['id']}/")
    assert (last.status_code, problem_of(last)["code"]) == (409, "plan_incomplete")


def test_a_plan_rests_goes_on_and_ends(chart: Chart, program: Program) -> None:
    plan = in_force(chart, program)
    path = f"plans/{plan['id']}"
    held = program.post(f"{path}/hold/", {"reason": "Travels"}).json()
    assert (held["status"], held["hold"]["trigger"]) == ("on_hold", "manual")
    assert problem_of(program.post(f"{path}/propose-series/", {}))["code"] == "not_in_force"
    assert program.post(f"{path}/resume/", {"text": "Back"}).json()["status"] == "active"
    unsure = program.post(f"{path}/close/", {"reason": "goals_met"})
    assert problem_of(unsure)["code"] == "needs_maintenance"
    exercise = plan["components"][1]["id"]
    closed = program.post(f"{path}/close/", {"reason": "goals_met", "maintenance": [exercise]}).json()
    assert (closed["status"], closed["phase"]) == ("completed", "maintenance")
    again = program.post(f"{path}/close/", {"reason": "goals_met"})
    assert (again.status_code, problem_of(again)["code"]) == (409, "plan_closed")


def test_a_review_needs_its_parts(chart: Chart, program: Program) -> None:
    plan = in_force(chart, program)
    body: dict[str, Any] = {"decision": "continue", "text": "Less pain"}
    refused = program.post(f"plans/{plan['id']}/reviews/", body)
    assert refused.status_code == 400
    assert "grc" in {error["field"] for error in problem_of(refused)["errors"]}
    body["measures"] = [{"code": "grc", "answers": {"grc": 3}}]
    body["ratings"] = {part["id"]: 1 for part in plan["components"]}
    kept = program.post(f"plans/{plan['id']}/reviews/", body)
    assert kept.status_code == 201, kept.content
    assert kept.json()["next_review_date"] == "2027-07-05"


def test_the_dose_becomes_times_and_the_times_become_visits(chart: Chart, program: Program) -> None:
    plan = in_force(chart, program)
    found = program.post(f"plans/{plan['id']}/propose-series/", {}).json()["proposals"][0]
    assert len(found["sessions"]) == 5
    times = [{k: s[k] for k in ("starts_at", "therapist", "location")} for s in found["sessions"]]
    booked = program.post(f"plans/{plan['id']}/book-series/", {"times": times}, Idempotency_Key="b1")
    assert booked.status_code == 201, booked.content
    assert len(booked.json()["appointments"]) == 5
    again = program.post(f"plans/{plan['id']}/book-series/", {"times": times}, Idempotency_Key="b1")
    assert again.json() == booked.json()
    assert Appointment.objects.filter(series__made_for=plan["id"]).count() == 5
    taken = program.post(f"plans/{plan['id']}/book-series/", {"times": times})
    assert (taken.status_code, problem_of(taken)["code"]) == (409, "slot_taken")
    assert problem_of(taken)["alternatives"]
    assert program.get(f"plans/{plan['id']}/").json()["sessions"]["to_book"] == 0


@pytest.mark.parametrize(
    ("code", "answers", "value", "band"),
    [
        ("nrs", {"nrs": 7}, 7, "severe"),
        ("pim3", {"average": 7, "activity": 8, "enjoyment": 6}, 7, "7-10"),
        ("rmdq", {"ticked": [1, 3, 6, 13]}, 4, "3-13"),
        ("psfs", {"a": 3, "b": 4, "c": 5}, 4, None),
        ("phq2", {"phq2-1": 2, "phq2-2": 1}, 3, "pos"),
        ("grc", {"grc": -2}, -2, "worse"),
        ("night", {"worst": 4, "wakings": 1, "eases": True}, 4, None),
        ("peg", {"average": 4, "activity": 4}, None, None),
    ],
)
def test_answers_are_scored(
    chart: Chart, program: Program, code: str, answers: dict[str, int], value: float | None, band: str | None
) -> None:
    body = {"patient": chart.patient.public_id, "code": code, "answers": answers}
    kept = program.post("measure-responses/", body)
    assert kept.status_code == 201, kept.content
    assert (kept.json()["value"], kept.json()["band"]) == (value, band)
    assert program.get(f"measure-responses/{kept.json()['id']}/").json() == kept.json()


@pytest.mark.parametrize(
    "body",
    [
        {"code": "nrs", "answers": {"nrs": 11}},
        {"code": "nrs", "answers": {"nrs": True}},
        {"code": "odi", "answers": {}},
        {"code": "nrs", "answers": {"nrs": 5}, "aspect": "yesterday"},
        {"code": "nrs", "answers": {"nrs": 5}, "taken_at": "2028-01-01T00:00:00Z"},
        {"code": "nrs", "answers": {"nrs": 5}, "plan": "nothing"},
    ],
)
def test_impossible_answers_are_bad_input(chart: Chart, program: Program, body: dict[str, Any]) -> None:
    refused = program.post("measure-responses/", {"patient": chart.patient.public_id, **body})
    assert refused.status_code == 400, refused.content
    assert not MeasureResponse.objects.exists()


def test_a_score_asks_the_trend_and_a_hold_needs_a_decision(chart: Chart, program: Program) -> None:
    plan = in_force(chart, program)
    night = {"worst": 8, "wakings": 2, "eases": False}
    body = {"patient": chart.patient.public_id, "plan": plan["id"], "code": "night", "answers": night}
    assert program.post("measure-responses/", body).status_code == 201
    held = program.get(f"plans/{plan['id']}/").json()
    assert (held["status"], held["trend"]["action"]) == ("on_hold", "hold_night")
    path = f"plans/{plan['id']}/resume/"
    declined = program.post(path, {"outcome": "patient_declined", "text": "No"})
    assert (declined.status_code, problem_of(declined)["code"]) == (400, "bad_decision")
    seen = program.post(path, {"outcome": "physician_seen", "text": "Letter of June 7"})
    assert seen.json()["status"] == "active"


def test_measures_tell_which_may_be_asked(program: Program) -> None:
    offered = {one["code"]: one["offered"] for one in program.get("measures/").json()["results"]}
    assert offered == {
        "nrs": True, "psfs": True, "grc": True, "pim3": True, "night": True,
        "peg": False, "rmdq": False, "phq2": False,
    }  # fmt: skip
    assert program.get("measures/rmdq/").json()["smallest_change"] == 5
    assert program.get("measures/odi/").status_code == 404


def test_lists_hold_the_patients_of_the_caller_only(chart: Chart, program: Program) -> None:
    chart.active_plan()
    other = make_chart(make_world())
    other.active_plan()
    for path in ("plans/", "problems/", "goals/", "plan-components/", "measure-responses/"):
        found = program.get(path).json()["results"]
        assert found
        named = {row.get("patient", chart.patient.public_id) for row in found}
        assert named == {chart.patient.public_id}, path
    lines = AccessRecord.objects.filter(patient=chart.patient, user=chart.user, action="listed")
    assert set(lines.values_list("object_kind", flat=True)) >= {"plans", "problems", "goals", "measures"}


@pytest.mark.parametrize("role", ["reception", "owner"])
def test_who_does_not_treat_is_told_nothing(chart: Chart, role: str) -> None:
    plan = chart.active_plan()
    outsider = key_for(make_user(role, chart.world.clinic), chart.world.clinic)
    assert outsider.get("plans/").status_code == 403
    for path in (
        f"plans/{plan.public_id}/",
        f"problems/{plan.problem.public_id}/",
        f"goals/{plan.goals.get().public_id}/",
    ):
        answer = outsider.get(path)
        assert answer.status_code == 404
        assert PLANTED not in answer.content.decode()
    assert AccessRecord.objects.filter(patient=chart.patient, action="denied").exists()


def test_a_patient_reads_their_own_and_answers_for_themselves(chart: Chart) -> None:
    plan = chart.active_plan()
    chart.plan()
    chart.patient.user = make_user()
    chart.patient.save()
    client = Client()
    client.force_login(chart.patient.user)
    found = client.get("/api/v1/plans/").json()
    assert [one["id"] for one in found["results"]] == [plan.public_id]
    body = {"patient": chart.patient.public_id, "code": "nrs", "answers": {"nrs": 5}}
    kept = client.post("/api/v1/measure-responses/", body, content_type="application/json")
    assert kept.status_code == 201, kept.content
    revise = client.post(f"/api/v1/plans/{plan.public_id}/revise/", {}, content_type="application/json")
    assert revise.status_code == 404
    assert TreatmentPlan.objects.get(pk=plan.pk).version == 1


def test_a_patient_is_told_of_no_problem_that_was_only_drafted(chart: Chart) -> None:
    plan, drafted = chart.active_plan(), chart.plan()
    chart.patient.user = make_user()
    chart.patient.save()
    client = Client()
    client.force_login(chart.patient.user)
    found = client.get("/api/v1/problems/").json()["results"]
    assert [one["id"] for one in found] == [plan.problem.public_id]
    assert client.get(f"/api/v1/problems/{plan.problem.public_id}/").status_code == 200
    assert client.get(f"/api/v1/problems/{drafted.problem.public_id}/").status_code == 404


def test_problems_are_asked_for_by_how_they_stand(chart: Chart, program: Program) -> None:
    made = problem(chart, program)
    for status, found in (("active", [made]), ("resolved", [])):
        answer = program.get("problems/", status=status)
        assert answer.status_code == 200, answer.content
        assert [one["id"] for one in answer.json()["results"]] == found


def test_nights_with_supports_are_told_without_band_or_flags(chart: Chart, program: Program) -> None:
    body = {"patient": chart.patient.public_id, "code": "support", "answers": {"nights": 5}}
    made = program.post("measure-responses/", body)
    assert made.status_code == 201, made.content
    assert (made.json()["value"], made.json()["band"], made.json()["flags"]) == (5.0, None, [])
    listed = program.get("measure-responses/", patient=chart.patient.public_id).json()["results"]
    assert [one["code"] for one in listed] == ["support"]


def test_a_key_of_one_clinic_opens_nothing_of_another_where_its_user_works_too(chart: Chart) -> None:
    elsewhere = make_chart(make_world())
    Membership.objects.create(user=chart.user, clinic=elsewhere.world.clinic, role="therapist")
    elsewhere.therapist.user = chart.user
    elsewhere.therapist.save()
    check, plan = elsewhere.screened(), elsewhere.active_plan()
    paths = [
        f"screenings/{check.public_id}/",
        f"screenings/?patient={elsewhere.patient.public_id}",
        f"documents/?patient={elsewhere.patient.public_id}",
        f"patients/{elsewhere.patient.public_id}/record/",
        f"patients/{elsewhere.patient.public_id}/access-log/",
        f"plans/{plan.public_id}/",
    ]
    there, here = (key_for(chart.user, one.world.clinic) for one in (elsewhere, chart))
    assert [there.get(path).status_code for path in paths] == [200] * len(paths)
    assert [here.get(path).status_code for path in paths] == [404] * len(paths)

"""The rules of scores and of the trend at the door of programs: the same tables as in the pure rooms, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin import ModelAdmin, site
from django.db import ProgrammingError, transaction
from django.test import RequestFactory

from bookings.models import Service
from notes.models import MeasureResponse, PlanHold, SoapNote, TrendEvaluation
from notes.plans.details import PlanDetails, ProblemDetails
from tests.api.conftest import Program, key_for, problem_of, still_clock
from tests.factories import NOW
from tests.notes.cast import DETAILS, TODAY, Chart

__all__ = ["still_clock"]
ONSET = {"acute": date(2027, 5, 25), "subacute": date(2027, 4, 20), "chronic": date(2027, 1, 10)}


@pytest.fixture
def program(chart: Chart) -> Program:
    return key_for(chart.user, chart.world.clinic)


def say(chart: Chart, program: Program, code: str, answers: Any, **more: Any) -> Any:
    return program.post(
        "measure-responses/", {"patient": chart.patient.public_id, "code": code, "answers": answers, **more}
    )


def yes(count: int, answered: int) -> dict[str, bool]:
    return {f"rmdq-{number:02d}": number <= count for number in range(1, answered + 1)}


@pytest.mark.parametrize(
    ("code", "answers", "value", "band", "flags"),
    [
        ("nrs", {"nrs": 0}, 0, "none", []),
        ("nrs", {"nrs": 6}, 6, "moderate", []),
        ("NRS", {"nrs": 10}, 10, "severe", []),
        ("nrs", {"nrs": None}, None, None, []),
        ("grc", {"grc": -5}, -5, "worse", []),
        ("grc", {"grc": 2}, 2, "same", []),
        ("pim-3", {"average": 0, "activity": 1, "enjoyment": 1}, 0.7, "0-3.9", ["guide_only"]),
        ("peg", {"average": 4, "activity": 4, "enjoyment": 3}, 3.7, "0-3.9", []),
        ("peg", {"average": 10, "activity": 10, "enjoyment": 10}, 10, "7-10", []),
        ("psfs", {"Sit": 0, "Bend": 0, "Lift": 5, "Run": 10}, 3.8, None, []),
        ("rmdq", {"ticked": [24, 24, "rmdq-24"]}, 1, "0-2", ["recovered"]),
        ("rmdq", yes(11, 22), 12, "3-13", ["prorated"]),
        ("rmdq", yes(23, 23), 24, "14-24", ["prorated"]),
        ("rmdq", yes(21, 21), None, None, []),
        ("phq2", {"phq2-1": 3, "phq2-2": 0}, 3, "pos", ["positive"]),
        ("phq2", {"phq2-1": 0, "phq2-2": 2}, 2, "neg", []),
    ],
)
def test_scores(
    chart: Chart, program: Program, code: str, answers: Any, value: Any, band: Any, flags: list[str]
) -> None:
    made = say(chart, program, code, answers)
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["value"], body["band"], body["flags"]) == (value, band, flags)
    assert program.get(f"measure-responses/{body['id']}/").json() == body


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("nrs", {"nrs": 10.5}),
        ("nrs", {"nrs": 7.0}),
        ("nrs", {"nrs": "٧"}),
        ("nrs", {"nrs": False}),
        ("nrs", {"nrs": [7]}),
        ("nrs", {"nrs": 10**30}),
        ("nrs", {"NRS": 7}),
        ("grc", {"grc": 6}),
        ("peg", {"average": 4, "activity": 4, "enjoyment": 3, "sleep": 2}),
        ("phq2", {"phq2-1": 4, "phq2-2": 0}),
        ("rmdq", {"rmdq-00": True}),
        ("rmdq", {"rmdq-01": "yes"}),
        ("rmdq", {"ticked": {"1": True}}),
        ("rmdq", {"ticked": [1], "rmdq-02": True}),
        ("psfs", {str(number): 5 for number in range(6)}),
        ("psfs", {"Sit": 5, " sit ": 6}),
        ("psfs", {"": 5}),
        ("stbt", {"a": 1}),
        ("night", {"worst": 7, "wakings": 0, "eases": 1}),
        ("night", {"worst": 7, "wakings": -1, "eases": True}),
    ],
)
def test_what_cannot_be_is_a_400_and_nothing_is_kept(
    chart: Chart, program: Program, code: str, answers: Any
) -> None:
    answer = say(chart, program, code, answers)
    assert answer.status_code == 400
    assert problem_of(answer)["errors"]
    assert not MeasureResponse.objects.exists()


# class, days, baseline, values, grc, function, night, state, action: clinical.md 4.5, and further rows of the same rule.
TABLE = [
    ("selfcare", 13, 6, [6], None, None, (0, 0, True), "same", "continue"),
    ("selfcare", 14, 6, [6], None, None, (0, 0, True), "same", "advise_not_better"),
    ("subacute", 27, 7, [6, 7], None, None, (2, 1, True), "same", "continue"),
    ("subacute", 42, 7, [6], None, None, (2, 1, True), "same", "hold_not_better"),
    ("subacute", 42, 7, [6], None, 8, (2, 1, True), "better", "continue"),
    ("chronic", 42, 6, [5, 6, 5], None, None, (3, 2, True), "same", "reevaluate"),
    ("chronic", 84, 6, [], None, None, (0, 0, True), "no_data", "reevaluate"),
    ("chronic", 10, 5, [7], None, None, (3, 1, True), "worse", "rescreen_worse"),
    ("chronic", 10, 5, [8], None, None, (3, 1, True), "worse", "hold_worse"),
    ("acute", 5, 5, [5], None, None, (7, 1, True), "same", "hold_night"),
    ("acute", 5, 5, [5], None, None, (6, 5, True), "same", "continue"),
    ("acute", 5, 5, [5], None, None, (6, 5, False), "same", "hold_night"),
    ("acute", 27, 6, [6], None, None, (0, 0, True), "same", "continue"),
    ("acute", 28, 6, [6], None, None, (0, 0, True), "same", "reevaluate"),
    ("acute", 1, 9, [2], None, None, (0, 0, True), "controlled", "continue"),
    ("chronic", 83, 6, [4], None, None, (0, 0, True), "better", "continue"),
    ("chronic", 84, 7, [5], None, None, (0, 0, True), "same", "hold_not_better"),
    ("chronic", 20, 7, [7], -2, None, (0, 0, True), "worse", "rescreen_worse"),
    ("chronic", 20, 7, [7], None, 2, (0, 0, True), "worse", "rescreen_worse"),
]


@pytest.mark.parametrize(
    ("plan_class", "days", "pain", "values", "grc", "function", "night", "state", "action"), TABLE
)
def test_the_trend_table(
    chart: Chart, program: Program, plan_class: str, days: int, pain: int, values: list[int],
    grc: int | None, function: int | None, night: Any, state: str, action: str,
) -> None:  # fmt: skip
    chart.baseline(pain=pain, function=5)
    problem = ProblemDetails("Low back", ("lum-m",), ONSET.get(plan_class, TODAY))
    plan = chart.plan(PlanDetails(problem, DETAILS.goals, DETAILS.components))
    program.post(f"plans/{plan.public_id}/activate/", If_Match="*")
    plan.refresh_from_db()
    assert plan.status == "active"
    if plan_class == "selfcare":
        plan.plan_class = plan_class
        plan.save()
    assert plan.plan_class == plan_class
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        # Pain last: by itself it might place a hold that the other answers would have spared.
        told: list[tuple[str, Any]] = [("grc", {"grc": grc})] if grc is not None else []
        told += [("psfs", {"Looking back": function})] if function is not None else []
        told += [("nrs", {"nrs": value}) for value in values]
        worst, wakings, eases = night
        told.append(("night", {"worst": worst, "wakings": wakings, "eases": eases}))
        for code, answers in told:
            TrendEvaluation.objects.all().delete()
            assert say(chart, program, code, answers, plan=plan.public_id).status_code == 201
        kept = TrendEvaluation.objects.get()
        assert (kept.state, kept.action) == (state, action)
        is_hold = action.startswith("hold")
        shown = program.get(f"plans/{plan.public_id}/").json()
        assert shown["status"] == ("on_hold" if is_hold else "active")
        assert [hold.trigger for hold in PlanHold.objects.all()] == ([action] if is_hold else [])


def test_a_hold_stops_the_booking_until_a_decision_and_lets_it_go_on_then(
    chart: Chart, program: Program
) -> None:
    plan = chart.active_plan()
    say(chart, program, "night", {"worst": 7, "wakings": 0, "eases": True}, plan=plan.public_id)
    body = {
        "option": chart.world.option.public_id,
        "therapist": chart.therapist.public_id,
        "patient": chart.patient.public_id,
        "starts_at": "2027-06-09T11:00:00-04:00",
    }
    assert problem_of(program.post("appointments/", body))["code"] == "screening_stop"
    resume = f"plans/{plan.public_id}/resume/"
    declined = {"outcome": "patient_declined", "text": "Does not want to go"}
    assert program.post(resume, declined).status_code == 400
    assert program.post(resume, {"outcome": "physician_seen", "text": ""}).status_code == 400
    late = (TODAY + timedelta(days=181)).isoformat()
    seen = {"outcome": "physician_seen", "text": "Dr Hall looked at it"}
    assert program.post(resume, {**seen, "expires_date": late}).status_code == 400
    last = (TODAY + timedelta(days=180)).isoformat()
    assert program.post(resume, {**seen, "expires_date": last}).status_code == 200
    assert program.post("appointments/", body).status_code == 201


def test_a_signed_note_is_closed_to_the_admin(chart: Chart) -> None:
    note = chart.signed()
    door = ModelAdmin(SoapNote, site)
    assert SoapNote not in site._registry, "nothing clinical is in the admin"
    note.next_step = "Something else"
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        door.save_model(RequestFactory().post("/"), note, None, change=True)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        door.delete_model(RequestFactory().post("/"), note)
    assert SoapNote.objects.get().next_step != "Something else"


def test_heat_and_deep_work_are_refused_where_the_answers_rule_them_out(
    chart: Chart, program: Program
) -> None:
    chart.screened(t5="yes")
    body = {
        "option": chart.world.option.public_id,
        "therapist": chart.therapist.public_id,
        "patient": chart.patient.public_id,
        "starts_at": "2027-06-09T11:00:00-04:00",
    }
    Service.objects.update(modality="mod-heat")
    refusal = problem_of(program.post("appointments/", body))
    assert (refusal["code"], refusal["gate"]) == ("screening_stop", 2)
    Service.objects.update(modality="mod-deep")
    assert program.post("appointments/", body).status_code == 201

"""Signing over HTTP: by whom, how they are known, the second signature, and what it is refused for."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.models import Service, Therapist
from notes.models import SoapNote
from tests.api.conftest import Program, key_for, problem_of
from tests.factories import NOW
from tests.notes.api.test_notes import ROW, WHOLE, _begun
from tests.notes.cast import Chart

DEEP = {
    "techniques": [{**ROW, "region": "trp-l", "pressure": 4}],
    "pain_checks": [3, 4, 5, 5, 4, 3],
    "soreness_advice": True,
}


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def program(chart: Chart) -> Program:
    return key_for(chart.user, chart.world.clinic)


def _signing(program: Program, path: str, findings: dict) -> list[str]:
    """Save these findings, try to sign; the fields that keep it from being signed."""
    saved = program("PATCH", path, {**WHOLE, "findings": findings})
    assert saved.status_code == 200, saved.content
    answer = program.post(f"{path}sign/")
    return [] if answer.status_code == 200 else [one["field"] for one in problem_of(answer)["missing"]]


def test_a_key_signs_and_the_note_says_so(chart: Chart, program: Program) -> None:
    path, _tag = _begun(chart, program)
    assert _signing(program, path, WHOLE["findings"]) == []
    assert program.get(path).json()["confirmed_with"] == "key"


def test_a_password_that_is_sent_is_looked_at(chart: Chart, program: Program) -> None:
    chart.user.set_password("correct horse")
    chart.user.save()
    path, _tag = _begun(chart, program)
    program("PATCH", path, WHOLE)
    for _number in range(5):
        refused = program.post(f"{path}sign/", {"password": "wrong"})
        assert (refused.status_code, problem_of(refused)["code"]) == (403, "password_needed")
    held = program.post(f"{path}sign/", {"password": "correct horse"})
    assert (held.status_code, problem_of(held)["code"]) == (429, "too_many_tries")
    assert SoapNote.objects.get().is_draft


def test_a_session_signs_if_the_password_was_given_lately_or_is_sent(
    chart: Chart, program: Program, settings
) -> None:
    settings.AUTO_LOCK_MINUTES = 0
    chart.user.set_password("correct horse")
    chart.user.save()
    browser = Client()
    browser.force_login(chart.user)
    path, _tag = _begun(chart, program)
    program("PATCH", path, WHOLE)

    def sign(**body: str):
        return browser.post(f"/api/v1/{path}sign/", body, content_type="application/json")

    with time_machine.travel(NOW + timedelta(minutes=241), tick=False):
        assert problem_of(sign())["code"] == "password_needed"
        assert SoapNote.objects.get().is_draft
        assert sign(password="correct horse").json()["confirmed_with"] == "password"


def test_the_second_signature(chart: Chart, program: Program) -> None:
    supervisor: Therapist = chart.supervised()
    theirs = key_for(supervisor.user, chart.world.clinic)
    path, _tag = _begun(chart, program)
    assert _signing(program, path, WHOLE["findings"]) == []
    assert program.get(path).json()["status"] == "awaiting"
    assert [one["id"] for one in theirs.get("notes/", status="awaiting").json()["results"]] == [
        path.split("/")[1]
    ]
    assert program.post(f"{path}cosign/").status_code == 404
    assert theirs("PATCH", path, {"assessment": "x"}).status_code == 404
    back = theirs.post(f"{path}send-back/", {"text": "Which side?"})
    assert (back.status_code, back.json()["status"]) == (200, "draft")
    refused = theirs.post(f"{path}cosign/")
    assert (refused.status_code, problem_of(refused)["code"]) == (409, "not_awaiting")
    assert _signing(program, path, WHOLE["findings"]) == []
    done = theirs.post(f"{path}cosign/").json()
    assert (done["status"], done["cosigned_by"]) == ("signed", supervisor.public_id)
    assert done["is_intact"]


@pytest.mark.parametrize(
    ("modality", "findings", "lacks"),
    [
        ("mod-deep", DEEP, ["override_reason"]),
        ("mod-deep", {**DEEP, "override_reason": "Had it elsewhere"}, []),
        ("mod-deep", {**DEEP, "override_reason": "x", "pain_checks": [3, 4]}, ["pain_checks"]),
        ("mod-deep", {**DEEP, "override_reason": "x", "pain_checks": [8, 4, 5, 5, 4, 3]}, ["response_during"]),
        ("mod-sport", {"techniques": [ROW]}, ["sport", "sport_phase"]),
        ("mod-sport", {"techniques": [ROW], "sport": "Running", "sport_phase": "pre"}, ["event_date"]),
        ("mod-sport", {"techniques": [{**ROW, "pressure": 4}], "sport": "Running", "sport_phase": "pre", "event_date": "2027-06-08"}, ["override_reason"]),
        ("mod-sport", {"techniques": [{**ROW, "pressure": 3}], "sport": "Running", "sport_phase": "pre", "event_date": "2027-06-08"}, []),
        ("mod-heat", {"techniques": [{**ROW, "technique": "heat_pack", "pressure": 1}]}, ["heat_skin_before", "heat_skin_after", "heat_sensation"]),
        ("mod-swe", {"techniques": [{**ROW, "region": "glu-l"}], "goals_today": "Rest", "sensitive_consent": True}, ["sensitive_consent"]),
    ],
)  # fmt: skip
def test_the_rules_of_each_kind_hold_over_http(
    chart: Chart, program: Program, modality: str, findings: dict, lacks: list[str]
) -> None:
    Service.objects.filter(pk=chart.world.service.pk).update(modality=modality)
    path, _tag = _begun(chart, program)
    assert _signing(program, path, findings) == lacks


def test_a_fresh_injury_over_http(chart: Chart, program: Program) -> None:
    Service.objects.filter(pk=chart.world.service.pk).update(modality="mod-deep")
    chart.another_visit(-20, status="fulfilled")
    path, _tag = _begun(chart, program)
    assert _signing(program, path, {**DEEP, "injured_on": "2027-06-05"}) == ["override_reason"]
    assert _signing(program, path, {**DEEP, "injured_on": "2027-06-04"}) == []

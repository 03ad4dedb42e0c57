"""Session notes over HTTP: one draft an appointment, saved with If-Match, signed, added to, never changed after."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from notes.models import NoteRetraction, SoapNote
from tests.api.conftest import Program, key_for
from tests.factories import NOW, make_user
from tests.notes.cast import FULL, Chart

ROW = {"technique": "kneading", "region": "nkp-l", "pressure": 2, "minutes": 60}
WHOLE = {
    "subjective": "Slept badly",
    "assessment": "Eased",
    "next_step": "Next Friday",
    "nrs_before": 7,
    "nrs_after": 4,
    "health_status_confirmed": True,
    "consent_today": True,
    "findings": {"techniques": [ROW], "areas": [{"region": "nkp-l", "quality": "stiff"}]},
}


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def program(chart: Chart) -> Program:
    return key_for(chart.user, chart.world.clinic)


def _begun(chart: Chart, program: Program) -> tuple[str, str]:
    """The path of a new draft, and its tag."""
    made = program.post("notes/", {"appointment": chart.visit.public_id})
    assert made.status_code == 201, made.content
    return f"notes/{made.json()['id']}/", made.headers["ETag"]


def test_a_visit_has_one_draft_however_often_it_is_asked_for(chart: Chart, program: Program) -> None:
    path, _tag = _begun(chart, program)
    again = program.post("notes/", {"appointment": chart.visit.public_id})
    assert (again.status_code, f"notes/{again.json()['id']}/") == (200, path)
    assert SoapNote.objects.count() == 1


def test_it_is_saved_signed_and_added_to(chart: Chart, program: Program) -> None:
    path, tag = _begun(chart, program)
    saved = program("PATCH", path, WHOLE, If_Match=tag)
    assert saved.status_code == 200, saved.content
    assert saved.json()["findings"]["techniques"] == [ROW]
    signed = program.post(f"{path}sign/", {}, If_Match=saved.headers["ETag"])
    assert signed.status_code == 200, signed.content
    body = signed.json()
    assert (body["status"], body["is_intact"], len(body["content_hash"])) == ("signed", True, 64)
    refused = program("PATCH", path, {"assessment": "rewritten"})
    assert (refused.status_code, refused.json()["code"]) == (409, "note_signed")
    said = {"kind": "correction", "reason": "Side", "text": "It was the right."}
    assert program.post(f"{path}addenda/", said).status_code == 201
    shown = program.get(path).json()
    assert [one["text"] for one in shown["addenda"]] == ["It was the right."]
    assert (shown["assessment"], shown["content_hash"]) == ("Eased", body["content_hash"])


def test_a_stale_tag_changes_nothing(chart: Chart, program: Program) -> None:
    path, tag = _begun(chart, program)
    assert program("PATCH", path, {"subjective": "first"}, If_Match=tag).status_code == 200
    stale = program("PATCH", path, {"subjective": "second"}, If_Match=tag)
    assert stale.status_code == 412
    assert SoapNote.objects.get().subjective == "first"


def test_what_is_missing_is_named_and_the_draft_stays(chart: Chart, program: Program) -> None:
    path, _tag = _begun(chart, program)
    refused = program.post(f"{path}sign/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "note_incomplete")
    assert {"nrs_before", "techniques", "consent_today"} <= {
        one["field"] for one in refused.json()["missing"]
    }
    assert SoapNote.objects.get().status == "draft"


def test_a_technique_in_an_excluded_area_or_above_the_cap_needs_a_reason(
    chart: Chart, program: Program
) -> None:
    chart.caution(regions=["knp-l"])
    chart.caution(regions=[], kind="caution", pressure_cap=2)
    path, _tag = _begun(chart, program)
    rows = [ROW, {**ROW, "region": "knp-l"}, {**ROW, "pressure": 3}]
    refused = program("PATCH", path, {"findings": {"techniques": rows}})
    assert (refused.status_code, refused.json()["code"]) == (409, "contraindicated")
    assert [one["row"] for one in refused.json()["rows"]] == [1, 2]
    assert SoapNote.objects.get().findings == ""
    spoken = [{**row, "override_reason": "Asked for it"} for row in rows]
    assert program("PATCH", path, {"findings": {"techniques": spoken}}).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"nrs_before": 11}, "nrs_before"),
        ({"findings": {"areas": [{"region": "lum-x"}]}}, "findings.areas.0.region"),
        ({"findings": {"mood": 1}}, "findings.mood"),
        ({"carried": ["assessment"]}, "carried.0"),
        ({"subjective": "x" * 20_001}, "subjective"),
    ],
)
def test_what_cannot_be_is_named(chart: Chart, program: Program, body: dict[str, object], field: str) -> None:
    path, _tag = _begun(chart, program)
    refused = program("PATCH", path, body)
    assert refused.status_code == 400
    assert [one["field"] for one in refused.json()["errors"]] == [field]


def test_an_error_stays_readable_and_says_so(chart: Chart, program: Program) -> None:
    note = chart.signed()
    path = f"notes/{note.public_id}/"
    assert program.post(f"{path}retract/", {"reason": "Wrong visit"}).status_code == 200
    assert program.get(path).json()["entered_in_error"] is True
    assert program.post(f"{path}retract/", {"reason": "Again"}).status_code == 409
    assert NoteRetraction.objects.get().reason == "Wrong visit"


def test_a_patient_reads_the_released_summary_and_nothing_else(chart: Chart, program: Program) -> None:
    chart.patient.user = make_user()
    chart.patient.save()
    own = Program()
    own.client.force_login(chart.patient.user)
    shown = chart.signed(FULL)
    held = replace(FULL, summary_delay_hours=24, summary_delay_reason="To be told in person")
    later = chart.signed(held, chart.another_visit(-1))
    wrong = chart.signed(FULL, chart.another_visit(-2))
    program.post(f"notes/{wrong.public_id}/retract/", {"reason": "Wrong person"})
    lines = own.get("notes/").json()["results"]
    assert [line["id"] for line in lines] == [shown.public_id]
    assert "subjective" not in lines[0]
    assert own.get(f"notes/{later.public_id}/").status_code == 404
    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        own.client.force_login(chart.patient.user)
        assert own.get(f"notes/{later.public_id}/").json()["patient_summary"] == FULL.patient_summary

"""Findings on the note page: rows that are offered, rows that are held back, the password, and errors."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from notes.models import NoteRetraction, SoapNote
from notes.soap.draft import NoteContent
from tests.factories import NOW
from tests.notes.cast import FULL, Chart
from tests.notes.dashboard.test_note_pages import AS_JSON, TYPED


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def therapist(chart: Chart) -> Client:
    client = Client()
    client.force_login(chart.user)
    return client


def _url(name: str, note: SoapNote) -> str:
    return reverse(f"notes:{name}", args=[note.public_id])


def _stored(note: SoapNote) -> NoteContent:
    return NoteContent.of(SoapNote.objects.get(pk=note.pk))


def test_the_template_and_last_time_fill_rows_with_one_tap(chart: Chart, therapist: Client) -> None:
    chart.signed(visit=chart.another_visit(-7))
    note = chart.draft()
    said = {"areas": ["lum-l", "lum-r"], "version": note.version}
    therapist.post(_url("note_save", note), {**said, "rows": "template"})
    rows = _stored(note).findings.techniques
    assert [(row.technique, row.region, row.pressure) for row in rows] == [
        ("effleurage", "lum-l", 2),
        ("kneading", "lum-r", 2),
        ("mobilising", "lum-l", 2),
        ("breathing", "lum-r", 2),
    ]
    assert sum(row.minutes or 0 for row in rows) == 60
    therapist.post(_url("note_save", note), {"rows": "last", "version": note.version + 1})
    assert _stored(note).findings.techniques == FULL.findings.techniques


def test_words_are_kept_and_a_row_against_a_restriction_waits_for_its_reason(
    chart: Chart, therapist: Client
) -> None:
    chart.caution(regions=["trp-l"])
    note = chart.draft()
    typed = {**TYPED, "version": 1}
    by_itself = therapist.post(_url("note_save", note), typed, headers=AS_JSON)
    assert by_itself.status_code == 200
    assert list(by_itself.json()["held_back"]) == ["1"]
    kept = _stored(note)
    assert (kept.subjective, kept.findings.techniques) == (FULL.subjective, FULL.findings.techniques[:1])
    page = therapist.post(_url("note_sign", note), {**typed, "version": 2})
    assert page.status_code == 422
    assert "This area is left out at present." in page.content.decode()
    assert SoapNote.objects.get().status == "draft"
    spoken = {**typed, "version": 2, "techniques-2-override_reason": "Scar healed, asked for it"}
    assert therapist.post(_url("note_sign", note), spoken).status_code == 302
    assert "Scar healed" in therapist.get(_url("note", note)).content.decode()


def test_long_after_signing_in_the_signature_is_a_password(
    chart: Chart, therapist: Client, settings: Any
) -> None:
    settings.AUTO_LOCK_MINUTES = 0  # somebody was at the keyboard all the time
    chart.user.set_password("correct horse")
    chart.user.save()
    therapist.force_login(chart.user)
    note = chart.draft()
    with time_machine.travel(NOW + timedelta(minutes=241), tick=False):
        assert 'name="password"' in therapist.get(_url("note", note)).content.decode()
        for version, wrong in ((1, ""), (2, "wrong")):
            refused = therapist.post(
                _url("note_sign", note), {**TYPED, "version": version, "password": wrong}
            )
            assert refused.status_code == 422
            assert _stored(note) == FULL, "the words are kept all the same"
            assert SoapNote.objects.get().status == "draft"
        signed = therapist.post(_url("note_sign", note), {**TYPED, "version": 2, "password": "correct horse"})
        assert signed.status_code == 302
        assert SoapNote.objects.get().is_signed
        other = chart.draft(chart.another_visit(1))
        assert 'name="password"' not in therapist.get(_url("note", other)).content.decode()


def test_an_error_is_marked_by_its_author_and_no_longer_carried_over(chart: Chart, therapist: Client) -> None:
    wrong = chart.signed(visit=chart.another_visit(-7))
    therapist.post(_url("note_retract", wrong), {"reason": " "})
    assert not NoteRetraction.objects.exists()
    therapist.post(_url("note_retract", wrong), {"reason": "Another patient"})
    page = therapist.get(_url("note", wrong)).content.decode()
    assert "Entered in error" in page
    assert "Another patient" in page
    assert FULL.assessment in page, "it stays readable"
    assert chart.draft().objective == ""


def test_what_was_booked_for_stands_in_the_first_note(chart: Chart) -> None:
    chart.visit.reason = "Stiff since moving house"
    chart.visit.save()
    note = chart.draft()
    assert "Stiff since moving house" in note.subjective
    assert note.carried == ["subjective"]


def test_the_chart_shows_every_region_once_and_marks_of_the_signed_note(
    chart: Chart, therapist: Client
) -> None:
    editor = therapist.get(_url("note", chart.draft())).content.decode()
    assert editor.count(' role="checkbox"') == 75
    assert editor.count('type="checkbox" name="areas"') == 75
    signed = therapist.get(_url("note", chart.signed(visit=chart.another_visit(-1)))).content.decode()
    assert signed.count("is-marked") == 1
    assert signed.count("is-worked") == 2

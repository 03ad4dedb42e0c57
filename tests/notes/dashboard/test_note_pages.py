"""The note editor and the signed note, by form and by the page that saves itself."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from notes.models import SoapNote
from notes.soap.draft import NoteContent, save_draft
from tests.factories import NOW
from tests.notes.cast import FULL, PLANTED, Chart

TYPED = {
    "subjective": FULL.subjective,
    "objective": FULL.objective,
    "assessment": FULL.assessment,
    "next_step": FULL.next_step,
    "patient_summary": FULL.patient_summary,
    "nrs_before": "7",
    "nrs_after": "4",
    "nrs_missing_reason": "",
    "health_status_confirmed": "on",
    "consent_today": "on",
    "areas": "nkp-l",
    "area-nkp-l-quality": "stiff",
    "techniques-0-technique": "kneading",
    "techniques-0-region": "nkp-l",
    "techniques-0-pressure": "2",
    "techniques-0-minutes": "40",
    # An empty row in between is no row.
    "techniques-1-region": "lum-l",
    "techniques-2-technique": "effleurage",
    "techniques-2-region": "trp-l",
    "techniques-2-pressure": "2",
    "techniques-2-minutes": "20",
}
AS_JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def therapist(chart: Chart) -> Client:
    client = Client()
    client.force_login(chart.user)
    return client


@pytest.fixture
def note(chart: Chart) -> SoapNote:
    return chart.draft()


def _url(name: str, row) -> str:
    return reverse(f"notes:{name}", args=[row.public_id])


def _stored(note: SoapNote) -> NoteContent:
    return NoteContent.of(SoapNote.objects.get(pk=note.pk))


def _elsewhere(note: SoapNote, **texts: str) -> None:
    """Saved in another window."""
    save_draft(note=note, content=NoteContent(**texts), expected_version=1, now=NOW)


def test_a_note_is_opened_saved_and_signed(chart: Chart, therapist: Client) -> None:
    opened = therapist.post(_url("note_open", chart.visit))
    note = SoapNote.objects.get()
    assert opened["Location"] == _url("note", note)
    assert therapist.post(_url("note_save", note), {**TYPED, "version": 1})["Location"] == _url("note", note)
    assert _stored(note) == FULL
    signed = therapist.post(_url("note_sign", note), {**TYPED, "version": 2})
    assert signed["Location"] == _url("note", note)
    page = therapist.get(_url("note", note)).content.decode()
    note.refresh_from_db()
    assert note.content_hash in page
    assert "Complete the visit" in page
    assert "not what was signed" not in page


def test_the_page_saves_itself_and_is_told_the_new_version(therapist: Client, note: SoapNote) -> None:
    answer = therapist.post(_url("note_save", note), {**TYPED, "version": 1}, headers=AS_JSON)
    assert answer.json() == {"version": 2, "saved_at": NOW.isoformat()}
    assert _stored(note) == FULL


def test_line_ends_of_browsers_make_no_new_version(therapist: Client, note: SoapNote) -> None:
    for _time in range(2):
        answer = therapist.post(
            _url("note_save", note), {"subjective": "a\r\n b \r\n", "version": 1}, headers=AS_JSON
        )
    assert answer.json()["version"] == 2
    assert _stored(note).subjective == "a\n b \n"


def test_a_conflict_shows_both_versions_and_overwrites_nothing(therapist: Client, note: SoapNote) -> None:
    _elsewhere(note, subjective="typed elsewhere", objective="same")
    mine = {**TYPED, "objective": "same", "version": 1}
    by_itself = therapist.post(_url("note_save", note), mine, headers=AS_JSON)
    assert (by_itself.status_code, by_itself.json()["code"]) == (409, "note_conflict")
    page = therapist.post(_url("note_save", note), mine)
    html = page.content.decode()
    assert page.status_code == 409
    assert "typed elsewhere" in html
    assert FULL.subjective in html
    assert html.count("Saved in the other window") == 9, "fields that are the same are not compared"
    assert _stored(note).subjective == "typed elsewhere"
    kept = therapist.post(_url("note_save", note), {**mine, "version": 2})
    assert kept.status_code == 302
    assert _stored(note).subjective == FULL.subjective


def test_signing_an_outdated_page_is_a_conflict_too(therapist: Client, note: SoapNote) -> None:
    _elsewhere(note, subjective="typed elsewhere")
    assert therapist.post(_url("note_sign", note), {**TYPED, "version": 1}).status_code == 409
    note.refresh_from_db()
    assert (note.status, note.subjective) == ("draft", "typed elsewhere")


def test_words_typed_while_another_window_signed_are_shown_for_an_addendum(
    chart: Chart, therapist: Client
) -> None:
    note = chart.signed()
    late = {**TYPED, "subjective": "remembered too late", "version": 1}
    by_itself = therapist.post(_url("note_save", note), late, headers=AS_JSON)
    assert (by_itself.status_code, by_itself.json()["code"]) == (409, "note_signed")
    for name in ("note_save", "note_sign"):
        page = therapist.post(_url(name, note), late)
        assert page.status_code == 409
        assert "remembered too late" in page.content.decode()
    assert _stored(note) == FULL


def test_sign_names_what_is_missing_and_keeps_the_words(therapist: Client, note: SoapNote) -> None:
    half = {**TYPED, "assessment": "", "nrs_after": "", "version": 1}
    half.pop("consent_today")
    answer = therapist.post(_url("note_sign", note), half)
    html = answer.content.decode()
    assert answer.status_code == 422
    for name in ("assessment", "nrs_after", "consent_today"):
        assert f'id="id_{name}_error"' in html, name
    assert 'id="id_next_step_error"' not in html
    assert 'name="version" value="2"' in html
    assert FULL.subjective in html
    assert _stored(note).subjective == FULL.subjective
    assert therapist.post(_url("note_sign", note), {**TYPED, "version": 2}).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"nrs_before": "11"},
        {"nrs_before": "seven"},
        {"subjective": "x" * 20_001},
        {"subjective": "nul\x00byte"},
        {"carried": ["assessment"]},
        {"sleep_hours": "25"},
        {"adverse_event": "death"},
        {"pain_checks": "3, 11"},
        {"event_date": "soon"},
        {"nrs_missing_reason": "lazy"},
        {"version": ""},
        {"version": "x"},
        {"editor_step": "-1"},
        {"editor_step": str(2**40)},
        {"editor": "x" * 41},
    ],
)
def test_what_a_note_cannot_hold_is_refused_in_words_and_nothing_is_kept(
    therapist: Client, note: SoapNote, wrong: dict[str, object]
) -> None:
    typed = {**TYPED, "version": 1, **wrong}
    by_itself = therapist.post(_url("note_save", note), typed, headers=AS_JSON)
    assert by_itself.status_code == 422
    assert list(by_itself.json()["errors"]) == list(wrong)
    for name in ("note_save", "note_sign"):
        page = therapist.post(_url(name, note), typed)
        assert page.status_code == 422
        assert FULL.objective in page.content.decode()
    assert _stored(note) == NoteContent()


def test_last_time_stands_beside_and_what_is_carried_over_is_marked(chart: Chart, therapist: Client) -> None:
    chart.signed(visit=chart.another_visit(-7))
    note = chart.draft()
    html = therapist.get(_url("note", note)).content.decode()
    assert 'data-last="objective"' in html
    assert FULL.next_step in html
    assert 'value="objective" checked' in html
    assert 'value="next_step" checked' in html
    assert 'value="subjective" checked' not in html
    therapist.post(_url("note_save", note), {"objective": "x", "next_step": "y", "version": 1})
    assert 'value="objective" checked' not in therapist.get(_url("note", note)).content.decode()


def test_a_note_is_tied_to_a_plan_and_untied(chart: Chart, therapist: Client, note: SoapNote) -> None:
    plan = chart.active_plan()
    closed_or_foreign = "zzzzzzzzzzzzzzzz"
    for asked, tied in ((plan.public_id, plan.pk), (closed_or_foreign, plan.pk), ("", None)):
        therapist.post(_url("note_plan", note), {"plan": asked})
        note.refresh_from_db()
        assert note.plan_id == tied


def test_an_addendum_is_added_below_the_signed_note(chart: Chart, therapist: Client) -> None:
    note = chart.signed()
    refused = therapist.post(
        _url("note_addendum", note), {"kind": "correction", "reason": "", "text": "kept words"}
    )
    assert refused.status_code == 422
    assert "kept words" in refused.content.decode()
    therapist.post(
        _url("note_addendum", note), {"kind": "correction", "reason": "Side", "text": "It was the right."}
    )
    page = therapist.get(_url("note", note)).content.decode()
    assert "It was the right." in page
    assert _stored(note) == FULL


def test_a_signed_note_is_not_changed_by_any_form(chart: Chart, therapist: Client) -> None:
    note = chart.signed()
    before = list(SoapNote.objects.values())
    for name in ("note_save", "note_sign", "note_plan"):
        therapist.post(
            _url(name, note), {**TYPED, "assessment": "rewritten", "version": note.version, "plan": ""}
        )
    assert list(SoapNote.objects.values()) == before


def test_a_note_of_a_visit_that_did_not_take_place_is_refused_in_words(
    chart: Chart, therapist: Client
) -> None:
    visit = chart.another_visit(-1, status="no_show")
    answer = therapist.post(_url("note_open", visit))
    assert answer["Location"] == reverse("dashboard:appointment", args=[visit.public_id])
    assert not SoapNote.objects.exists()


def test_what_is_typed_is_shown_as_text_and_never_run(chart: Chart, therapist: Client) -> None:
    evil = "<script>alert(1)</script>"
    note = chart.signed(
        NoteContent(**{**{f: getattr(FULL, f) for f in FULL.__dataclass_fields__}, "objective": evil})
    )
    html = therapist.get(_url("note", note)).content.decode()
    assert evil not in html
    assert "&lt;script&gt;alert(1)" in html


def test_no_address_log_line_or_header_holds_a_clinical_word(chart: Chart, therapist: Client, caplog) -> None:
    note = chart.draft()
    answer = therapist.post(_url("note_save", note), {**TYPED, "version": 1})
    page = therapist.get(answer["Location"])
    assert PLANTED in page.content.decode()
    assert PLANTED not in str(answer.headers) + str(page.headers) + caplog.text + page.request["PATH_INFO"]
    assert "no-store" in page["Cache-Control"]

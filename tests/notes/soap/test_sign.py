"""Signing: what it asks for, what it fixes, what can be added after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notes.models import SoapNote
from notes.soap.addend import BadAddendum, NotSigned, add_addendum
from notes.soap.content import canonical, digest
from notes.soap.draft import NoteConflict, NoteContent, NoteNotAllowed, NoteSigned
from notes.soap.findings import Findings
from notes.soap.queries import note_sheet
from notes.soap.sign import NotSignable, save_and_sign, sign_note
from tests.factories import NOW, make_therapist
from tests.notes.cast import FULL, WORKED, Chart

MISSING = [
    (replace(FULL, nrs_before=None), ["nrs_before"]),
    (replace(FULL, nrs_after=None), ["nrs_after"]),
    (replace(FULL, assessment="  "), ["assessment"]),
    (replace(FULL, next_step=""), ["next_step"]),
    (replace(FULL, health_status_confirmed=False), ["health_status_confirmed"]),
    (replace(FULL, consent_today=False), ["consent_today"]),
    (
        NoteContent(),
        [
            "nrs_before",
            "nrs_after",
            "assessment",
            "next_step",
            "health_status_confirmed",
            "consent_today",
            "techniques",
            "areas",
        ],
    ),
    (replace(FULL, findings=Findings()), ["techniques", "areas"]),
    (replace(FULL, findings=replace(WORKED, areas=())), ["areas"]),
    (replace(FULL, summary_delay_hours=24), ["summary_delay_reason"]),
]


def _sign(chart: Chart, note: SoapNote, **given: object) -> SoapNote:
    return sign_note(
        **{"note": note, "therapist": chart.therapist, "expected_version": note.version, "now": NOW, **given}
    )


def test_a_signature_is_a_name_a_time_and_a_hash_of_everything(chart: Chart) -> None:
    chart.active_plan()
    note = SoapNote.objects.get(pk=chart.signed().pk)
    assert (note.status, note.signed_by, note.signed_at) == ("signed", chart.therapist, NOW)
    assert note.content_hash == digest(note)
    assert note_sheet(note).is_intact
    for name in (
        "subjective",
        "next_step",
        "nrs_after",
        "consent_today",
        "patient_summary",
        "summary_delay_reason",
        "carried",
        "findings",
        "plan",
        "signed_at",
    ):
        other = SoapNote.objects.get(pk=note.pk)
        before = getattr(other, name)
        setattr(
            other,
            name,
            {"plan": None, "signed_at": NOW + timedelta(1), "findings": "{}", "carried": ["objective"]}.get(
                name, f"{before}!"
            ),
        )
        assert digest(other) != note.content_hash, name


def test_the_hash_is_of_the_same_bytes_in_every_process(chart: Chart) -> None:
    text = canonical(chart.signed()).decode()
    assert text.startswith('{"appointment":"')
    assert '"nrs_after":4,"nrs_before":7' in text
    assert '"signed_at":"2027-06-07T12:00:00.000000+00:00"' in text


@pytest.mark.parametrize(("content", "fields"), MISSING)
def test_what_is_missing_is_named_and_the_draft_stays(
    chart: Chart, content: NoteContent, fields: list[str]
) -> None:
    note = chart.written(content)
    with pytest.raises(NotSignable) as refused:
        _sign(chart, note)
    assert list(refused.value.details["errors"]) == fields
    note.refresh_from_db()
    assert (note.status, note.content_hash, NoteContent.of(note)) == ("draft", "", content)


def test_a_reason_stands_for_pain_that_was_not_rated(chart: Chart) -> None:
    assert chart.signed(replace(FULL, nrs_before=None, nrs_missing_reason="unable")).is_signed


def test_sign_keeps_what_was_typed_last(chart: Chart) -> None:
    note = chart.written(NoteContent())
    attempt = save_and_sign(
        note=note, content=FULL, therapist=chart.therapist, expected_version=note.version, now=NOW
    )
    assert not attempt.errors
    stored = SoapNote.objects.get(pk=note.pk)
    assert (stored.is_signed, NoteContent.of(stored)) == (True, FULL)


def test_a_try_to_sign_that_fails_keeps_the_words(chart: Chart) -> None:
    note = chart.draft()
    content = replace(FULL, consent_today=False)
    attempt = save_and_sign(
        note=note, content=content, therapist=chart.therapist, expected_version=1, now=NOW
    )
    assert list(attempt.errors) == ["consent_today"]
    stored = SoapNote.objects.get(pk=note.pk)
    assert (stored.status, stored.version, NoteContent.of(stored)) == ("draft", 2, content)


def test_only_what_was_read_is_signed_by_its_author_and_once(chart: Chart) -> None:
    note = chart.written()
    with pytest.raises(NoteConflict):
        _sign(chart, note, expected_version=note.version - 1)
    with pytest.raises(NoteConflict):
        save_and_sign(
            note=note, content=NoteContent(), therapist=chart.therapist, expected_version=1, now=NOW
        )
    colleague = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    with pytest.raises(NoteNotAllowed):
        _sign(chart, note, therapist=colleague)
    note.refresh_from_db()
    assert note.status == "draft"
    signed = _sign(chart, note)
    with pytest.raises(NoteSigned):
        _sign(chart, signed)
    log = chart.patient.access_records.filter(object_id=note.public_id, action="signed")
    assert [line.user for line in log] == [chart.user]


def test_addenda_stand_below_the_note_which_stays_as_it_was(chart: Chart) -> None:
    note = chart.signed()
    add = {"note": note, "therapist": chart.therapist, "kind": "correction"}
    add_addendum(**add, reason="Wrong side", text="It was the right shoulder.", now=NOW + timedelta(hours=1))
    add_addendum(**add, reason="More", text="And the left hip.", now=NOW + timedelta(hours=2))
    sheet = note_sheet(SoapNote.objects.get(pk=note.pk))
    assert [(one.text, one.author) for one in sheet.addenda] == [
        ("It was the right shoulder.", chart.therapist.full_name),
        ("And the left hip.", chart.therapist.full_name),
    ]
    assert (sheet.content, sheet.is_intact) == (FULL, True)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "erasure"}, "kind"),
        ({"reason": " "}, "reason"),
        ({"text": ""}, "text"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_an_addendum_says_what_and_why(chart: Chart, given: dict[str, str], field: str) -> None:
    note = chart.signed()
    words = {"kind": "addendum", "reason": "r", "text": "t", **given}
    with pytest.raises(BadAddendum) as refused:
        add_addendum(note=note, therapist=chart.therapist, now=NOW, **words)
    assert list(refused.value.details["errors"]) == [field]
    assert not note.addenda.exists()


def test_a_draft_takes_no_addendum(chart: Chart) -> None:
    note = chart.written()
    with pytest.raises(NotSigned):
        add_addendum(note=note, therapist=chart.therapist, kind="addendum", reason="r", text="t", now=NOW)
    assert not note.addenda.exists()

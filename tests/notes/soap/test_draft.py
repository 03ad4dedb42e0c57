"""Opening a note and saving it: nobody's words are lost, nobody else writes."""

from dataclasses import replace

import pytest

from bookings.models import Appointment
from notes.models import SoapNote
from notes.soap.draft import (
    BadNote,
    Editor,
    NoteConflict,
    NoteContent,
    NoteNotAllowed,
    NoteSigned,
    open_note,
    save_draft,
    tie_to_plan,
)
from notes.soap.findings import Findings
from notes.soap.queries import note_sheet, notes_of
from tests.factories import NOW, make_patient, make_therapist
from tests.notes.cast import FULL, Chart

Status = Appointment.Status
MINE = NoteContent(subjective="mine")
THEIRS = NoteContent(subjective="theirs")


def _save(note: SoapNote, content: NoteContent, version: int, **given: Editor) -> SoapNote:
    return save_draft(note=note, content=content, expected_version=version, now=NOW, **given)


def _stored(note: SoapNote) -> NoteContent:
    return NoteContent.of(SoapNote.objects.get(pk=note.pk))


def test_a_visit_has_one_note_tied_to_the_plan_in_force(chart: Chart) -> None:
    plan = chart.active_plan()
    first, second = chart.draft(), chart.draft()
    assert first.pk == second.pk
    assert (first.plan, first.author, first.patient_id) == (plan, chart.therapist, chart.patient.pk)
    assert (first.status, first.version) == ("draft", 1)


def test_a_draft_plan_is_not_tied_by_itself(chart: Chart) -> None:
    chart.plan()
    assert chart.draft().plan is None


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.NO_SHOW])
def test_a_visit_that_did_not_take_place_has_no_note(chart: Chart, status: str) -> None:
    visit = chart.another_visit(1, status=status)
    with pytest.raises(NoteNotAllowed):
        chart.draft(visit)
    assert not SoapNote.objects.exists()


def test_only_the_therapist_of_the_visit_opens_its_note(chart: Chart) -> None:
    colleague = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    with pytest.raises(NoteNotAllowed):
        open_note(appointment=chart.visit, therapist=colleague, now=NOW)
    chart.draft()
    Appointment.objects.filter(pk=chart.visit.pk).update(therapist=colleague)
    with pytest.raises(NoteNotAllowed, match="begun"):
        open_note(appointment=chart.visit, therapist=colleague, now=NOW)


def test_what_was_typed_is_kept_and_the_version_counts(chart: Chart) -> None:
    note = _save(chart.draft(), FULL, 1)
    assert (note.version, _stored(note)) == (2, FULL)


def test_saving_the_same_again_changes_nothing_whatever_version_was_read(chart: Chart) -> None:
    note = _save(chart.draft(), FULL, 1)
    assert _save(note, FULL, 1).version == 2


def test_two_windows_the_second_is_told_both_versions_and_nothing_is_overwritten(chart: Chart) -> None:
    note = _save(chart.draft(), THEIRS, 1)
    with pytest.raises(NoteConflict) as conflict:
        _save(note, MINE, 1)
    assert conflict.value.details == {"mine": MINE, "theirs": THEIRS, "version": 2}
    assert _stored(note) == THEIRS
    _save(note, MINE, 2)
    assert _stored(note) == MINE


def test_a_window_whose_answer_got_lost_goes_on(chart: Chart) -> None:
    note = _save(chart.draft(), THEIRS, 1, editor=Editor("window-a", 1))
    # The answer never came, so window a still believes in version 1.
    assert _save(note, MINE, 1, editor=Editor("window-a", 2)).version == 3
    # Its first request, held up on the way, must not bring the old words back.
    with pytest.raises(NoteConflict):
        _save(note, THEIRS, 1, editor=Editor("window-a", 1))
    assert _stored(note) == MINE


def test_a_window_does_not_go_on_over_another_ones_save(chart: Chart) -> None:
    note = _save(chart.draft(), MINE, 1, editor=Editor("window-a", 1))
    _save(note, THEIRS, 2, editor=Editor("window-b", 1))
    with pytest.raises(NoteConflict):
        _save(note, FULL, 2, editor=Editor("window-a", 2))
    with pytest.raises(NoteConflict):
        _save(note, FULL, 2, editor=Editor("", 9))
    assert _stored(note) == THEIRS


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (replace(FULL, subjective="x" * 20_001), "subjective"),
        (replace(FULL, nrs_before=11), "nrs_before"),
        (replace(FULL, nrs_after=-1), "nrs_after"),
        (replace(FULL, nrs_missing_reason="lazy"), "nrs_missing_reason"),
        (replace(FULL, carried=("assessment",)), "carried"),
        (replace(FULL, summary_delay_hours=73), "summary_delay_hours"),
        (replace(FULL, findings=Findings(sleep_hours=25)), "findings.sleep_hours"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_nothing_is_kept(
    chart: Chart, content: NoteContent, field: str
) -> None:
    note = chart.draft()
    with pytest.raises(BadNote) as refused:
        _save(note, content, 1)
    assert list(refused.value.details["errors"]) == [field]
    assert _stored(note) == NoteContent()


def test_a_signed_note_is_neither_saved_nor_tied(chart: Chart) -> None:
    plan = chart.active_plan()
    note = chart.signed()
    for change in (
        lambda: _save(note, MINE, note.version),
        lambda: tie_to_plan(note=note, plan=plan, now=NOW),
    ):
        with pytest.raises(NoteSigned):
            change()
    assert _stored(note) == FULL


def test_a_note_is_tied_to_plans_of_its_own_patient_only(chart: Chart) -> None:
    plan = chart.plan(patient=make_patient(chart.world.clinic))
    with pytest.raises(NoteNotAllowed):
        tie_to_plan(note=chart.draft(), plan=plan, now=NOW)


def test_the_last_signed_note_before_the_visit_is_shown_beside_the_new_one(chart: Chart) -> None:
    chart.signed(replace(FULL, objective="long ago"), chart.another_visit(-14))
    chart.signed(replace(FULL, objective="last week", next_step="breathe"), chart.another_visit(-7))
    chart.written(replace(FULL, objective="a draft"), chart.another_visit(-1))
    chart.signed(replace(FULL, objective="later"), chart.another_visit(7))
    last = note_sheet(chart.draft()).last
    assert last is not None
    assert (last.objective, last.next_step) == ("last week", "breathe")


@pytest.mark.parametrize("visits", [1, 20])
def test_the_notes_of_a_patient_are_listed_in_two_queries(
    chart: Chart, visits: int, django_assert_num_queries
) -> None:
    for day in range(visits):
        chart.signed(visit=chart.another_visit(day + 1))
    chart.draft()
    with django_assert_num_queries(2):
        lines = notes_of(chart.patient, limit=50)
    assert [line.is_signed for line in lines] == [True] * visits + [False]

"""Reminders beside a note: whose they are, for how long, and that windows do not overwrite each other."""

from datetime import timedelta

import pytest

from bookings.models import Therapist
from notes.models import WorkingNote
from notes.soap.draft import Editor
from notes.soap.working import (
    BadWorkingNote,
    WorkingConflict,
    WorkingNoteOver,
    save_working_note,
    working_sheet,
)
from tests.factories import NOW, make_therapist
from tests.notes.cast import Chart


@pytest.fixture
def colleague(chart: Chart) -> Therapist:
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    chart.another_visit(8, therapist=other)
    return other


def test_each_therapist_reads_their_own(chart: Chart, colleague: Therapist) -> None:
    note = chart.signed()
    for who, text in ((chart.therapist, "Ask about the dog"), (colleague, "Second towel")):
        save_working_note(note=note, therapist=who, text=text, expected_version=0, now=NOW)
        assert working_sheet(note, who, NOW).text == text
    row = WorkingNote.objects.get(author=chart.therapist)
    assert row.purge_at == chart.visit.ends_at + timedelta(days=30)


def test_an_older_window_is_told_and_its_own_lost_answer_is_no_conflict(chart: Chart) -> None:
    note = chart.draft()

    def save(text: str, version: int, editor: Editor) -> WorkingNote:
        return save_working_note(
            note=note, therapist=chart.therapist, text=text, expected_version=version, editor=editor, now=NOW
        )

    save("one", 0, Editor("a", 1))
    with pytest.raises(WorkingConflict) as conflict:
        save("two", 0, Editor("b", 1))
    assert conflict.value.details == {"text": "one", "version": 1}
    assert save("one and more", 0, Editor("a", 2)).version == 2
    assert save("one and more", 0, Editor("b", 2)).version == 2, "what stands is saved already"


def test_it_is_short_and_ends_thirty_days_after_the_visit(chart: Chart) -> None:
    note = chart.draft()
    end = chart.visit.ends_at + timedelta(days=30)
    given = {"note": note, "therapist": chart.therapist, "expected_version": 0}
    with pytest.raises(BadWorkingNote):
        save_working_note(**given, text="x" * 4001, now=NOW)
    with pytest.raises(WorkingNoteOver):
        save_working_note(**given, text="x", now=end)
    save_working_note(**given, text="x", now=end - timedelta(seconds=1))
    assert working_sheet(note, chart.therapist, end).is_over

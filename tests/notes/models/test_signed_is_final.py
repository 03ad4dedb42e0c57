"""A signed note and its addenda: the database refuses every change, whoever asks."""

import pgtrigger
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from notes.models import Addendum, SoapNote
from notes.soap.addend import add_addendum
from notes.soap.queries import altered_notes
from tests.factories import NOW
from tests.notes.cast import Chart


def _by_save(note: SoapNote) -> None:
    note.assessment = "rewritten"
    note.save()


def _by_queryset(note: SoapNote) -> None:
    SoapNote.objects.filter(pk=note.pk).update(nrs_after=0)


def _by_sql(note: SoapNote) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notes_soapnote SET nrs_after = 0 WHERE id = %s", [note.pk])


def _by_delete(note: SoapNote) -> None:
    note.delete()


def _by_sql_delete(note: SoapNote) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notes_soapnote WHERE id = %s", [note.pk])


def _by_unsigning(note: SoapNote) -> None:
    SoapNote.objects.filter(pk=note.pk).update(
        status="draft", signed_at=None, signed_by=None, content_format=None, content_hash=""
    )


WAYS = [_by_save, _by_queryset, _by_sql, _by_delete, _by_sql_delete, _by_unsigning]


def _stored() -> list[dict[str, object]]:
    return list(SoapNote.objects.values())


@pytest.mark.parametrize("change", WAYS)
def test_a_signed_note_cannot_be_changed_or_deleted(chart: Chart, change) -> None:
    note = chart.signed()
    before = _stored()
    with pytest.raises(ProgrammingError, match=r"Cannot (update|delete)"), transaction.atomic():
        change(note)
    assert _stored() == before


@pytest.mark.parametrize("change", WAYS)
def test_without_the_trigger_each_of_these_ways_would_work(chart: Chart, change) -> None:
    note = chart.signed()
    before = _stored()
    with pgtrigger.ignore("notes.SoapNote:signed_note_is_final"):
        change(note)
    assert _stored() != before


@pytest.mark.parametrize("change", WAYS[:5])
def test_a_draft_can_still_be_changed(chart: Chart, change) -> None:
    note = chart.written()
    before = _stored()
    change(note)
    assert _stored() != before


def test_addenda_are_only_ever_added_to(chart: Chart) -> None:
    note = chart.signed()
    addendum = add_addendum(
        note=note,
        therapist=chart.therapist,
        kind="correction",
        reason="Wrong side",
        text="It was the right.",
        now=NOW,
    )
    for change in (
        lambda: Addendum.objects.filter(pk=addendum.pk).update(kind="late_entry"),
        lambda: Addendum.objects.filter(pk=addendum.pk).delete(),
    ):
        with pytest.raises(ProgrammingError, match=r"Cannot (update|delete)"), transaction.atomic():
            change()
    assert note.addenda.get().text == "It was the right."


def test_an_altered_row_is_found_by_its_hash(chart: Chart) -> None:
    intact = chart.signed()
    altered = chart.signed(visit=chart.another_visit(1))
    chart.written(visit=chart.another_visit(2))
    assert list(altered_notes()) == []
    with pgtrigger.ignore("notes.SoapNote:signed_note_is_final"):
        _by_queryset(altered)
    assert list(altered_notes()) == [altered.public_id]
    assert intact.public_id not in altered_notes()


def test_a_row_that_cannot_be_read_any_more_is_found_too(chart: Chart) -> None:
    first, second = chart.signed(), chart.signed(visit=chart.another_visit(1))
    with pgtrigger.ignore("notes.SoapNote:signed_note_is_final"), connection.cursor() as cursor:
        cursor.execute("UPDATE notes_soapnote SET objective = subjective WHERE id = %s", [second.pk])
    assert list(altered_notes()) == [second.public_id]
    assert first.public_id not in altered_notes()


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("nrs_before", 11, "note_pain_within_scale"),
        ("status", "'signed'", "note_signed_has_signature"),
        ("content_hash", "'abc'", "note_signed_has_signature"),
        ("signed_at", "now()", "note_signed_has_signature"),
    ],
)
def test_the_database_knows_what_a_note_may_be(
    chart: Chart, column: str, value: object, constraint: str
) -> None:
    note = chart.written()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE notes_soapnote SET {column} = {value} WHERE id = %s", [note.pk])


def test_a_signature_on_an_incomplete_note_is_refused_by_the_database(chart: Chart) -> None:
    note = chart.written()
    with pytest.raises(IntegrityError, match="note_signed_is_complete"), transaction.atomic():
        SoapNote.objects.filter(pk=note.pk).update(
            status="signed",
            signed_at=NOW,
            signed_by=chart.therapist,
            content_format=1,
            content_hash="0" * 64,
            consent_today=False,
        )

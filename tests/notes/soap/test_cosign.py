"""The second signature: who gives it, what it covers, and what happens in between."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from bookings.models import AccessRecord, Therapist
from notes import access
from notes.models import NoteRemark, SoapNote, Supervision
from notes.soap.content import is_what_was_signed
from notes.soap.cosign import BadRemark, CosignNotAllowed, NotAwaiting, NotWhatWasSigned, send_back, take_back
from notes.soap.cosign import cosign_note as cosign
from notes.soap.draft import NoteSigned, save_draft
from notes.soap.queries import altered_notes
from notes.soap.sign import sign_note
from notes.soap.summaries import released_notes
from notes.soap.supervision import BadSupervision, set_supervisor, supervised_lines
from tests.factories import NOW, make_therapist
from tests.notes.cast import FULL, Chart

LATER = NOW + timedelta(hours=5)


@pytest.fixture
def supervisor(chart: Chart) -> Therapist:
    return chart.supervised()


@pytest.fixture
def note(chart: Chart, supervisor: Therapist) -> SoapNote:
    """Signed by its author, awaiting."""
    return chart.signed()


def _again(note: SoapNote) -> SoapNote:
    return SoapNote.objects.get(pk=note.pk)


def test_without_a_supervisor_a_signature_is_final(chart: Chart) -> None:
    note = chart.signed()
    assert (note.status, note.cosigned_by) == ("signed", None)


def test_what_a_supervised_therapist_signs_awaits_and_is_final_once_it_is_cosigned(
    chart: Chart, supervisor: Therapist, note: SoapNote
) -> None:
    assert note.is_awaiting
    first = note.content_hash
    assert not released_notes(type(chart.patient).objects.all(), LATER).exists()
    final = cosign(note=note, supervisor=supervisor, now=LATER)
    assert (final.status, final.cosigned_by, final.cosigned_at) == ("signed", supervisor, LATER)
    assert final.signed_by == chart.therapist
    assert final.content_hash != first
    assert is_what_was_signed(_again(note))
    assert AccessRecord.objects.filter(action="cosigned", user=supervisor.user).count() == 1
    assert released_notes(type(chart.patient).objects.all(), LATER).count() == 1
    with pytest.raises(NotAwaiting):
        cosign(note=note, supervisor=supervisor, now=LATER)


def test_the_seal_covers_who_cosigned_and_when(chart: Chart, supervisor: Therapist, note: SoapNote) -> None:
    cosign(note=note, supervisor=supervisor, now=LATER)
    assert not list(altered_notes())
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    for change in ({"cosigned_by": other}, {"cosigned_at": NOW}):
        with transaction.atomic(), pgtrigger.ignore("notes.SoapNote:signed_note_is_final"):
            SoapNote.objects.filter(pk=note.pk).update(**change)
        assert list(altered_notes()) == [note.public_id]
        with transaction.atomic(), pgtrigger.ignore("notes.SoapNote:signed_note_is_final"):
            SoapNote.objects.filter(pk=note.pk).update(cosigned_by=supervisor, cosigned_at=LATER)


def test_only_the_supervisor_of_the_author_cosigns(chart: Chart, note: SoapNote) -> None:
    stranger = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    for somebody in (stranger, chart.therapist):
        with pytest.raises(CosignNotAllowed):
            cosign(note=note, supervisor=somebody, now=LATER)
        with pytest.raises(CosignNotAllowed):
            send_back(note=note, supervisor=somebody, text="No", now=LATER)
    set_supervisor(therapist=chart.therapist, supervisor=None, user=chart.user, now=LATER)
    assert _again(note).is_awaiting


def test_sent_back_it_is_its_authors_draft_with_the_remark(
    chart: Chart, supervisor: Therapist, note: SoapNote
) -> None:
    for text in ("  ", "x" * 20_001):
        with pytest.raises(BadRemark):
            send_back(note=note, supervisor=supervisor, text=text, now=LATER)
    send_back(note=note, supervisor=supervisor, text="Which side?", now=LATER)
    draft = _again(note)
    assert (draft.status, draft.signed_at, draft.content_hash, draft.assessment) == (
        "draft",
        None,
        "",
        FULL.assessment,
    )
    assert NoteRemark.objects.get().text == "Which side?"
    with pytest.raises(ProgrammingError), transaction.atomic():
        NoteRemark.objects.all().delete()
    again = sign_note(note=draft, therapist=chart.therapist, expected_version=draft.version, now=LATER)
    assert again.is_awaiting
    assert cosign(note=again, supervisor=supervisor, now=LATER).is_signed


def test_its_author_takes_it_back_and_nobody_else(
    chart: Chart, supervisor: Therapist, note: SoapNote
) -> None:
    with pytest.raises(CosignNotAllowed):
        take_back(note=note, therapist=supervisor, now=LATER)
    assert take_back(note=note, therapist=chart.therapist, now=LATER).is_draft
    with pytest.raises(NotAwaiting):
        take_back(note=note, therapist=chart.therapist, now=LATER)


@pytest.mark.parametrize("change", [{"nrs_after": 0}, {"signed_at": LATER}, {"carried": ["objective"]}])
def test_what_awaits_cannot_be_changed(note: SoapNote, change: dict[str, object]) -> None:
    with pytest.raises(NoteSigned):
        save_draft(note=note, content=FULL, expected_version=note.version, now=LATER)
    rows = SoapNote.objects.filter(pk=note.pk)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        rows.update(**change)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        rows.update(**change, status="signed")
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        rows.delete()
    # Without the wall the change would be made.
    with transaction.atomic(), pgtrigger.ignore("notes.SoapNote:awaiting_note_is_kept"):
        assert rows.update(**change) == 1


def test_a_note_that_was_changed_behind_its_seal_is_not_cosigned(
    supervisor: Therapist, note: SoapNote
) -> None:
    with transaction.atomic(), pgtrigger.ignore("notes.SoapNote:awaiting_note_is_kept"):
        SoapNote.objects.filter(pk=note.pk).update(nrs_after=0)
    with pytest.raises(NotWhatWasSigned):
        cosign(note=_again(note), supervisor=supervisor, now=LATER)


def test_the_author_never_stands_as_cosigner(note: SoapNote) -> None:
    with pytest.raises(IntegrityError, match="note_cosigned_by_another"), transaction.atomic():
        SoapNote.objects.filter(pk=note.pk).update(
            status="signed", cosigned_by=note.author_id, cosigned_at=LATER
        )


def test_two_never_cosign_each_other(chart: Chart, supervisor: Therapist) -> None:
    for pair in ((chart.therapist, chart.therapist), (supervisor, chart.therapist)):
        with pytest.raises(BadSupervision):
            set_supervisor(therapist=pair[0], supervisor=pair[1], user=chart.user, now=NOW)
    with pytest.raises(IntegrityError, match="supervision_by_another"), transaction.atomic():
        Supervision.objects.update(supervisor=chart.therapist)
    lines = {line.id: line.supervisor_id for line in supervised_lines(chart.world.clinic)}
    assert lines == {chart.therapist.public_id: supervisor.public_id, supervisor.public_id: ""}


def test_who_reads_what_is_not_final(chart: Chart, supervisor: Therapist, note: SoapNote) -> None:
    """The author and the supervisor, who changes nothing; another therapist of the same patient does not."""
    draft = chart.written(visit=chart.another_visit(3))
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    chart.another_visit(8, therapist=other)
    for one in (note, draft):
        assert access.note_for(supervisor.user, one.public_id, NOW).therapist == supervisor
        assert access.note_for(chart.user, one.public_id, NOW, access.EDITED).therapist == chart.therapist
        with pytest.raises(access.NotVisible):
            access.note_for(supervisor.user, one.public_id, NOW, access.EDITED)
        for action in (access.VIEWED, access.EDITED):
            with pytest.raises(access.NotVisible):
                access.note_for(other.user, one.public_id, NOW, action)
        with pytest.raises(access.NotVisible):
            access.note_to_cosign(other.user, one.public_id, NOW)
    with pytest.raises(access.NotVisible):
        access.patient_for(supervisor.user, chart.patient.public_id, NOW)
    cosign(note=note, supervisor=supervisor, now=LATER)
    assert access.note_for(other.user, note.public_id, NOW).therapist == other

"""Reminders beside a note: read and written by one therapist only, for thirty days after the visit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.models import SoapNote, WorkingNote
from notes.soap.draft import NO_EDITOR, Editor

LONGEST = 4_000
KEPT_FOR = timedelta(days=30)


class BadWorkingNote(DomainError):
    """Too long."""

    code = "bad_working_note"
    message = _("Please keep this shorter than 4,000 characters.")
    field = "text"


class WorkingNoteOver(DomainError):
    """The time for reminders about this visit is over."""

    code = "working_note_over"
    message = _("Reminders are kept for 30 days after a visit. What matters now belongs into an addendum.")


class WorkingConflict(DomainError):
    """Saved elsewhere since. `details` hold the text that stands, and its version."""

    code = "note_conflict"
    message = _("These reminders were changed in another window. Nothing was overwritten.")


@dataclass(frozen=True, slots=True)
class WorkingSheet:
    """`version` is 0 where nothing was ever saved. `kept_until` is an instant."""

    text: str
    version: int
    saved_at: datetime | None
    kept_until: datetime
    is_over: bool


def working_sheet(note: SoapNote, therapist: Therapist, now: datetime) -> WorkingSheet:
    """What this therapist keeps beside the note, nobody else's: one query."""
    row = WorkingNote.objects.filter(note=note, author=therapist).first()
    until = note.appointment.ends_at + KEPT_FOR
    return WorkingSheet(
        text=row.text if row else "",
        version=row.version if row else 0,
        saved_at=row.saved_at if row else None,
        kept_until=until,
        is_over=now >= until,
    )


@action
def save_working_note(
    *,
    note: SoapNote,
    therapist: Therapist,
    text: str,
    expected_version: int,
    editor: Editor = NO_EDITOR,
    now: datetime,
) -> WorkingNote:
    """Keep what was typed, signed note or not. Saving what stands already changes nothing.

    Raises BadWorkingNote, WorkingNoteOver, WorkingConflict.
    """
    # The note is locked, so that two first saves make one row.
    SoapNote.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=note.pk)
    until = note.appointment.ends_at + KEPT_FOR
    if now >= until:
        raise WorkingNoteOver
    if len(text) > LONGEST:
        raise BadWorkingNote
    row = WorkingNote.objects.filter(note=note, author=therapist).first()
    if row is None:
        row = WorkingNote(clinic_id=note.clinic_id, note=note, author=therapist, version=0)
    elif row.text == text:
        return row
    if row.version != expected_version and not editor.wrote(row):
        raise WorkingConflict(text=row.text, version=row.version)
    row.text, row.version, row.saved_at, row.purge_at = text, row.version + 1, now, until
    row.editor, row.editor_step = editor.name, editor.step
    row.save()
    return row

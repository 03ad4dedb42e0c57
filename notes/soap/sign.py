"""Signing a note: it is checked, hashed and from then on final; under supervision, once it is co-signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.models import SoapNote
from notes.soap.content import FORMAT, digest
from notes.soap.draft import (
    NO_EDITOR,
    Editor,
    NoteConflict,
    NoteContent,
    NoteNotAllowed,
    lock_draft,
    write_words,
)
from notes.soap.limits import AT_FAULT, lacking
from notes.soap.standing import booked_minutes, signing_limits
from notes.soap.supervision import supervisor_of


class NotSignable(DomainError):
    """What is missing; `details["errors"]` maps fields to sentences."""

    code = "note_incomplete"
    message = _("A few things are missing before this note can be signed.")


def unsigned_because(note: SoapNote) -> Iterator[tuple[str, str | Promise]]:
    """Field and sentence of everything that keeps the note from being signed.

    A health update at each session and consent follow the Washington rules [N1]; pain before and after, or
    the reason for none, is a rule of this project.
    """
    if not note.nrs_missing_reason:
        if note.nrs_before is None:
            yield "nrs_before", _("Pain before the session, or the reason why there is no rating.")
        if note.nrs_after is None:
            yield "nrs_after", _("Pain after the session, or the reason why there is no rating.")
    if not note.assessment.strip():
        yield "assessment", _("The assessment is still empty.")
    if not note.next_step.strip():
        yield "next_step", _("The next step is still empty.")
    if not note.health_status_confirmed:
        yield "health_status_confirmed", _("Please confirm that you asked about changes in health today.")
    if not note.consent_today:
        yield "consent_today", _("Please confirm today's consent.")
    if note.summary_delay_hours and not note.summary_delay_reason.strip():
        yield "summary_delay_reason", _("Please say why the summary waits.")
    findings = NoteContent.of(note).findings
    minutes = booked_minutes(note)
    for name, why in lacking(
        findings, signing_limits(note), booked_minutes=minutes, has_problem=note.plan is not None
    ):
        yield name, translated(why)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The note after a try to sign it: signed, or saved as the draft it stays, for the reasons in `errors`."""

    note: SoapNote
    errors: Mapping[str, str | Promise]
    held_back: Mapping[int, str]


@action
def sign_note(
    *,
    note: SoapNote,
    therapist: Therapist,
    expected_version: int,
    confirmed_with: str = SoapNote.Confirmed.RECENT,
    now: datetime,
) -> SoapNote:
    """Fix the note as it stands in `expected_version`. The visit itself stays as it is.

    Whose notes are supervised leaves it awaiting the second signature.

    Raises NoteSigned, NoteNotAllowed (not the author), NoteConflict, NotSignable naming the fields.
    """
    note = _lock_own(note, therapist)
    if note.version != expected_version:
        content = NoteContent.of(note)
        raise NoteConflict(mine=content, theirs=content, version=note.version)
    if errors := dict(unsigned_because(note)):
        raise NotSignable(errors=errors)
    return _sign(note, therapist, confirmed_with, now)


@action
def save_and_sign(
    *,
    note: SoapNote,
    content: NoteContent,
    therapist: Therapist,
    expected_version: int,
    editor: Editor = NO_EDITOR,
    confirmed_with: str = SoapNote.Confirmed.RECENT,
    now: datetime,
) -> Attempt:
    """Keep what was typed and sign it. What cannot be signed yet is saved all the same.

    Raises NoteSigned, NoteNotAllowed, NoteConflict, BadNote.
    """
    kept = write_words(_lock_own(note, therapist), content, expected_version, editor, now)
    note, errors = kept.note, dict(unsigned_because(kept.note))
    if kept.held_back:
        errors["techniques"] = translated(AT_FAULT)
    signed = note if errors else _sign(note, therapist, confirmed_with, now)
    return Attempt(signed, errors, kept.held_back)


def _lock_own(note: SoapNote, therapist: Therapist) -> SoapNote:
    note = lock_draft(note)
    if note.author_id != therapist.pk:
        raise NoteNotAllowed(_("A note is signed by its author."))
    return note


def _sign(note: SoapNote, therapist: Therapist, confirmed_with: str, now: datetime) -> SoapNote:
    is_supervised = supervisor_of(therapist) is not None
    note.status = SoapNote.Status.AWAITING if is_supervised else SoapNote.Status.SIGNED
    note.confirmed_with = confirmed_with
    note.signed_at = now
    note.signed_by = therapist
    note.content_format = FORMAT
    note.content_hash = digest(note)
    note.save()
    write_down(note, therapist.user, "signed", "note", now)
    return note

"""Declaring a signed note to be entered in error: it stays readable, and is left out of what follows from notes."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.models import NoteRetraction, SoapNote
from notes.soap.addend import LONGEST_REASON, NotSigned


class RetractionNotAllowed(DomainError):
    """Somebody else's note, or one that was declared an error already."""

    code = "retraction_not_allowed"
    message = _("A note is declared an error by its author.")


class BadRetraction(DomainError):
    """No reason, or too long a one."""

    code = "bad_retraction"
    message = _("Please say why, in at most 500 characters.")
    field = "reason"


@action
def retract_note(*, note: SoapNote, therapist: Therapist, reason: str, now: datetime) -> NoteRetraction:
    """Only the author may, once. Raises NotSigned, RetractionNotAllowed, BadRetraction."""
    note = SoapNote.objects.select_for_update(of=("self",), no_key=True).get(pk=note.pk)
    if not note.is_signed:
        raise NotSigned
    if note.author_id != therapist.pk:
        raise RetractionNotAllowed
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise BadRetraction
    if NoteRetraction.objects.filter(note=note).exists():
        raise RetractionNotAllowed(_("This note was declared an error already."))
    retraction = NoteRetraction.objects.create(
        clinic_id=note.clinic_id, note=note, reason=reason.strip(), author=therapist, at=now
    )
    write_down(note, therapist.user, "retracted", "note", now)
    return retraction

"""The second signature: given, or refused with a remark that sends the note back to its author as a draft."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.models import NoteRemark, SoapNote
from notes.soap.content import digest, is_what_was_signed
from notes.soap.draft import LONGEST_SECTION
from notes.soap.supervision import supervisor_of


class NotAwaiting(DomainError):
    """Still a draft, or final already."""

    code = "not_awaiting"
    message = _("This note does not wait for a co-signature any more.")


class CosignNotAllowed(DomainError):
    """Somebody who does not supervise the author, or does not any more."""

    code = "cosign_not_allowed"
    message = _("A note is co-signed by the supervisor of its author.")


class NotWhatWasSigned(DomainError):
    """The row no longer has the content that its author signed."""

    code = "note_altered"
    message = _("This note is not what its author signed. Please tell the owner before relying on it.")


class BadRemark(DomainError):
    """Nothing said, or too much."""

    code = "bad_remark"
    message = _("Please say what should be looked at again, in at most 20,000 characters.")
    field = "text"


@action
def cosign_note(*, note: SoapNote, supervisor: Therapist, now: datetime) -> SoapNote:
    """Make the note final. Its hash now covers both signatures.

    Raises NotAwaiting, CosignNotAllowed, NotWhatWasSigned.
    """
    note = _lock_for_supervisor(note, supervisor)
    if not is_what_was_signed(note):
        raise NotWhatWasSigned
    note.status = SoapNote.Status.SIGNED
    note.cosigned_by, note.cosigned_at = supervisor, now
    note.content_hash = digest(note)
    note.save(update_fields=["status", "cosigned_by", "cosigned_at", "content_hash"])
    write_down(note, supervisor.user, "cosigned", "note", now)
    return note


@action
def send_back(*, note: SoapNote, supervisor: Therapist, text: str, now: datetime) -> NoteRemark:
    """Refuse the signature and say why: the note is its author's draft again.

    Raises NotAwaiting, CosignNotAllowed, BadRemark.
    """
    note = _lock_for_supervisor(note, supervisor)
    if not text.strip() or len(text) > LONGEST_SECTION:
        raise BadRemark
    remark = NoteRemark.objects.create(
        clinic_id=note.clinic_id, note=note, text=text.strip(), author=supervisor, at=now
    )
    _reopen(note)
    write_down(note, supervisor.user, "sent_back", "note", now)
    return remark


@action
def take_back(*, note: SoapNote, therapist: Therapist, now: datetime) -> SoapNote:
    """The author thinks again before anybody co-signed. Raises NotAwaiting, CosignNotAllowed."""
    note = _lock_awaiting(note)
    if note.author_id != therapist.pk:
        raise CosignNotAllowed(_("Only its author takes a note back."))
    _reopen(note)
    write_down(note, therapist.user, "taken_back", "note", now)
    return note


def _lock_for_supervisor(note: SoapNote, supervisor: Therapist) -> SoapNote:
    note = _lock_awaiting(note)
    if supervisor_of(note.author) != supervisor:
        raise CosignNotAllowed
    return note


def _lock_awaiting(note: SoapNote) -> SoapNote:
    rows = SoapNote.objects.select_for_update(of=("self",), no_key=True)
    note = rows.select_related("clinic", "appointment", "patient__clinic", "plan", "author", "signed_by").get(
        pk=note.pk
    )
    if not note.is_awaiting:
        raise NotAwaiting
    return note


def _reopen(note: SoapNote) -> None:
    note.status = SoapNote.Status.DRAFT
    note.signed_at, note.signed_by = None, None
    note.content_format, note.content_hash, note.confirmed_with = None, "", ""
    note.save(
        update_fields=[
            "status",
            "signed_at",
            "signed_by",
            "content_format",
            "content_hash",
            "confirmed_with",
        ]
    )

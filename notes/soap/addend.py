"""Saying something more about a signed note."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.models import Addendum, SoapNote
from notes.plans.details import too_long
from notes.soap.draft import LONGEST_SECTION

LONGEST_REASON = 500


class BadAddendum(DomainError):
    """What is missing or too long; `details["errors"]` maps fields to sentences."""

    code = "bad_addendum"
    message = _("The addendum needs another look.")


class NotSigned(DomainError):
    """A draft is changed, not added to."""

    code = "not_signed"
    message = _("This note is still a draft: change it instead.")


@action
def add_addendum(
    *,
    note: SoapNote,
    therapist: Therapist,
    kind: str,
    reason: str,
    text: str,
    now: datetime,
    once: Once | None = None,
) -> Addendum:
    """Add to a signed note; the original stays as it is. Raises NotSigned, BadAddendum."""
    return write_addendum(note, therapist, kind, reason, text, now)


def write_addendum(
    note: SoapNote, therapist: Therapist, kind: str, reason: str, text: str, now: datetime
) -> Addendum:
    """The step itself, for whoever adds to a note in a transaction of their own."""
    if not SoapNote.objects.filter(pk=note.pk, status=SoapNote.Status.SIGNED).exists():
        raise NotSigned
    _require_fit(kind, reason, text)
    addendum = Addendum.objects.create(
        clinic_id=note.clinic_id,
        note=note,
        kind=kind,
        reason=reason.strip(),
        text=text.strip(),
        author=therapist,
        at=now,
    )
    write_down(note, therapist.user, "added", "note", now)
    return addendum


def _require_fit(kind: str, reason: str, text: str) -> None:
    errors: dict[str, object] = {}
    if kind not in Addendum.Kind.values:
        errors["kind"] = _("Please choose a kind from the list.")
    for name, given, longest in (("reason", reason, LONGEST_REASON), ("text", text, LONGEST_SECTION)):
        if not given.strip():
            errors[name] = _("Please fill this in.")
        elif len(given) > longest:
            errors[name] = too_long(longest)
    if errors:
        raise BadAddendum(errors=errors)

"""A note to be read: signed, to be added to; awaiting its second signature; somebody else's draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.web import StaffRequest, perform, show_refusal, staff_required
from notes import access
from notes.dashboard.editor import drawings, signed_parts
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.note_forms import AddendumForm, RemarkForm, RetractForm
from notes.models import SoapNote
from notes.record.requests import refused_about
from notes.signature import needs_password
from notes.soap.addend import NotSigned, add_addendum
from notes.soap.queries import note_sheet
from notes.soap.retract import retract_note
from notes.soap.words import findings_sheet


@require_POST
@staff_required()
def note_addendum(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.note_for, request, public_id, now)
    if not seen.row.is_signed:
        show_refusal(request, NotSigned())
        return redirect("notes:note", public_id)
    form = AddendumForm(request.POST)
    given: dict[str, Any] = {"note": seen.row, "therapist": seen.therapist, "now": now}
    if form.carry_out(lambda: add_addendum(**given, **form.cleaned_data)):
        messages.success(request, _("Added. The note itself stays as it was signed."))
        return redirect("notes:note", public_id)
    return signed_page(request, seen.row, form, status=422)


@require_POST
@staff_required()
def note_retract(request: StaffRequest, public_id: str) -> HttpResponse:
    """Entered in error: it stays readable, and says so."""
    now = timezone.now()
    seen = seen_or_404(access.note_for, request, public_id, now)
    given: dict[str, Any] = {
        "note": seen.row,
        "therapist": seen.therapist,
        "reason": request.POST.get("reason", ""),
        "now": now,
    }
    said = _("Marked as entered in error. It stays readable, and counts no more.")
    perform(request, lambda: retract_note(**given), said)
    return redirect("notes:note", public_id)


def signed_page(
    request: StaffRequest, found: SoapNote, form: AddendumForm, status: int = 200
) -> HttpResponse:
    context = {
        **_as_written(found),
        "form": form,
        "disputed": refused_about(found),
        "retract_form": RetractForm(auto_id="id_retract_%s"),
        "is_author": found.author.user_id == request.user.pk,
    }
    return render(request, "notes/note_signed.html", context, status=status)


def unfinished_page(
    request: StaffRequest, found: SoapNote, form: RemarkForm | None = None, status: int = 200, why: str = ""
) -> HttpResponse:
    """What a supervisor sees of a note that is not final, and its author of one that awaits. `why` it was not co-signed."""
    context = {
        **_as_written(found),
        "form": form or RemarkForm(auto_id="id_remark_%s"),
        "is_author": found.author.user_id == request.user.pk,
        "needs_password": needs_password(request, timezone.now()),
        "why": why,
    }
    return render(request, "notes/note_unfinished.html", context, status=status)


def _as_written(found: SoapNote) -> dict[str, Any]:
    sheet = note_sheet(found)
    return {
        "section": "today",
        "note": sheet,
        "findings": findings_sheet(sheet.content.findings),
        "parts": signed_parts(sheet.content),
        "drawings": drawings(sheet.content.findings),
    }

"""Signatures that are still owed: the list of them, and the second one, given or refused."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.errors import DomainError
from bookings.models import Membership
from bookings.web import StaffRequest, perform, show_refusal, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.note_forms import RemarkForm
from notes.dashboard.views.signed_notes import unfinished_page
from notes.signature import PasswordNeeded, TooManyTries, confirm
from notes.soap.cosign import cosign_note, send_back, take_back
from notes.soap.unsigned import awaiting_of, open_notes, to_cosign


@require_safe
@staff_required(Membership.Role.OWNER, Membership.Role.THERAPIST)
def unsigned(request: StaffRequest) -> HttpResponse:
    """A therapist's own; for the owner, everybody's as well, without a word of what is in them."""
    now, therapist = timezone.now(), request.staff.therapist
    is_owner = Membership.Role.OWNER in request.staff.roles
    everybody = open_notes(request.clinic, now) if is_owner else []
    own = open_notes(request.clinic, now, therapist) if therapist and not is_owner else []
    if therapist and is_owner:
        own = [one for one in everybody if one.therapist_id == therapist.public_id]
    context = {
        "section": "today",
        "own": own,
        "others": [one for one in everybody if therapist is None or one.therapist_id != therapist.public_id],
        "to_cosign": to_cosign(therapist) if therapist else [],
        "awaiting": awaiting_of(therapist) if therapist else [],
        "is_owner": is_owner,
    }
    return render(request, "notes/unsigned.html", context)


@require_POST
@staff_required()
def note_cosign(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.note_to_cosign, request, public_id, now)
    try:
        confirm(request, request.staff.user, request.POST.get("password", ""), now)
        cosign_note(note=seen.row, supervisor=seen.therapist, now=now)
    except (PasswordNeeded, TooManyTries) as refusal:
        return unfinished_page(request, seen.row, status=422, why=str(refusal.message))
    except DomainError as refusal:
        show_refusal(request, refusal)
        return redirect("notes:note", public_id)
    messages.success(request, _("Co-signed. The note is final from now on."))
    return redirect("notes:unsigned")


@require_POST
@staff_required()
def note_send_back(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.note_to_cosign, request, public_id, now)
    form = RemarkForm(request.POST, auto_id="id_remark_%s")
    if not form.is_valid():
        return unfinished_page(request, seen.row, form, status=422)
    given: dict[str, Any] = {
        "note": seen.row,
        "supervisor": seen.therapist,
        "text": form.cleaned_data["text"],
        "now": now,
    }
    said = _("Sent back. It is a draft of its author again, with your remark.")
    if not perform(request, lambda: send_back(**given), said):
        return redirect("notes:note", public_id)
    return redirect("notes:unsigned")


@require_POST
@staff_required()
def note_take_back(request: StaffRequest, public_id: str) -> HttpResponse:
    """By the author, while nobody has co-signed."""
    now = timezone.now()
    seen = seen_or_404(access.note_for, request, public_id, now)
    if seen.row.is_draft:
        raise Http404
    perform(
        request,
        lambda: take_back(note=seen.row, therapist=seen.therapist, now=now),
        _("It is a draft again."),
    )
    return redirect("notes:note", public_id)

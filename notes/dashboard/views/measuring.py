"""Answers to measures that are tapped on the page of a note."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.errors import DomainError
from bookings.idempotency import AlreadyAnswered, Once, fingerprint_of
from bookings.web import StaffRequest, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.measuring import Measuring, measuring
from notes.dashboard.note_forms import NoteForm
from notes.dashboard.views.notes import editor_page
from notes.models import MeasureResponse, SoapNote
from notes.plans.measure import record_measures


@require_POST
@staff_required()
def note_measures(request: StaffRequest, public_id: str) -> HttpResponse:
    """Compare what is tapped with the start; with `keep`, keep it. The note itself is neither saved nor changed.

    The page asks for JSON; without JavaScript it comes back whole, with every word as it was typed.
    """
    now = timezone.now()
    seen = seen_or_404(access.note_for, request, public_id, now)
    note = seen.row
    by_itself = request.headers.get("Accept") == "application/json"
    if note.status != SoapNote.Status.DRAFT:
        return (
            JsonResponse({"code": "note_signed"}, status=409)
            if by_itself
            else redirect("notes:note", public_id)
        )
    shown = measuring(note, now, request.POST)
    is_kept = False
    if "keep" in request.POST and shown.form is not None and shown.form.is_valid():
        try:
            record_measures(
                patient=note.patient,
                plan=note.plan,
                given=shown.form.given(),
                user=seen.user,
                now=now,
                once=_once(request, note, shown),
            )
            is_kept = True
        except AlreadyAnswered:
            is_kept = True
        except DomainError as refusal:
            shown.form.refuse(refusal)
    if by_itself:
        return _as_json(request, note, shown, is_kept)
    if is_kept:
        messages.success(request, _("Kept."))
    form = NoteForm(request.POST)
    form.is_valid()
    return editor_page(request, note, form, measures=measuring(note, now) if is_kept else shown)


def _as_json(request: StaffRequest, note: SoapNote, shown: Measuring, is_kept: bool) -> JsonResponse:
    context = {"measures": shown, "is_kept": is_kept, "zone": note.appointment.time_zone}
    errors = shown.form.errors if shown.form is not None and "keep" in request.POST and not is_kept else {}
    html = {
        "pain": render_to_string("notes/_pain_change.html", context, request),
        "measures": render_to_string("notes/_verdicts.html", context, request),
        "errors": [sentence for sentences in errors.values() for sentence in sentences],
    }
    return JsonResponse({**html, "kept": is_kept}, status=422 if errors else 200)


def _once(request: StaffRequest, note: SoapNote, shown: Measuring) -> Once | None:
    key = request.POST.get("measures_key", "")[:40]
    if not key or shown.form is None:
        return None
    asked = fingerprint_of(note.public_id, [(one.code, dict(one.answers)) for one in shown.form.given()])
    return Once(f"note-measures:{request.staff.user.pk}", key, asked, _answer)


def _answer(kept: list[MeasureResponse]) -> tuple[int, dict[str, Any]]:
    return 200, {"ids": [one.public_id for one in kept]}

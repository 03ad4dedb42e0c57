"""A note while its author writes it: opening, saving (also by itself), signing."""

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.errors import DomainError
from bookings.web import StaffRequest, show_refusal, staff_required
from notes import access
from notes.dashboard.conflict import versions
from notes.dashboard.editor import editor_aid, usual_of
from notes.dashboard.fetching import plans_to_tie, seen_or_404
from notes.dashboard.measuring import Measuring, measuring
from notes.dashboard.note_forms import AddendumForm, NoteForm
from notes.dashboard.views.signed_notes import signed_page, unfinished_page
from notes.intake.queries import in_words, with_form
from notes.models import SoapNote
from notes.plans.consent import has_consent
from notes.signature import PasswordNeeded, TooManyTries, confirm, needs_password
from notes.soap.draft import (
    BadNote,
    Kept,
    NoteConflict,
    NoteContent,
    NoteSigned,
    open_note,
    save_words,
    tie_to_plan,
)
from notes.soap.opening import Source, proposed_rows
from notes.soap.queries import note_sheet
from notes.soap.sign import Attempt, save_and_sign


@require_POST
@staff_required()
def note_open(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.visit_for, request, public_id, now)
    try:
        note = open_note(appointment=seen.row, therapist=seen.therapist, now=now)
    except DomainError as refusal:
        show_refusal(request, refusal)
        return redirect("dashboard:appointment", public_id)
    return redirect("notes:note", note.public_id)


@require_safe
@staff_required()
def note(request: StaffRequest, public_id: str) -> HttpResponse:
    """The editor of a draft, for its author; otherwise the note as it stands, to be read."""
    found = seen_or_404(access.note_for, request, public_id, timezone.now()).row
    if found.is_signed:
        return signed_page(request, found, AddendumForm())
    if found.is_awaiting or found.author.user_id != request.user.pk:
        return unfinished_page(request, found)
    return editor_page(request, found, NoteForm.showing(NoteContent.of(found), found.version))


@require_POST
@staff_required()
def note_save(request: StaffRequest, public_id: str) -> HttpResponse:
    """By the button, or every few seconds by the page itself, which asks for JSON."""
    now = timezone.now()
    found = seen_or_404(access.note_for, request, public_id, now).row
    by_itself = request.headers.get("Accept") == "application/json"
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _not_saved(request, found, form, by_itself)
    content = form.content()
    if (source := request.POST.get("rows", "")) in ("last", "template"):
        rows = (*content.findings.techniques, *proposed_rows(found, content.findings, cast(Source, source)))
        content = replace(content, findings=replace(content.findings, techniques=rows))
    takes = request.POST.get("take") == "form"
    if takes:
        content = replace(content, subjective=with_form(content.subjective, found.patient))
    try:
        kept = save_words(
            note=found,
            content=content,
            expected_version=form.cleaned_data["version"],
            editor=form.window(),
            now=now,
        )
    except NoteConflict as conflict:
        return _conflict(request, found, conflict, by_itself)
    except NoteSigned as refusal:
        return _already_signed(request, public_id, form, refusal, by_itself)
    except BadNote as refusal:
        form.refuse_all(refusal.details["errors"])
        return _not_saved(request, found, form, by_itself)
    if by_itself:
        answer = {"version": kept.note.version, "saved_at": kept.note.saved_at.isoformat()}
        return JsonResponse({**answer, "held_back": _spoken(kept)} if kept.held_back else answer)
    if kept.held_back:
        return editor_page(request, kept.note, _marked(request, kept), status=422)
    if source or takes:
        place = "#techniques" if source else "#subjective"
        return redirect(reverse("notes:note", args=[public_id]) + place)
    messages.success(request, _("Saved."))
    return redirect("notes:note", public_id)


@require_POST
@staff_required()
def note_sign(request: StaffRequest, public_id: str) -> HttpResponse:
    """Sign what is on the page; what cannot be signed yet is saved all the same."""
    now = timezone.now()
    seen = seen_or_404(access.note_for, request, public_id, now)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return editor_page(request, seen.row, form, status=422)
    sent = {
        "note": seen.row,
        "content": form.content(),
        "expected_version": form.cleaned_data["version"],
        "editor": form.window(),
        "now": now,
    }
    try:
        try:
            means = confirm(request, request.staff.user, request.POST.get("password", ""), now)
        except (PasswordNeeded, TooManyTries) as refusal:
            return _asks_password(request, save_words(**sent), refusal)
        attempt = save_and_sign(**sent, therapist=seen.therapist, confirmed_with=means)
    except NoteConflict as conflict:
        return _conflict(request, seen.row, conflict, by_itself=False)
    except NoteSigned as refusal:
        return _already_signed(request, public_id, form, refusal, by_itself=False)
    except BadNote as refusal:
        form.refuse_all(refusal.details["errors"])
        return editor_page(request, seen.row, form, status=422)
    if attempt.errors:
        return editor_page(request, attempt.note, _again(request, attempt), status=422)
    if attempt.note.is_awaiting:
        messages.success(request, _("Signed. It is final once your supervisor has co-signed it."))
    else:
        messages.success(request, _("Signed. The note is final from now on."))
    return redirect("notes:note", public_id)


@require_POST
@staff_required()
def note_plan(request: StaffRequest, public_id: str) -> HttpResponse:
    """Tie the visit to one of the patient's plans, or to none."""
    now = timezone.now()
    found = seen_or_404(access.note_for, request, public_id, now).row
    asked = request.POST.get("plan", "")
    plan = next((plan for plan in plans_to_tie(found.patient) if plan.public_id == asked), None)
    try:
        if asked and plan is None:
            raise DomainError(_("Please choose a plan from the list."), field="plan")
        tie_to_plan(note=found, plan=plan, now=now)
    except DomainError as refusal:
        show_refusal(request, refusal)
    return redirect("notes:note", public_id)


def _asks_password(request: StaffRequest, kept: Kept, refusal: DomainError) -> HttpResponse:
    """Everything is kept; only the signature waits."""
    form = _marked(request, kept) if kept.held_back else _resent(request, kept.note)
    form.add_error("password", str(refusal.message))
    return editor_page(request, kept.note, form, status=422)


def _resent(request: StaffRequest, note: SoapNote) -> NoteForm:
    """The form as it was sent, now of the version that was saved."""
    data = request.POST.copy()
    data["version"] = str(note.version)
    form = NoteForm(data)
    form.is_valid()
    return form


def _spoken(kept: Kept) -> dict[int, str]:
    return {number: _(why) for number, why in kept.held_back.items()}


def _marked(request: StaffRequest, kept: Kept) -> NoteForm:
    """The form as it was sent; rows that were held back say why, and ask for a reason."""
    form = _resent(request, kept.note)
    form.mark_rows("techniques", _spoken(kept))
    form.add_error(None, _("Everything is saved but the marked rows: change them, or say why all the same."))
    return form


def _again(request: StaffRequest, attempt: Attempt) -> NoteForm:
    """The form as it was sent, now of the version that was saved, with what is missing beside the fields."""
    form = _resent(request, attempt.note)
    form.refuse_all(dict(attempt.errors))
    form.mark_rows("techniques", {number: _(why) for number, why in attempt.held_back.items()})
    return form


def editor_page(
    request: StaffRequest,
    found: SoapNote,
    form: NoteForm,
    status: int = 200,
    measures: Measuring | None = None,
) -> HttpResponse:
    now, sheet = timezone.now(), note_sheet(found)
    context = {
        "section": "today",
        "note": sheet,
        "form": form,
        "aid": editor_aid(found),
        "usual": usual_of(sheet.last),
        "measures": measures or measuring(found, now, request.POST or None),
        "is_consent_on_file": has_consent(found.patient, now),
        "plans": plans_to_tie(found.patient),
        "needs_password": needs_password(request, now),
        "form_words": "" if sheet.last else in_words(found.patient),
    }
    return render(request, "notes/note_edit.html", context, status=status)


def _not_saved(request: StaffRequest, found: SoapNote, form: NoteForm, by_itself: bool) -> HttpResponse:
    if by_itself:
        return JsonResponse({"code": "bad_note", "errors": form.errors}, status=422)
    return editor_page(request, found, form, status=422)


def _already_signed(
    request: StaffRequest, public_id: str, form: NoteForm, refusal: NoteSigned, by_itself: bool
) -> HttpResponse:
    """Signed in another window: what was typed here is shown beside it, to be added as an addendum."""
    if by_itself:
        return JsonResponse({"code": refusal.code, "detail": str(refusal.message)}, status=409)
    found = seen_or_404(access.note_for, request, public_id, timezone.now()).row
    mine = form.content()
    shown = versions(mine, NoteContent.of(found), NoteForm.showing(mine, found.version))
    context = {"section": "today", "note": note_sheet(found), "pairs": shown.pairs}
    return render(request, "notes/note_conflict.html", context, status=409)


def _conflict(
    request: StaffRequest, found: SoapNote, conflict: NoteConflict, by_itself: bool
) -> HttpResponse:
    """Both versions, side by side; the one typed here is in the form and goes on from what stands."""
    if by_itself:
        return JsonResponse({"code": conflict.code, "detail": str(conflict.message)}, status=409)
    mine, theirs = conflict.details["mine"], conflict.details["theirs"]
    form = NoteForm.showing(mine, conflict.details["version"])
    shown = versions(mine, theirs, form)
    context = {
        "section": "today",
        "note": note_sheet(found),
        "form": form,
        "pairs": shown.pairs,
        "same": shown.same,
    }
    return render(request, "notes/note_conflict.html", context, status=409)

"""What stands beside a note: its reader's own reminders, and the consents that it needs."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.errors import DomainError
from bookings.web import StaffRequest, sent, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.note_forms import ConsentForm, WorkingForm
from notes.models import SoapNote
from notes.plans.consent import consent_lines, record_consent, withdraw_consent
from notes.soap.working import WorkingConflict, WorkingSheet, save_working_note, working_sheet


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def working_note(request: StaffRequest, public_id: str) -> HttpResponse:
    """Reminders of whoever looks and may write here, by the button, or every few seconds by the page itself."""
    now = timezone.now()
    seen = seen_or_404(access.note_for, request, public_id, now, access.EDITED)
    if request.method == "POST":
        return _save_working(request, seen, now)
    sheet = working_sheet(seen.row, seen.therapist, now)
    return _working_page(request, seen.row, sheet, _showing(sheet.text, sheet.version))


def _save_working(request: StaffRequest, seen: access.Seen[SoapNote], now: datetime) -> HttpResponse:
    by_itself = request.headers.get("Accept") == "application/json"
    form = WorkingForm(request.POST)
    status = 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = save_working_note(
                note=seen.row,
                therapist=seen.therapist,
                text=data["text"],
                expected_version=data["version"],
                editor=form.window(),
                now=now,
            )
        except DomainError as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, WorkingConflict) else 422
        else:
            if by_itself:
                return JsonResponse({"version": row.version, "saved_at": row.saved_at.isoformat()})
            messages.success(request, _("Saved."))
            return redirect("notes:working_note", seen.row.public_id)
    if by_itself:
        return JsonResponse({"errors": form.errors}, status=status)
    sheet = working_sheet(seen.row, seen.therapist, now)
    if status == 409:
        # What stands is shown beside what was typed, which goes on from it.
        form = _showing(form.cleaned_data["text"], sheet.version)
        return _working_page(request, seen.row, sheet, form, status, theirs=sheet.text)
    return _working_page(request, seen.row, sheet, form, status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def consents(request: StaffRequest, public_id: str) -> HttpResponse:
    """What is on file of a patient. POST writes down what was agreed to just now."""
    now = timezone.now()
    seen = seen_or_404(access.patient_for, request, public_id, now)
    form = ConsentForm(sent(request))
    if form.carry_out(lambda: record_consent(patient=seen.row, user=seen.user, now=now, **form.cleaned_data)):
        messages.success(request, _("On file."))
        return redirect(request.get_full_path())
    note = request.GET.get("note", "")
    context = {
        "note": note if note.isalnum() else "",
        "section": "patients",
        "patient": seen.row,
        "lines": consent_lines(seen.row, now),
        "form": form,
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/consents.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required()
def consent_withdraw(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.consent_for, request, public_id, now)
    withdraw_consent(consent=seen.row, user=seen.user, now=now)
    messages.success(request, _("Withdrawn. That it was given stays on file."))
    return redirect("notes:consents", seen.row.patient.public_id)


def _showing(text: str, version: int) -> WorkingForm:
    return WorkingForm(initial={"text": text, "version": version})


def _working_page(
    request: StaffRequest,
    note: SoapNote,
    sheet: WorkingSheet,
    form: WorkingForm,
    status: int = 200,
    theirs: str | None = None,
) -> HttpResponse:
    context = {"section": "today", "note": note, "sheet": sheet, "form": form, "theirs": theirs}
    return render(request, "notes/working_note.html", context, status=status)

"""Papers of a patient to take away, and the files of their record. Every download is written down as it is fetched."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.web import StaffRequest, sent, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.paper_forms import FileForm, LetterForm
from notes.documents.filing import file_document, remove_document, write_letter
from notes.documents.plan_papers import NoSuchPaper, discharge_paper, opening_words, plan_paper
from notes.documents.queries import documents_of, download_name
from notes.documents.record_paper import record_paper
from notes.documents.visit_summary import summary_paper
from notes.models import NoteRetraction
from notes.web import handed, handed_paper


@require_safe
@staff_required()
def plan(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    found = seen_or_404(access.plan_for, request, public_id, now, access.EXPORTED).row
    try:
        return handed_paper(plan_paper(found, now))
    except NoSuchPaper as nothing:
        raise Http404 from nothing


@require_safe
@staff_required()
def discharge(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    found = seen_or_404(access.plan_for, request, public_id, now, access.EXPORTED).row
    try:
        return handed_paper(discharge_paper(found, now))
    except NoSuchPaper as nothing:
        raise Http404 from nothing


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def letter(request: StaffRequest, public_id: str) -> HttpResponse:
    """A letter to a physician: written, looked through, kept with the record."""
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    if seen.row.started_at is None:
        raise Http404
    words = {"text": opening_words(seen.row, seen.therapist)}
    form = LetterForm(sent(request), initial=words)
    given: dict[str, Any] = {"plan": seen.row, "therapist": seen.therapist, "user": seen.user, "now": now}
    if form.carry_out(lambda: write_letter(**given, addressed=form.addressed())):
        messages.success(request, _("The letter is kept with the record. Download it to print or send it."))
        return redirect("papers:documents", seen.row.patient.public_id)
    context = {"section": "patients", "plan": seen.row, "patient": seen.row.patient, "form": form}
    return render(request, "notes/letter.html", context, status=422 if form.errors else 200)


@require_safe
@staff_required()
def summary(request: StaffRequest, public_id: str) -> HttpResponse:
    """What the patient takes home of a visit, also while the therapist still holds it back in the portal."""
    now = timezone.now()
    note = seen_or_404(access.note_for, request, public_id, now, access.EXPORTED).row
    if not note.is_signed or NoteRetraction.objects.filter(note=note).exists():
        raise Http404
    return handed_paper(summary_paper(note, now))


@require_safe
@staff_required()
def record(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    patient = seen_or_404(access.patient_for, request, public_id, now, access.EXPORTED).row
    return handed_paper(record_paper(patient, now))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def documents(request: StaffRequest, public_id: str) -> HttpResponse:
    """The files of a record. POST: one more."""
    now = timezone.now()
    seen = seen_or_404(access.documents_of, request, public_id, now)
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    given: dict[str, Any] = {"patient": seen.row, "user": seen.user, "now": now}
    if form.carry_out(lambda: file_document(**given, filing=form.filing(), checked=form.checked())):
        messages.success(request, _("Filed."))
        return redirect("papers:documents", seen.row.public_id)
    context: dict[str, Any] = {
        "section": "patients",
        "patient": seen.row,
        "documents": documents_of(seen.row),
        "form": form,
        "zone": seen.row.clinic.time_zone,
        "is_treated": access.treating(seen.user, seen.row) is not None,
    }
    return render(request, "notes/documents.html", context, status=422 if form.errors else 200)


@require_safe
@staff_required()
def document(request: StaffRequest, public_id: str) -> HttpResponse:
    found = seen_or_404(access.document_for, request, public_id, timezone.now(), access.EXPORTED).row
    return handed(found.content, found.media_type, download_name(found))


@require_POST
@staff_required()
def remove(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.document_for, request, public_id, now)
    remove_document(document=seen.row, user=seen.user, now=now)
    messages.success(request, _("Taken out of the record’s files. The access log says who did it."))
    return redirect("papers:documents", seen.row.patient.public_id)

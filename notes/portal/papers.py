"""What patients take home: summaries of their visits, plans, their record, and files that they send or fetch."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bookings.portal.account import PatientRequest, is_fresh, patient_required
from bookings.web import DressedForm
from notes import access
from notes.documents.checking import Checked, check_file
from notes.documents.filing import Filing, file_document
from notes.documents.plan_papers import NoSuchPaper, discharge_paper, plan_paper
from notes.documents.queries import document_rows, documents_of, download_name
from notes.documents.record_paper import record_paper
from notes.documents.visit_summary import next_in_words, summary_lines, summary_paper, visit_summary
from notes.models import Document, SoapNote, TreatmentPlan
from notes.plans.queries import shown_plans
from notes.soap.summaries import released_notes
from notes.web import SentFileField, handed, handed_paper

PER_PAGE = 20


class LetterFromOutsideForm(DressedForm):
    file = SentFileField(
        label=gettext_lazy("A physician’s letter"), help_text=gettext_lazy("PDF, JPEG or PNG, at most 10 MB.")
    )

    def filing(self) -> Filing:
        return Filing(Document.Kind.CLEARANCE, self.cleaned_data["file"].name)

    def checked(self) -> Checked:
        """Raises BadFile."""
        return check_file(self.cleaned_data["file"].read())


@require_safe
@patient_required
def summaries(request: PatientRequest) -> HttpResponse:
    """The released summaries, the newest visit first."""
    now = timezone.now()
    access.own_chart(request.user, request.patient, now, "summary")
    pages = Paginator(_released(request, now), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"clinic": request.clinic, "page": page, "lines": summary_lines(page.object_list)}
    return render(request, "notes/portal/summaries.html", context)


@require_safe
@patient_required
def summary(request: PatientRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    note = _released_one(request, public_id, now)
    access.own_chart(request.user, request.patient, now, "summary")
    told = visit_summary(note, now)
    context = {"clinic": request.clinic, "summary": told, "next_words": next_in_words(told)}
    return render(request, "notes/portal/summary.html", context)


@require_safe
@patient_required
def summary_pdf(request: PatientRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    note = _released_one(request, public_id, now)
    access.own_copy(request.user, request.patient, now, "summary", note.public_id)
    return handed_paper(summary_paper(note, now))


@require_safe
@patient_required
def plan_pdf(request: PatientRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    plan = _own_plan(request, public_id)
    access.own_copy(request.user, request.patient, now, "plan", plan.public_id)
    return handed_paper(plan_paper(plan, now))


@require_safe
@patient_required
def discharge_pdf(request: PatientRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    plan = _own_plan(request, public_id)
    try:
        paper = discharge_paper(plan, now)
    except NoSuchPaper as nothing:
        raise Http404 from nothing
    access.own_copy(request.user, request.patient, now, "discharge", plan.public_id)
    return handed_paper(paper)


@require_safe
@patient_required
def record_pdf(request: PatientRequest) -> HttpResponse:
    """Everything, to somebody who has just signed in."""
    now = timezone.now()
    if not is_fresh(request, now):
        return render(request, "notes/portal/record_again.html", {"clinic": request.clinic}, status=403)
    access.own_copy(request.user, request.patient, now, "record", request.patient.public_id)
    return handed_paper(record_paper(request.patient, now))


@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def documents(request: PatientRequest) -> HttpResponse:
    """Papers and files. POST: a physician's letter for the clinic."""
    now = timezone.now()
    form = LetterFromOutsideForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    action = access.EDITED if request.method == "POST" else access.VIEWED
    access.own_chart(request.user, request.patient, now, "documents", action)
    given: dict[str, Any] = {"patient": request.patient, "user": request.user, "now": now}
    if form.carry_out(lambda: file_document(**given, filing=form.filing(), checked=form.checked())):
        messages.success(request, _("Thank you. The clinic has your letter and will look at it."))
        return redirect("own_papers:documents")
    context = {
        "clinic": request.clinic,
        "form": form,
        "plans": list(shown_plans(request.patient)),
        "documents": documents_of(request.patient),
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/portal/documents.html", context, status=422 if form.errors else 200)


@require_safe
@patient_required
def document(request: PatientRequest, public_id: str) -> HttpResponse:
    rows = document_rows(request.patient.family_of_records())
    found = get_object_or_404(rows, public_id=public_id)
    access.own_copy(request.user, request.patient, timezone.now(), "document", found.public_id)
    return handed(found.content, found.media_type, download_name(found))


def _released(request: PatientRequest, now: datetime) -> QuerySet[SoapNote]:
    rows = released_notes(request.patient.family_of_records(), now).defer("patient_summary", "findings")
    return rows.order_by("-appointment__starts_at", "-id")


def _released_one(request: PatientRequest, public_id: str, now: datetime) -> SoapNote:
    return get_object_or_404(released_notes(request.patient.family_of_records(), now), public_id=public_id)


def _own_plan(request: PatientRequest, public_id: str) -> TreatmentPlan:
    return get_object_or_404(shown_plans(request.patient), public_id=public_id)

"""What the clinic keeps about somebody: a copy to take away, and who opened it."""

import json

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.people.access_log import access_lines
from bookings.portal.account import PatientRequest, is_fresh, patient_required
from notes import access
from notes.record.disclosures import disclosures_of
from notes.record.entries import record_kept_until
from notes.record.requests import with_working_notes
from notes.record.whole import whole_record

PER_PAGE = 50


@require_safe
@patient_required
def record(request: PatientRequest) -> HttpResponse:
    lines = access_lines(request.patient)
    pages = Paginator(lines, PER_PAGE)
    context = {
        "clinic": request.clinic,
        "page": pages.get_page(request.GET.get("page")),
        "zone": request.clinic.time_zone,
        "kept_until": record_kept_until(request.patient),
        "disclosures": disclosures_of(request.patient),
        "is_fresh": is_fresh(request, timezone.now()),
    }
    return render(request, "notes/portal/record.html", context)


@require_safe
@patient_required
def download(request: PatientRequest) -> HttpResponse:
    now = timezone.now()
    if not is_fresh(request, now):
        return render(request, "notes/portal/record_again.html", {"clinic": request.clinic}, status=403)
    access.own_copy(request.user, request.patient, now, "record", request.patient.public_id)
    asked = with_working_notes(request.patient, now)
    told = whole_record(request.patient, now, with_working_notes=asked)
    content = json.dumps(told, indent=2, ensure_ascii=False)
    return HttpResponse(
        content,
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="record.json"',
            "Cache-Control": "no-store, private",
        },
    )

"""The form before a first visit: what was sent, for who treats the patient; whether it is here, for all at the desk."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.dashboard.fetching import appointment_or_404
from bookings.web import StaffRequest, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404, template_of
from notes.intake.queries import intake_sheets, state_of


@require_safe
@staff_required()
def patient_form(request: StaffRequest, public_id: str) -> HttpResponse:
    """The form that counts in full, and the earlier ones."""
    patient = seen_or_404(access.intake_of, request, public_id, timezone.now()).row
    context = {
        "section": "patients",
        "patient": patient,
        "sheets": intake_sheets(patient),
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/intake.html", context)


@require_safe
@staff_required()
def form_state(request: StaffRequest, public_id: str) -> HttpResponse:
    """Here or missing: no word of it."""
    visit = appointment_or_404(request, public_id)
    if visit.patient is None:
        raise Http404
    context = {"section": "today", "patient": visit.patient, "form_state": state_of(visit.patient)}
    return render(request, template_of(request, "form_state"), context)

"""What the booking pages show of a chart: loaded into them by htmx, pages of their own without."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.web import StaffRequest, staff_required
from bookings.wording import wall
from notes import access
from notes.dashboard.editor import usual_of
from notes.dashboard.fetching import seen_or_404, template_of
from notes.intake.queries import intake_sheet
from notes.plans.consent import has_consent
from notes.plans.course import alerts_of
from notes.plans.queries import plans_of
from notes.screening.restrictions import restrictions_of
from notes.soap.queries import last_note, note_of_visit, notes_of


@require_safe
@staff_required()
def patient_panel(request: StaffRequest, public_id: str) -> HttpResponse:
    """Plans and notes of a patient."""
    now = timezone.now()
    patient = seen_or_404(access.patient_for, request, public_id, now).row
    context = {
        "section": "patients",
        "patient": patient,
        "plans": plans_of(patient, now=now),
        "alerts": alerts_of(patient),
        "notes": notes_of(patient),
        "zone": request.clinic.time_zone,
    }
    return render(request, template_of(request, "patient_panel"), context)


@require_safe
@staff_required()
def appointment_panel(request: StaffRequest, public_id: str) -> HttpResponse:
    """The note of a visit and the plan it belongs to."""
    now = timezone.now()
    seen = seen_or_404(access.visit_for, request, public_id, now)
    visit = seen.row
    patient = visit.patient
    if patient is None:
        raise Http404
    note = note_of_visit(visit)
    plans = [card for card in plans_of(patient, now=now) if card.status in ("active", "on_hold")]
    context = {
        "section": "today",
        "visit": visit,
        "patient": patient,
        "note": note,
        "is_mine": visit.therapist_id == seen.therapist.pk,
        "may_open": note is None or note.is_signed or note.author_id == seen.therapist.public_id,
        "last": last_note(patient, visit.starts_at),
        "plan": next((card for card in plans if note is None or card.id == note.plan_id), None),
        "zone": visit.time_zone,
    }
    return render(request, template_of(request, "appointment_panel"), context)


@require_safe
@staff_required()
def before_panel(request: StaffRequest, public_id: str) -> HttpResponse:
    """What is known before hands go on: what to keep to, consent, what waits, and how it was done last time."""
    now = timezone.now()
    visit = seen_or_404(access.visit_for, request, public_id, now).row
    patient = visit.patient
    if patient is None:
        raise Http404
    context = {
        "section": "today",
        "visit": visit,
        "patient": patient,
        "kept_to": restrictions_of(patient, wall(visit.starts_at, visit.time_zone).date()).lines,
        "alerts": alerts_of(patient),
        "sheet": intake_sheet(patient),
        "usual": usual_of(last_note(patient, visit.starts_at)),
        "is_consent_on_file": has_consent(patient, now),
    }
    return render(request, template_of(request, "before_panel"), context)

"""The safety checks of a patient: how they stand, what was answered, what was decided, what to leave out."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.dashboard.fetching import patient_or_404
from bookings.errors import DomainError
from bookings.models import Appointment, Patient
from bookings.web import StaffRequest, sent, show_refusal, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404, template_of
from notes.dashboard.safety_forms import CautionForm, ClearanceForm
from notes.documents.queries import letters_of
from notes.intake.queries import state_of as form_state_of
from notes.models import Contraindication
from notes.screening.cautions import add_caution, end_caution
from notes.screening.clear import decide_clearance
from notes.screening.pre_visit import pre_visit_sheet
from notes.screening.queries import (
    answers_of,
    screening_of_visit,
    screening_sheet,
    screening_sheets,
    state_of,
)
from notes.screening.restrictions import restrictions_of
from notes.screening.review import ask_again, review_screening
from notes.screening.waiting import people_to_call


@require_safe
@staff_required()
def state(request: StaffRequest, public_id: str) -> HttpResponse:
    """In three words, for everybody at the desk: nothing clinical is in them."""
    patient = patient_or_404(request, public_id)
    context = {
        "section": "patients",
        "patient": patient,
        "state": state_of(patient, timezone.now()),
        "form_state": form_state_of(patient),
    }
    return render(request, template_of(request, "state"), context)


@require_safe
@staff_required()
def to_call(request: StaffRequest) -> HttpResponse:
    """Who is to be called before the next visit: names and numbers, no reasons."""
    people = people_to_call(user=request.staff.user, clinic=request.clinic, now=timezone.now())
    template = template_of(request, "to_call")
    most = ":4" if template.startswith("notes/_") else ":"
    return render(request, template, {"section": "today", "people": people, "most": most})


@require_safe
@staff_required()
def patient_checks(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    patient = seen_or_404(access.screenings_of, request, public_id, now).row
    return render(request, template_of(request, "checks"), _checks(request, patient, now))


@require_safe
@staff_required()
def visit_checks(request: StaffRequest, public_id: str) -> HttpResponse:
    """What was answered for one visit, with the answer to its request; and how the patient stands besides."""
    now = timezone.now()
    visit = seen_or_404(access.visit_for, request, public_id, now).row
    if visit.patient is None:
        raise Http404
    asked = screening_of_visit(visit)
    context = {
        **_checks(request, visit.patient, now),
        "visit": visit,
        "is_request": visit.status == Appointment.Status.PENDING,
        "asked": screening_sheet(asked, now) if asked else None,
        "pre_visit": pre_visit_sheet(visit),
    }
    return render(request, template_of(request, "visit_checks"), context)


def _checks(request: StaffRequest, patient: Patient, now: datetime) -> dict[str, Any]:
    return {
        "section": "patients",
        "patient": patient,
        "is_treated": access.treating(request.staff.user, patient) is not None,
        "state": state_of(patient, now),
        "checks": screening_sheets(patient, now),
        "restrictions": restrictions_of(patient, request.clinic.date_at(now)),
        "zone": request.clinic.time_zone,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def check(request: StaffRequest, public_id: str) -> HttpResponse:
    """One filled check with every answer. POST: it was read."""
    now = timezone.now()
    seen = seen_or_404(access.screening_for, request, public_id, now)
    if request.method == "POST":
        review_screening(screening=seen.row, therapist=seen.therapist, now=now)
        messages.success(request, _("Noted: you have read it."))
        return redirect("safety:check", public_id)
    context = {
        "section": "patients",
        "patient": seen.row.patient,
        "sheet": screening_sheet(seen.row, now),
        "answers": answers_of(seen.row),
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def clearance(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.screening_for, request, public_id, now)
    form = ClearanceForm(
        sent(request),
        today=request.clinic.date_at(now),
        letters=letters_of(seen.row.patient),
    )
    given: dict[str, Any] = {"screening": seen.row, "therapist": seen.therapist, "now": now}
    if form.carry_out(lambda: decide_clearance(**given, details=form.details())):
        messages.success(request, _("The decision is stored."))
        return redirect("safety:check", public_id)
    context = {
        "section": "patients",
        "patient": seen.row.patient,
        "sheet": screening_sheet(seen.row, now),
        "form": form,
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/clearance.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required()
def renew(request: StaffRequest, public_id: str) -> HttpResponse:
    """Something changed: the whole check is asked next."""
    now = timezone.now()
    seen = seen_or_404(access.screenings_of, request, public_id, now)
    ask_again(patient=seen.row, therapist=seen.therapist, now=now)
    messages.success(request, _("The whole check is asked at the next booking, or before the next visit."))
    return redirect("safety:patient_checks", seen.row.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def caution_new(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.screenings_of, request, public_id, now)
    form = CautionForm(sent(request))
    given: dict[str, Any] = {"patient": seen.row, "therapist": seen.therapist, "now": now}
    if form.carry_out(lambda: add_caution(**given, details=form.details(request.clinic.date_at(now)))):
        messages.success(request, _("Entered."))
        return redirect("safety:patient_checks", seen.row.public_id)
    context = {"section": "patients", "patient": seen.row, "form": form}
    return render(request, "notes/caution_new.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required()
def caution_end(request: StaffRequest, public_id: str, caution_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.screenings_of, request, public_id, now)
    family = seen.row.family_of_records()
    caution = get_object_or_404(Contraindication.objects, public_id=caution_id, patient__in=family)
    try:
        end_caution(caution=caution, therapist=seen.therapist, now=now)
    except DomainError as refusal:
        show_refusal(request, refusal)
    return redirect("safety:patient_checks", seen.row.public_id)

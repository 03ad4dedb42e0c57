"""A record as a whole, for the owner: until when it is kept, holds, disclosures, what is asked. No clinical word."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.audit import record_access
from bookings.dashboard.fetching import patient_or_404
from bookings.models import Membership, Patient
from bookings.people.access_log import access_lines
from bookings.web import DressedForm, StaffRequest, staff_required
from notes.dashboard.privacy_forms import DeskRequestForm, DisclosureForm, HoldForm
from notes.record.disclosures import disclosures_of, record_disclosure
from notes.record.entries import record_kept_until
from notes.record.holds import lift_hold, open_hold, place_hold
from notes.record.requests import ask, open_requests

Role = Membership.Role
LINES_SHOWN = 30


@require_safe
@staff_required(Role.OWNER)
def record(request: StaffRequest, public_id: str) -> HttpResponse:
    patient = patient_or_404(request, public_id)
    now = timezone.now()
    record_access(
        clinic=request.clinic, user=request.staff.user, patient=patient, action="viewed",
        object_kind="patient", object_id=patient.public_id, now=now,
    )  # fmt: skip
    return _page(request, patient)


@require_POST
@staff_required(Role.OWNER)
def hold(request: StaffRequest, public_id: str) -> HttpResponse:
    patient = patient_or_404(request, public_id)
    form = HoldForm(request.POST)
    given: dict[str, Any] = {"patient": patient, "user": request.staff.user, "now": timezone.now()}
    if form.carry_out(lambda: place_hold(**given, **form.cleaned_data)):
        messages.success(request, _("On hold: nothing of this record is purged or erased."))
        return redirect("privacy:record", public_id)
    return _page(request, patient, holding=form)


@require_POST
@staff_required(Role.OWNER)
def lift(request: StaffRequest, public_id: str) -> HttpResponse:
    lift_hold(patient=patient_or_404(request, public_id), user=request.staff.user, now=timezone.now())
    messages.success(request, _("The hold is lifted."))
    return redirect("privacy:record", public_id)


@require_POST
@staff_required(Role.OWNER)
def disclose(request: StaffRequest, public_id: str) -> HttpResponse:
    patient = patient_or_404(request, public_id)
    form = DisclosureForm(request.POST)
    given: dict[str, Any] = {"patient": patient, "user": request.staff.user, "now": timezone.now()}
    if form.carry_out(lambda: record_disclosure(**given, details=form.details())):
        messages.success(request, _("Written down. The patient sees it."))
        return redirect("privacy:record", public_id)
    return _page(request, patient, disclosing=form)


@require_POST
@staff_required(Role.OWNER)
def ask_for(request: StaffRequest, public_id: str) -> HttpResponse:
    """A request that came by letter, telephone or at the desk; its clock starts now."""
    patient = patient_or_404(request, public_id)
    form = DeskRequestForm(request.POST)
    given: dict[str, Any] = {"patient": patient, "user": request.staff.user, "now": timezone.now()}
    if form.carry_out(lambda: ask(**given, **form.cleaned_data)):
        messages.success(request, _("Written down, with its date."))
        return redirect("privacy:record", public_id)
    return _page(request, patient, asking=form)


def _page(request: StaffRequest, patient: Patient, **forms: DressedForm) -> HttpResponse:
    now = timezone.now()
    context = {
        "section": "patients",
        "patient_id": patient.public_id,
        "patient_name": patient.full_name,
        "kept_until": record_kept_until(patient),
        "hold": open_hold(patient),
        "disclosures": disclosures_of(patient),
        "waiting": [one for one in open_requests(request.clinic, now) if one.patient_id == patient.public_id],
        "log": access_lines(patient, limit=LINES_SHOWN),
        "zone": request.clinic.time_zone,
        "holding": HoldForm(),
        "disclosing": DisclosureForm(),
        "asking": DeskRequestForm(),
        **forms,
    }
    return render(request, "notes/record.html", context, status=422 if forms else 200)

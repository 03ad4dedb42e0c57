"""People to check: whether two records are one person's, and which of two contact details holds."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.models import PatientClaim
from bookings.people.checks import people_to_check
from bookings.people.claims import accept_detail, keep_apart, same_person
from bookings.web import DESK, StaffRequest, perform, staff_required


@require_safe
@staff_required(*DESK)
def claims(request: StaffRequest) -> HttpResponse:
    context = {"section": "patients", "checks": people_to_check(request.clinic)}
    return render(request, "dashboard/claims.html", context)


@require_POST
@staff_required(*DESK)
def same(request: StaffRequest, public_id: str) -> HttpResponse:
    claim = _claim_or_404(request, public_id)
    perform(
        request,
        partial(same_person, claim=claim, user=request.staff.user, now=timezone.now()),
        lambda kept: _("One record now: %(name)s.") % {"name": kept.full_name},
    )
    return redirect("dashboard:claims")


@require_POST
@staff_required(*DESK)
def apart(request: StaffRequest, public_id: str) -> HttpResponse:
    claim = _claim_or_404(request, public_id)
    perform(
        request,
        partial(keep_apart, claim=claim, user=request.staff.user, now=timezone.now()),
        _("Noted: nothing has been changed."),
    )
    return redirect("dashboard:claims")


@require_POST
@staff_required(*DESK)
def accept(request: StaffRequest, public_id: str) -> HttpResponse:
    claim = _claim_or_404(request, public_id)
    field = request.POST.get("field", "")
    perform(
        request,
        partial(accept_detail, claim=claim, field=field, user=request.staff.user, now=timezone.now()),
        lambda patient: _("Changed in the record of %(name)s.") % {"name": patient.full_name},
    )
    return redirect("dashboard:claims")


def _claim_or_404(request: StaffRequest, public_id: str) -> PatientClaim:
    return get_object_or_404(PatientClaim, clinic=request.clinic, public_id=public_id)

"""A patient asks for erasure: the owner sees what would go and what stays, then does it. Counts, never contents."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bookings.dashboard.fetching import patient_or_404
from bookings.models import Membership
from bookings.web import DressedForm, StaffRequest, sent, staff_required
from notes.record.erase import what_goes
from notes.record.holds import open_hold
from notes.record.requests import erase_patient


class EraseForm(DressedForm):
    asked = forms.BooleanField(
        label=gettext_lazy("The patient has asked for this, and I have made sure that it was them."),
        error_messages={"required": gettext_lazy("Please confirm this first.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Membership.Role.OWNER)
def erase(request: StaffRequest, public_id: str) -> HttpResponse:
    patient = patient_or_404(request, public_id)
    form = EraseForm(sent(request))
    if form.carry_out(lambda: erase_patient(patient=patient, user=request.staff.user, now=timezone.now())):
        messages.success(request, _("Erased. What the law wants kept is still there."))
        return redirect("notes_home:erase", public_id)
    categories = what_goes(patient)
    context = {
        "section": "patients",
        "patient_id": patient.public_id,
        "patient_name": patient.full_name,
        "going": [one for one in categories if not one.kept_because],
        "staying": [one for one in categories if one.kept_because],
        "is_held": open_hold(patient) is not None,
        "form": form,
    }
    return render(request, "notes/erase.html", context, status=422 if form.errors else 200)

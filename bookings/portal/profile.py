"""Who somebody is to the clinic, as they see and change it themselves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bookings.models import Patient
from bookings.notifications.recipients import recipient_of
from bookings.notifications.wishes import key_for
from bookings.people.own_details import change_own_details, waiting_details
from bookings.portal.account import PatientRequest, patient_required
from bookings.portal.forms import ContactForm
from bookings.web import sent


class ProfileForm(ContactForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy(
            "It also opens these pages. The clinic checks a new one with you before it counts."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        initial = {name: getattr(patient, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def profile(request: PatientRequest) -> HttpResponse:
    patient = request.patient
    form = ProfileForm(sent(request), patient=patient)
    if form.is_valid():
        asked = change_own_details(
            patient=patient, details=form.cleaned_data, user=request.user, now=timezone.now()
        )
        if asked:
            messages.success(request, _("Thank you. The clinic looks at it and changes your record."))
        else:
            messages.success(request, _("Saved."))
        return redirect("portal:profile")
    context = {
        "clinic": request.clinic,
        "patient": patient,
        "form": form,
        "waiting": [(form.fields[name].label, value) for name, value in waiting_details(patient).items()],
        "wishes_key": key_for(recipient_of(patient).key),
    }
    return render(request, "portal/profile.html", context, status=400 if form.errors else 200)

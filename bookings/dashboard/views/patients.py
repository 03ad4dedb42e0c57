"""Finding patients, writing down new ones, and a patient's page."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.audit import record_access
from bookings.dashboard.fetching import back, patient_or_404
from bookings.dashboard.forms import PatientForm, status_of
from bookings.dashboard.searching import keep, kept
from bookings.models import Patient
from bookings.notifications.queries import messages_to
from bookings.notifications.refusals import flagged_among
from bookings.people.admit import LooksKnown, admit
from bookings.people.checks import to_check_count
from bookings.people.queries import patient_card
from bookings.people.search import patient_list
from bookings.web import StaffRequest, sent, staff_required

LETTERS_SHOWN = 5


@require_safe
@staff_required()
def patients(request: StaffRequest) -> HttpResponse:
    text = kept(request)
    found = patient_list(user=request.staff.user, clinic=request.clinic, now=timezone.now(), text=text)
    context = {
        "section": "patients",
        "found": found,
        "q": text,
        "to_check": to_check_count(request.clinic) if request.staff.sees_all else 0,
    }
    if request.headers.get("HX-Target") != "found":
        return render(request, "dashboard/patients.html", context)
    response = render(request, "dashboard/_patients.html", context)
    response["HX-Replace-Url"] = request.get_full_path()  # so that Back comes back to what was found
    return response


@require_POST
@staff_required()
def search(request: StaffRequest) -> HttpResponse:
    """Keep what was typed and go back to the page, which shows what it finds."""
    page = back(request, "dashboard:patients")["Location"]
    return redirect(keep(request, request.POST.get("q", ""), page))


@require_safe
@staff_required()
def patient(request: StaffRequest, public_id: str) -> HttpResponse:
    found = patient_or_404(request, public_id)
    if found.public_id != public_id:
        return redirect("dashboard:patient", found.public_id)
    now = timezone.now()
    record_access(
        clinic=request.clinic, user=request.staff.user, patient=found, action="viewed",
        object_kind="patient", object_id=found.public_id, now=now,
    )  # fmt: skip
    card = patient_card(user=request.staff.user, patient=found, now=now)
    context = {
        "section": "patients",
        "patient": card,
        "letters": messages_to(found, limit=LETTERS_SHOWN) if request.staff.sees_all else (),
        "refused": flagged_among(request.clinic, [found.email]),
    }
    return render(request, "dashboard/patient.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def new_patient(request: StaffRequest) -> HttpResponse:
    """Admit somebody and go on to book their first visit."""
    form = PatientForm(sent(request), initial=_name_of(kept(request)))
    known: list[Patient] = []
    if form.is_valid():
        try:
            admitted = admit(
                clinic=request.clinic, details=form.details(), user=request.staff.user,
                is_another=form.cleaned_data["is_another"], now=timezone.now(),
            )  # fmt: skip
        except LooksKnown as refusal:
            form.refuse(refusal)
            seen = Patient.objects.visible_to(request.staff.user)
            known = list(seen.filter(pk__in=[p.pk for p in refusal.details["patients"]]))
        else:
            messages.success(request, _("%(name)s is in your list now.") % {"name": admitted.full_name})
            return redirect(f"{reverse('dashboard:book')}?{urlencode({'patient': admitted.public_id})}")
    context = {"section": "patients", "form": form, "known": known, "asks_again": "__all__" in form.errors}
    return render(request, "dashboard/patient_new.html", context, status=status_of(form))


def _name_of(text: str) -> dict[str, str]:
    """What was searched for in vain is likely the new patient's name or phone."""
    if any(c.isdigit() for c in text):
        return {"phone": text}
    first, _space, last = text.strip().partition(" ")
    return {"first_name": first[:80], "last_name": last[:80]}

"""A patient's own pages: signing in by a link, and who is looking. GET shows, POST acts."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib.auth import login, logout
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.appointments.own import visits_of
from bookings.languages import Because, speak
from bookings.models import Clinic, Patient, User
from bookings.people.sign_in import LinkSpent, ask_to_sign_in, open_link, patients_of, use_link
from bookings.portal.finding import clinic_of
from bookings.web import DressedForm

P = ParamSpec("P")
AS = "patient"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WINDOW_SECONDS, MOST_ASKED = 600, 20


class PatientRequest(HttpRequest):
    """A request that has passed `patient_required`."""

    patient: Patient
    clinic: Clinic
    user: User


PatientView = Callable[Concatenate[PatientRequest, P], HttpResponse]


def patient_required(view: PatientView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in somebody with a patient's record of their own; others are sent to sign in, staff find no such page.

    The view finds `request.patient`: the record that they chose last, or their own.
    """

    @wraps(view)
    def check(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("portal:sign_in_where")
        theirs = list(patients_of(request.user))
        if not theirs:
            raise Http404
        chosen = request.session.get(AS)
        patient = next((one for one in theirs if one.public_id == chosen), theirs[0])
        speak(patient.clinic.language, Because.CLINIC)
        speak(patient.language, Because.PERSON)
        request.patient, request.clinic = patient, patient.clinic  # type: ignore[attr-defined]
        request.patients = theirs  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return check


class AddressForm(DressedForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=_("The one that the clinic has of you."),
    )


@require_safe
def sign_in_where(request: HttpRequest) -> HttpResponse:
    """Somebody came to their pages without being signed in: at which clinic?"""
    clinics = list(Clinic.objects.order_by("name")[:50])
    if len(clinics) == 1:
        return redirect("portal:sign_in", clinics[0].slug)
    return render(request, "portal/me_where.html", {"clinics": clinics, "clinic": None})


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    clinic = clinic_of(slug)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if _may_ask(request):
            ask_to_sign_in(clinic=clinic, email=form.cleaned_data["email"], now=timezone.now())
        return render(request, "portal/me_sent.html", {"clinic": clinic})
    context = {"clinic": clinic, "form": form}
    return render(request, "portal/me_sign_in.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter. Programs that look into mails open it too: only the button signs in."""
    now = timezone.now()
    try:
        if request.method != "POST":
            asked = open_link(token, now)
            return render(request, "portal/me_enter.html", {"clinic": asked.clinic, "token": token})
        user, patient = use_link(key=token, now=now)
    except LinkSpent:
        return render(request, "portal/me_spent.html", {"clinic": None}, status=404)
    login(request, user, backend=BACKEND)
    request.session[AS] = patient.public_id
    return redirect("portal:me")


@require_safe
@patient_required
def me(request: PatientRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "clinic": request.clinic,
        "patient": request.patient,
        "others": [one for one in request.patients if one != request.patient],  # type: ignore[attr-defined]
        "visits": visits_of(request.patient, now),
    }
    return render(request, "portal/me.html", context)


@require_POST
@patient_required
def see_as(request: PatientRequest, public_id: str) -> HttpResponse:
    """Whose pages are shown from here on: one's own or a dependant's."""
    if public_id not in {one.public_id for one in request.patients}:  # type: ignore[attr-defined]
        raise Http404
    request.session[AS] = public_id
    return redirect("portal:me")


@require_POST
@patient_required
def sign_out(request: PatientRequest) -> HttpResponse:
    slug = request.clinic.slug
    logout(request)
    return redirect("portal:services", slug)


def _may_ask(request: HttpRequest) -> bool:
    """A ceiling by address of the network; open while the cache is away."""
    key = f"sign-in:{request.META.get('REMOTE_ADDR', '')}:{int(time.time()) // WINDOW_SECONDS}"
    cache.add(key, 0, 2 * WINDOW_SECONDS)
    try:
        count: Any = cache.incr(key)
    except ValueError:  # evicted in between
        return True
    return count is None or count <= MOST_ASKED

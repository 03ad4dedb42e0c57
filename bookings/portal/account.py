"""A patient's own pages: signing in by a link, and who is looking. GET shows, POST acts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from unicodedata import decimal, normalize

from django import forms
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.appointments.own import visits_of
from bookings.languages import Because, speak
from bookings.models import Clinic, Patient, User
from bookings.notifications.visit_form import form_is_missing
from bookings.people.sign_in import (
    CodeSpent,
    LinkSpent,
    WrongCode,
    ask_to_sign_in,
    open_link,
    patients_of,
    use_code,
    use_link,
)
from bookings.portal.finding import clinic_of
from bookings.web import DressedForm, address_of, is_below, sent

P = ParamSpec("P")
AS = "patient"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ASKED, DIGITS = "asked", 6
WINDOW_SECONDS, MOST_ASKED, MOST_TYPED = 600, 20, 60
# What reaches further than a page is for somebody who has just shown that they are who they are.
FRESH = timedelta(minutes=30)


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
        patient = _chosen(request, theirs)
        speak(patient.clinic.language, Because.CLINIC)
        speak(patient.language, Because.PERSON)
        request.patient, request.clinic = patient, patient.clinic  # type: ignore[attr-defined]
        request.patients = theirs  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return check


def patient_here(request: HttpRequest, clinic: Clinic) -> Patient | None:
    """As whom somebody is signed in on the clinic's booking pages; None for everybody else. One query."""
    if not request.user.is_authenticated:
        return None
    theirs = [one for one in patients_of(request.user) if one.clinic_id == clinic.pk]
    return _chosen(request, theirs) if theirs else None


def _chosen(request: HttpRequest, theirs: list[Patient]) -> Patient:
    chosen = request.session.get(AS)
    return next((one for one in theirs if one.public_id == chosen), theirs[0])


class AddressForm(DressedForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=_("The one that the clinic has of you."),
    )


class CodeForm(DressedForm):
    code = forms.CharField(
        label=_("The code in the message"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-field"}
        ),
    )

    def clean_code(self) -> str:
        """Six digits, however they were grouped and in whatever script: what is none uses up no try."""
        digits = "".join(one for one in normalize("NFKC", self.cleaned_data["code"]) if one not in " -")
        try:
            plain = "".join(str(decimal(one)) for one in digits)
        except ValueError:
            plain = ""
        if len(plain) != DIGITS:
            raise forms.ValidationError(_("The code has six digits."))
        return plain


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
    form = AddressForm(sent(request))
    if form.is_valid():
        if may_try(MOST_ASKED, "sign-in", request):
            email = form.cleaned_data["email"]
            asked = ask_to_sign_in(clinic=clinic, email=email, now=timezone.now())
            request.session[ASKED] = asked.public_id
        return render(request, "portal/me_sent.html", {"clinic": clinic, "form": CodeForm()})
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
    return let_in(request, user, patient)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The six digits of the letter, where it was asked for: this browser's session says so."""
    clinic, asked = clinic_of(slug), request.session.get(ASKED)
    if not asked:
        return redirect("portal:sign_in", slug)
    form = CodeForm(sent(request))
    if form.is_valid():
        try:
            if not may_try(MOST_TYPED, "sign-in-code", request):
                raise CodeSpent
            user, patient = use_code(asked=asked, typed=form.cleaned_data["code"], now=timezone.now())
            return let_in(request, user, patient)
        except (WrongCode, CodeSpent) as refusal:
            form.add_error("code", str(refusal.message))
    context = {"clinic": clinic, "form": form}
    return render(request, "portal/me_sent.html", context, status=400 if form.errors else 200)


def let_in(request: HttpRequest, user: User, patient: Patient) -> HttpResponse:
    """Begin the session of somebody who has shown who they are."""
    login(request, user, backend=BACKEND)
    request.session.pop(ASKED, None)
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
        "asks_form": form_is_missing(request.patient),
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


def is_fresh(request: PatientRequest, now: datetime) -> bool:
    return request.user.last_login is not None and request.user.last_login > now - FRESH


def may_try(most: int, what: str, request: HttpRequest) -> bool:
    return is_below(most, f"{what}:{address_of(request)}", seconds=WINDOW_SECONDS)

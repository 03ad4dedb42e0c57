"""What somebody has agreed to: read, signed and taken back by themselves."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.errors import DomainError
from bookings.portal.account import PatientRequest, patient_required
from bookings.web import DressedForm
from notes import access
from notes.models import Consent
from notes.plans.consent import consent_lines, own_consent, sign_consent, withdraw_consent
from notes.plans.signed_consent import TEXTS, Signature, TextChanged, text_of


class SignForm(DressedForm):
    """Nothing is ticked before. The drawing is a wish, the name is the signature."""

    read = forms.CharField(max_length=64, widget=forms.HiddenInput)
    strokes = forms.CharField(max_length=40_000, required=False, widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read this, and I agree."),
        error_messages={
            "required": gettext_lazy("Please tick this if you agree; without it nothing is signed.")
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Your full name, as your signature"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Please write your name: it is your signature.")},
    )


@require_safe
@patient_required
def consents(request: PatientRequest) -> HttpResponse:
    now = timezone.now()
    access.own_chart(request.user, request.patient, now, "consent")
    lines = consent_lines(request.patient, now)
    texts = [text_of(kind, request.clinic) for kind in TEXTS]
    standing = [line for line in lines if not line.withdrawn_at and not line.is_over]
    # What was signed counts on; where the words have changed since, the new ones are asked for.
    read = {(line.kind, line.signed.version if line.signed else "") for line in standing}
    context = {
        "clinic": request.clinic,
        "lines": lines,
        "texts": [one for one in texts if not {(one.kind, one.version), (one.kind, "")} & read],
        "changed": {line.kind for line in standing},
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/portal/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def sign(request: PatientRequest, kind: str) -> HttpResponse:
    if kind not in TEXTS:
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        access.own_chart(request.user, request.patient, now, "consent")
        return _sign_page(request, kind, SignForm())
    form = SignForm(request.POST)
    if not form.is_valid():
        return _sign_page(request, kind, form, status=422)
    return _sign(request, kind, form, now)


def _sign(request: PatientRequest, kind: str, form: SignForm, now: datetime) -> HttpResponse:
    data = form.cleaned_data
    signature = Signature(data["name"], data["read"], data["strokes"])
    access.own_chart(request.user, request.patient, now, "consent", access.EDITED)
    try:
        sign_consent(patient=request.patient, user=request.user, kind=kind, signature=signature, now=now)
    except TextChanged as refusal:
        again = SignForm(initial={"name": data["name"]})
        return _sign_page(request, kind, again, notice=str(refusal.message), status=409)
    except DomainError as refusal:
        form.refuse(refusal)
        return _sign_page(request, kind, form, status=422)
    messages.success(request, _("Signed. You can read it here at any time, or take it back."))
    return redirect("care:consents")


@require_POST
@patient_required
def take_back(request: PatientRequest, public_id: str) -> HttpResponse:
    consent = own_consent(request.patient, public_id)
    if consent is None:
        raise Http404
    withdraw_consent(consent=consent, user=request.user, now=timezone.now())
    messages.success(request, _("Taken back. Your therapist sees it before your next visit."))
    return redirect("care:consents")


def _sign_page(
    request: PatientRequest, kind: str, form: SignForm, notice: str = "", status: int = 200
) -> HttpResponse:
    text = text_of(kind, request.clinic)
    context = {
        "clinic": request.clinic,
        "text": text,
        "form": form,
        "notice": notice,
        "is_needed": kind == Consent.Kind.TREATMENT,
    }
    return render(request, "notes/portal/sign.html", context, status=status)

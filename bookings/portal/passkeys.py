"""Passkeys in a patient's own pages: to add one, to see and remove them, and to come in by one. GET shows, POST acts."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bookings.errors import DomainError
from bookings.models import Passkey
from bookings.people.passkeys import (
    EnoughPasskeys,
    PasskeyNotKept,
    PasskeyRefused,
    Place,
    Question,
    add_passkey,
    ask_to_add,
    ask_who,
    enter_by_passkey,
    remove_passkey,
    works_here,
)
from bookings.people.sessions import passkey_name
from bookings.portal.account import (
    AddressForm,
    PatientRequest,
    is_fresh,
    let_in,
    may_try,
    patient_required,
)
from bookings.portal.finding import clinic_of
from bookings.web import DressedForm

ADDS, ENTERS = "passkey-adds", "passkey-enters"
MOST_TRIED, MOST_ADDED, LONGEST = 60, 20, 20_000


class PasskeyForm(DressedForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    credential = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        try:
            return json.loads(self.cleaned_data["credential"])
        except ValueError as problem:
            raise forms.ValidationError(str(PasskeyNotKept.message)) from problem


@require_safe
@patient_required
def passkeys(request: PatientRequest) -> HttpResponse:
    return _page(request)


@require_safe
@never_cache
@patient_required
def question(request: PatientRequest) -> HttpResponse:
    """What the device is asked to make. Only of somebody who has just come in."""
    now = timezone.now()
    if not is_fresh(request, now) or works_here(request.user):
        raise Http404
    try:
        asked = ask_to_add(user=request.user, called=request.clinic.name, place=_place(request), now=now)
    except EnoughPasskeys as refusal:
        return JsonResponse({"code": refusal.code}, status=409)
    return _asks(request, ADDS, asked, "creation_options")


@require_POST
@patient_required
def add(request: PatientRequest) -> HttpResponse:
    form, asked, now = PasskeyForm(request.POST), request.session.pop(ADDS, None), timezone.now()
    if not form.is_valid() or not asked or not is_fresh(request, now):
        return _page(request, str(PasskeyNotKept.message), status=400)
    name = " ".join(form.cleaned_data["name"].split()) or passkey_name(request.headers.get("User-Agent", ""))
    try:
        if not may_try(MOST_ADDED, "passkey-add", request):
            raise PasskeyNotKept
        add_passkey(
            user=request.user, name=name, asked=asked,
            answer=form.cleaned_data["credential"], place=_place(request), now=now,
        )  # fmt: skip
    except DomainError as refusal:
        return _page(request, str(refusal.message), status=400)
    messages.success(request, _("Added. Next time, choose “Use a passkey” to sign in."))
    return redirect("portal:passkeys")


@require_POST
@patient_required
def remove(request: PatientRequest, public_id: str) -> HttpResponse:
    if not remove_passkey(user=request.user, public_id=public_id, now=timezone.now()):
        raise Http404
    messages.success(request, _("Removed. It opens nothing any more; you can delete it on your device, too."))
    return redirect("portal:passkeys")


@require_safe
@never_cache
def enter_question(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody: it names nobody."""
    clinic_of(slug)
    return _asks(request, ENTERS, ask_who(place=_place(request), now=timezone.now()), "request_options")


@require_POST
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """In by a passkey. Whatever is wrong with it reads the same."""
    clinic, asked = clinic_of(slug), request.session.pop(ENTERS, None)
    form = PasskeyForm(request.POST)
    try:
        if not form.is_valid() or not asked or not may_try(MOST_TRIED, "passkey", request):
            raise PasskeyRefused
        user, patient = enter_by_passkey(
            asked=asked, answer=form.cleaned_data["credential"], place=_place(request), clinic=clinic,
            now=timezone.now(),
        )  # fmt: skip
    except PasskeyRefused as refusal:
        context = {"clinic": clinic, "form": AddressForm(), "refused": str(refusal.message)}
        return render(request, "portal/me_sign_in.html", context, status=400)
    return let_in(request, user, patient)


def _asks(request: HttpRequest, where: str, asked: Question, name: str) -> JsonResponse:
    request.session[where] = asked.kept()
    return JsonResponse({name: asked.options})


def _place(request: HttpRequest) -> Place:
    return Place(request.get_host().partition(":")[0], f"{request.scheme}://{request.get_host()}")


def _page(request: PatientRequest, refused: str = "", status: int = 200) -> HttpResponse:
    form = PasskeyForm(initial={"name": passkey_name(request.headers.get("User-Agent", ""))})
    context = {
        "clinic": request.clinic,
        "patient": request.patient,
        "passkeys": Passkey.objects.filter(user=request.user),
        "form": form,
        "refused": refused,
        "is_fresh": is_fresh(request, timezone.now()),
        "works_here": works_here(request.user),
    }
    return render(request, "portal/passkeys.html", context, status=status)

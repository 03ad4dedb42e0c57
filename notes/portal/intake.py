"""The form before a first visit: by the link of the visit, which shows nothing of the record, or signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.models import Appointment, Clinic, Patient, User
from bookings.portal import browser
from bookings.portal.account import PatientRequest, patient_required
from bookings.portal.links import with_link
from notes import access
from notes.intake.keep import AlreadySent, EnoughForms, draft_of, keep_draft, send_intake
from notes.intake.queries import answers_of, newest, state_of
from notes.portal.intake_form import IntakeForm, shown

DUE_BEFORE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Knock:
    """Who fills the form, where, and what the page leads back to."""

    request: HttpRequest
    clinic: Clinic
    patient: Patient
    writer: str
    now: datetime
    back: str
    user: User | None = None
    visit: Appointment | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def by_link(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """A form of its own for who has the link: what was sent before, or typed elsewhere, is not shown."""
    now, patient = timezone.now(), appointment.patient
    if patient is None or not appointment.is_live or appointment.starts_at <= now:
        return redirect("portal:manage", appointment.token)
    back = reverse("portal:manage", args=[appointment.token])
    writer = _writer(request)
    knock = Knock(request, appointment.clinic, patient, writer, now, back, visit=appointment)
    if request.method != "POST" and state_of(patient) == "complete":
        return _thanks(knock)
    return _answer(knock, draft_of(patient, writer))


def _writer(request: HttpRequest) -> str:
    """This browser; looking leaves no cookie, so that it has a name once something is kept."""
    is_known = request.method == "POST" or browser.NAME in request.session
    return sha256(browser.name_of(request).encode()).hexdigest() if is_known else ""


@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def own(request: PatientRequest) -> HttpResponse:
    """The same in one's own pages, begun from what was sent last; sending it again is news."""
    now, patient = timezone.now(), request.patient
    action = access.EDITED if request.method == "POST" else access.VIEWED
    access.own_chart(request.user, patient, now, "intake", action)
    writer = f"account:{request.user.pk}"
    knock = Knock(request, request.clinic, patient, writer, now, reverse("portal:me"), user=request.user)
    return _answer(knock, draft_of(patient, writer), last=newest(patient))


def _answer(knock: Knock, typed: Mapping[str, Any], last: Any = None) -> HttpResponse:
    request = knock.request
    if request.method != "POST":
        initial = shown(typed) if typed else answers_of(last)
        return _page(knock, IntakeForm(initial=initial), is_draft=bool(typed), last=last)
    form = IntakeForm(request.POST)
    if "keep" in request.POST:
        return _keep(knock, form)
    if not form.is_valid():
        keep_draft(patient=knock.patient, writer=knock.writer, typed=form.typed(), now=knock.now)
        return _page(knock, form, status=422, last=last)
    try:
        send_intake(
            patient=knock.patient, answers=form.answers(), writer=knock.writer, now=knock.now, user=knock.user,
            appointment=knock.visit,
        )  # fmt: skip
    except AlreadySent:
        return _thanks(knock)
    except EnoughForms as refusal:
        form.refuse(refusal)
        return _page(knock, form, status=422, last=last)
    return _thanks(knock)


def _keep(knock: Knock, form: IntakeForm) -> HttpResponse:
    """By the button, or every few seconds by the page itself, which asks for JSON."""
    keep_draft(patient=knock.patient, writer=knock.writer, typed=form.typed(), now=knock.now)
    if knock.request.headers.get("Accept") == "application/json":
        return JsonResponse({"saved_at": knock.now.isoformat()})
    messages.success(knock.request, _("Kept. Come back to this page in this browser to go on."))
    return redirect(knock.request.path)


def _thanks(knock: Knock) -> HttpResponse:
    context = {"clinic": knock.clinic, "back": knock.back, "visit": knock.visit}
    return render(knock.request, "notes/portal/intake_thanks.html", context)


def _page(
    knock: Knock, form: IntakeForm, *, status: int = 200, is_draft: bool = False, last: Any = None
) -> HttpResponse:
    due = knock.visit.starts_at - DUE_BEFORE if knock.visit else None
    context = {
        "clinic": knock.clinic,
        "form": form,
        "parts": list(form.parts()),
        "back": knock.back,
        "visit": knock.visit,
        "due": due if due and due > knock.now else None,
        "is_draft": is_draft,
        "last": last,
    }
    return render(knock.request, "notes/portal/intake.html", context, status=status)

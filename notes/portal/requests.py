"""A patient asks about their record: for a copy, to put something right, to erase what may go. And how it stands."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.portal.account import PatientRequest, patient_required
from bookings.web import perform, sent
from notes import access
from notes.models import RecordRequest
from notes.portal.own_forms import AskForm, StatementForm
from notes.record.requests import add_statement, ask, requests_of, visits_to_name, withdraw


@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def requests(request: PatientRequest) -> HttpResponse:
    now = timezone.now()
    access.own_chart(request.user, request.patient, now, "request")
    visits = visits_to_name(request.patient)
    form = AskForm(sent(request), visits=visits)
    asked: dict[str, Any] = {"patient": request.patient, "user": request.user, "now": now}
    if form.carry_out(lambda: ask(**asked, **form.details())):
        messages.success(request, _("The clinic has your request."))
        return redirect("care:requests")
    context = {
        "clinic": request.clinic,
        "form": form,
        "asked": requests_of(request.patient, now),
        "statement": StatementForm(),
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/portal/requests.html", context, status=422 if form.errors else 200)


@require_POST
@patient_required
def withdraw_one(request: PatientRequest, public_id: str) -> HttpResponse:
    withdraw(request=_own(request, public_id), user=request.user, now=timezone.now())
    return redirect("care:requests")


@require_POST
@patient_required
def statement(request: PatientRequest, public_id: str) -> HttpResponse:
    """The other side of a refusal."""
    form = StatementForm(request.POST)
    form.is_valid()
    said: dict[str, Any] = {
        "request": _own(request, public_id),
        "text": form.cleaned_data.get("statement", ""),
        "user": request.user,
        "now": timezone.now(),
    }
    perform(request, lambda: add_statement(**said), _("Your words stand beside the note now."))
    return redirect("care:requests")


def _own(request: PatientRequest, public_id: str) -> RecordRequest:
    found = RecordRequest.objects.filter(
        public_id=public_id, patient__in=request.patient.family_of_records()
    ).select_related("patient")
    asked = found.first()
    if asked is None:
        raise Http404
    return asked

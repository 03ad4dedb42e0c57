"""Looking after something by oneself, and the one question after two weeks behind the link of its message."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.languages import Because, speak
from bookings.portal.account import PatientRequest, patient_required
from bookings.web import sent
from notes import access
from notes.homecare.self_care import (
    CheckInClosed,
    answer_check_in,
    begin_self_care,
    end_self_care,
    open_check_in,
)
from notes.models import SelfCareEpisode
from notes.portal.own_forms import CheckInForm, SelfCareForm


@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def self_care(request: PatientRequest) -> HttpResponse:
    now = timezone.now()
    access.own_chart(request.user, request.patient, now, "self_care")
    form = SelfCareForm(sent(request))

    def begin() -> None:
        access.own_chart(request.user, request.patient, now, "self_care", access.EDITED)
        today = request.clinic.date_at(now)
        begin_self_care(patient=request.patient, today=today, now=now, **form.cleaned_data)

    if form.carry_out(begin):
        messages.success(request, _("Kept. In two weeks we ask you once how it is."))
        return redirect("care:self_care")
    open_one = request.patient.self_care.filter(status=SelfCareEpisode.Status.OPEN).first()
    context = {"clinic": request.clinic, "form": form, "episode": open_one}
    return render(request, "notes/portal/self_care.html", context, status=422 if form.errors else 200)


@require_POST
@patient_required
def end(request: PatientRequest) -> HttpResponse:
    now = timezone.now()
    access.own_chart(request.user, request.patient, now, "self_care", access.EDITED)
    end_self_care(patient=request.patient, now=now)
    return redirect("care:self_care")


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    try:
        episode = open_check_in(token)
    except CheckInClosed:
        return render(request, "notes/portal/closed.html", {"clinic": None}, status=404)
    speak(episode.patient.language or episode.clinic.language, Because.PERSON)
    form = CheckInForm(sent(request))
    context = {"clinic": episode.clinic, "form": form}
    if request.method == "POST" and form.is_valid():
        kept = answer_check_in(token=token, answer=form.cleaned_data["answer"], now=timezone.now())
        return render(request, "notes/portal/check_in_thanks.html", {**context, "answer": kept.answer})
    return render(request, "notes/portal/check_in.html", context, status=422 if form.errors else 200)

"""The diary of daily activities and what they do."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.portal.account import PatientRequest, patient_required
from bookings.web import sent
from notes import access
from notes.homecare.diary import diary_of, remove_entry, write_entry
from notes.portal.own_forms import EntryForm


@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def diary(request: PatientRequest) -> HttpResponse:
    now = timezone.now()
    access.own_chart(request.user, request.patient, now, "diary")
    form = EntryForm(sent(request))

    def keep() -> None:
        access.own_chart(request.user, request.patient, now, "diary", access.EDITED)
        write_entry(patient=request.patient, at=now, now=now, **form.cleaned_data)

    if form.carry_out(keep):
        messages.success(request, _("Written down."))
        return redirect("care:diary")
    lines, ranked = diary_of(request.patient)
    context = {"clinic": request.clinic, "form": form, "lines": lines[:30], "ranked": ranked}
    return render(request, "notes/portal/diary.html", context, status=422 if form.errors else 200)


@require_POST
@patient_required
def remove(request: PatientRequest, public_id: str) -> HttpResponse:
    access.own_chart(request.user, request.patient, timezone.now(), "diary", access.EDITED)
    remove_entry(patient=request.patient, public_id=public_id)
    return redirect("care:diary")

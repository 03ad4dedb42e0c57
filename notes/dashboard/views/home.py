"""A plan's exercises at home: what was given, how far it was kept to, how it felt; giving more, taking back."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.web import StaffRequest, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.home_forms import GiveForm, give_forms
from notes.homecare.diary import diary_of
from notes.homecare.exercises import BY_CODE
from notes.homecare.prescribe import prescribe, stop_exercise
from notes.homecare.queries import home_care_of
from notes.models import TreatmentPlan


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def plan_home(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    if request.method != "POST":
        return _page(request, seen.row, now)
    about = BY_CODE.get(request.POST.get("code", ""))
    if about is None:
        return _page(request, seen.row, now, status=422)
    form = GiveForm(request.POST, about=about)
    if form.carry_out(
        lambda: prescribe(
            plan=seen.row,
            therapist=seen.therapist,
            code=about.code,
            dose=form.dose(),
            applies=form.cleaned_data.get("applies", ()),
            despite=form.cleaned_data.get("despite", ""),
            today=seen.row.clinic.date_at(now),
            now=now,
        ),
    ):
        messages.success(request, _("Given. The patient finds it on their pages."))
        return redirect("notes_home:plan", public_id)
    return _page(request, seen.row, now, at_fault=form, status=422)


@require_POST
@staff_required()
def exercise_stop(request: StaffRequest, public_id: str, exercise_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    given = get_object_or_404(seen.row.exercises, public_id=exercise_id)
    stop_exercise(given=given, therapist=seen.therapist, today=seen.row.clinic.date_at(now), now=now)
    return redirect("notes_home:plan", public_id)


def _page(
    request: StaffRequest,
    plan: TreatmentPlan,
    now: datetime,
    at_fault: GiveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    care = home_care_of(plan.patient, plan.clinic.date_at(now), plan)
    forms = give_forms({line.code for line in care.live})
    if at_fault:
        forms = [at_fault if form.about == at_fault.about else form for form in forms]
    _lines, ranked = diary_of(plan.patient)
    context = {
        "section": "patients",
        "plan_id": plan.public_id,
        "patient_id": plan.patient.public_id,
        "patient_name": plan.patient.full_name,
        "care": care,
        "forms": forms,
        "ranked": ranked,
        "can_give": plan.is_live or plan.status == TreatmentPlan.Status.COMPLETED,
    }
    return render(request, "notes/home.html", context, status=status)

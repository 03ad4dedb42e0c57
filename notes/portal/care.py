"""A patient's exercises and plan. GET shows, POST keeps; each look is written down with the record."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.errors import DomainError
from bookings.portal.account import PatientRequest, patient_required
from bookings.web import sent
from notes import access
from notes.charts import chart_of
from notes.homecare.diary import rate_parts
from notes.homecare.log import check_readiness, log_exercise
from notes.homecare.queries import home_care_of
from notes.homecare.readiness import REST_TODAY, STOP_AND_TELL
from notes.models import ExercisePrescription, ReadinessCheck
from notes.plans.queries import plan_sheet, shown_plans
from notes.portal.own_forms import DoneForm, RatingForm, ReadyForm
from notes.screening.emergency import number_of


@require_safe
@patient_required
def exercises(request: PatientRequest) -> HttpResponse:
    return _exercises_page(request, timezone.now())


@require_POST
@patient_required
def ready(request: PatientRequest) -> HttpResponse:
    now = timezone.now()
    form = ReadyForm(request.POST)
    if not form.is_valid():
        return _exercises_page(request, now, ready_form=form, status=422)
    access.own_chart(request.user, request.patient, now, "home_care", access.EDITED)
    check_readiness(
        patient=request.patient,
        nrs=form.cleaned_data["pain"],
        sudden_items=form.cleaned_data["sudden"],
        today=request.clinic.date_at(now),
        now=now,
    )
    return redirect("care:exercises")


@require_POST
@patient_required
def done(request: PatientRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    family = request.patient.family_of_records()
    exercise = get_object_or_404(ExercisePrescription.objects, patient__in=family, public_id=public_id)
    form = DoneForm(request.POST, prefix=public_id)
    if not form.is_valid():
        return _exercises_page(request, now, done_form=(public_id, form), status=422)
    access.own_chart(request.user, request.patient, now, "home_care", access.EDITED)
    try:
        logged = log_exercise(
            exercise=exercise,
            nrs_after=form.cleaned_data["pain"],
            lasted_over_an_hour=form.cleaned_data["lasted"],
            signs=form.cleaned_data["signs"],
            today=request.clinic.date_at(now),
            now=now,
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
    else:
        if logged.must_stop:
            messages.warning(request, _(STOP_AND_TELL))
        else:
            messages.success(request, _("Kept."))
    return redirect("care:exercises")


@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def plan(request: PatientRequest) -> HttpResponse:
    """The plan in force or, after it, the last one; and what the patient thinks of its parts."""
    now = timezone.now()
    today = request.clinic.date_at(now)
    access.own_chart(request.user, request.patient, now, "plan")
    plans = list(shown_plans(request.patient))
    found = min(plans, key=lambda row: (not row.is_live, -row.pk), default=None)
    if found is None:
        return render(request, "notes/portal/my_plan.html", {"clinic": request.clinic, "plan": None})
    sheet = plan_sheet(found, today=today, now=now)
    form = RatingForm(sent(request), parts=sheet.components)
    if request.method == "POST" and form.is_valid():
        access.own_chart(request.user, request.patient, now, "plan", access.EDITED)
        rate_parts(plan=found, ratings=form.ratings(), today=today)
        messages.success(request, _("Thank you. Your therapist sees this at the next review."))
        return redirect("care:plan")
    context = {
        "clinic": request.clinic,
        "plan": sheet,
        "form": form,
        "coming": next((visit for visit in sheet.progress.visits if visit.starts_at > now), None),
        "latest": sheet.progress.visits[-1] if sheet.progress.visits else None,
        "chart": chart_of(sheet),
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/portal/my_plan.html", context, status=422 if form.errors else 200)


def _exercises_page(
    request: PatientRequest,
    now: datetime,
    *,
    ready_form: ReadyForm | None = None,
    done_form: tuple[str, DoneForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = request.clinic.date_at(now)
    access.own_chart(request.user, request.patient, now, "home_care")
    care = home_care_of(request.patient, today)
    checks = ReadinessCheck.objects.filter(patient=request.patient, on_date=today, has_sudden_signs=True)
    forms = {line.id: DoneForm(prefix=line.id) for line in care.live}
    if done_form:
        forms[done_form[0]] = done_form[1]
    context = {
        "clinic": request.clinic,
        "care": care,
        "lines": [(line, forms[line.id]) for line in care.live],
        "ready_form": ready_form or ReadyForm(),
        "rest": _(REST_TODAY),
        "emergency_number": number_of(request.clinic) if checks.exists() else "",
    }
    return render(request, "notes/portal/exercises.html", context, status=status)

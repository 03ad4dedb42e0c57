"""Plans: building, putting in force, looking at, closing."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.errors import DomainError
from bookings.models import Patient
from bookings.web import StaffRequest, show_refusal, staff_required
from notes import access
from notes.dashboard.charts import pain_chart
from notes.dashboard.fetching import options_of, seen_or_404, today_of
from notes.dashboard.plan_builder import PlanBuilder
from notes.dashboard.plan_page_forms import CloseForm, DoseForm, PainForm
from notes.models import TreatmentPlan
from notes.outcomes.record import record_response
from notes.plans import dose
from notes.plans.activate import activate_plan
from notes.plans.close import close_plan
from notes.plans.create import create_plan, update_plan
from notes.plans.details import BadPlan
from notes.plans.queries import plan_sheet


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def plan_new(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.patient_for, request, public_id, now, access.EDITED)
    options = options_of(seen.row.clinic)
    if request.method != "POST":
        return _builder_page(request, PlanBuilder.blank(options), seen.row)
    if "add" in request.POST or "drop" in request.POST:
        return _builder_page(request, PlanBuilder.changed(request.POST, options), seen.row)
    builder = PlanBuilder(options=options, data=request.POST)
    if builder.is_valid():
        try:
            plan = create_plan(
                patient=seen.row,
                author=seen.therapist,
                details=builder.details(),
                today=today_of(seen.row.clinic, now),
                now=now,
            )
        except BadPlan as refusal:
            builder.refuse(refusal)
        else:
            messages.success(request, _("Saved as a draft. Look it over, then put it in force."))
            return redirect("notes:plan", plan.public_id)
    return _builder_page(request, builder, seen.row, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def plan_edit(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now, access.EDITED)
    plan, options = seen.row, options_of(seen.row.clinic)
    if plan.status != TreatmentPlan.Status.DRAFT:
        messages.error(request, _("This plan is in force or closed, so it can no longer be changed here."))
        return redirect("notes:plan", plan.public_id)
    if request.method != "POST":
        return _builder_page(request, PlanBuilder.of(plan, options), plan.patient, plan)
    if "add" in request.POST or "drop" in request.POST:
        return _builder_page(request, PlanBuilder.changed(request.POST, options), plan.patient, plan)
    builder = PlanBuilder(options=options, data=request.POST)
    if builder.is_valid():
        try:
            update_plan(
                plan=plan,
                therapist=seen.therapist,
                details=builder.details(),
                expected_revision=_number(request.POST.get("revision", "")),
                today=today_of(plan.clinic, now),
                now=now,
            )
        except BadPlan as refusal:
            builder.refuse(refusal)
        except DomainError as refusal:
            builder.main.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("notes:plan", plan.public_id)
    return _builder_page(request, builder, plan.patient, plan, status=422)


@require_safe
@staff_required()
def plan(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    found = seen_or_404(access.plan_for, request, public_id, now).row
    return _plan_page(request, found, now, CloseForm(), PainForm())


@require_POST
@staff_required()
def plan_activate(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now, access.EDITED)
    try:
        activate_plan(plan=seen.row, therapist=seen.therapist, today=today_of(seen.row.clinic, now), now=now)
    except DomainError as refusal:
        show_refusal(request, refusal)
    else:
        messages.success(request, _("The plan is in force from now on."))
    return redirect("notes:plan", public_id)


@require_POST
@staff_required()
def plan_close(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now, access.EDITED)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            close_plan(plan=seen.row, therapist=seen.therapist, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The plan is closed."))
            return redirect("notes:plan", public_id)
    return _plan_page(request, seen.row, now, form, PainForm(), status=422)


@require_POST
@staff_required()
def plan_pain(request: StaffRequest, public_id: str) -> HttpResponse:
    """The average pain of the last seven days, asked by the therapist."""
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now, access.EDITED)
    form = PainForm(request.POST)
    if form.is_valid():
        record_response(
            patient=seen.row.patient,
            code="nrs",
            answers={"nrs": form.cleaned_data["average"]},
            user=seen.user,
            plan=seen.row,
            now=now,
        )
        messages.success(request, _("Kept."))
        return redirect("notes:plan", public_id)
    return _plan_page(request, seen.row, now, CloseForm(), form, status=422)


@require_safe
@staff_required()
def dose_words(request: StaffRequest) -> HttpResponse:
    """What three numbers add up to, while they are typed."""
    form = DoseForm(request.GET)
    planned = dose.planned(**form.cleaned_data) if form.is_valid() else None
    context = {"planned": planned, **(form.cleaned_data if planned else {})}
    return render(request, "notes/_dose.html", context)


def _builder_page(
    request: StaffRequest,
    builder: PlanBuilder,
    patient: Patient,
    plan: TreatmentPlan | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"section": "patients", "builder": builder, "patient": patient, "plan": plan}
    context["kinds"] = builder.kinds
    context["revision"] = request.POST.get("revision") or (plan.revision if plan else "")
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "notes/_builder.html" if is_fragment else "notes/plan_edit.html"
    return render(request, template, context, status=status)


def _plan_page(
    request: StaffRequest,
    found: TreatmentPlan,
    now: datetime,
    close_form: CloseForm,
    pain_form: PainForm,
    status: int = 200,
) -> HttpResponse:
    sheet = plan_sheet(found, today=today_of(found.clinic, now), now=now)
    context = {
        "section": "patients",
        "plan": sheet,
        "chart": pain_chart(sheet.pain, sheet.pain_target),
        "zone": found.clinic.time_zone,
        "close_form": close_form,
        "pain_form": pain_form,
    }
    return render(request, "notes/plan.html", context, status=status)


def _number(text: str) -> int:
    """A revision of a hidden field; anything else is one that never was."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0

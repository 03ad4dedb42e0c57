"""Building a plan: from a template or from nothing, as a draft, at once in force, or as the next version."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.errors import DomainError
from bookings.models import Patient
from bookings.web import StaffRequest, staff_required
from notes import access
from notes.dashboard.fetching import options_of, seen_or_404
from notes.dashboard.plan_builder import PlanBuilder
from notes.dashboard.plan_page_forms import DoseForm
from notes.models import PlanComponent, TreatmentPlan
from notes.plans import dose
from notes.plans.activate import NotReady
from notes.plans.begin import begin_draft, begin_plan
from notes.plans.create import create_plan, update_plan
from notes.plans.details import BadPlan
from notes.plans.progress import progress_of, visits_by_plan
from notes.plans.revise import revise_plan
from notes.plans.templates import TEMPLATES, template_of

BEGIN = "begin"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def plan_new(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.patient_for, request, public_id, now)
    patient, options, today = seen.row, options_of(seen.row.clinic), seen.row.clinic.date_at(now)
    if request.method != "POST":
        template = template_of(request.GET.get("template", ""))
        builder = (
            PlanBuilder.from_template(template, options, today) if template else PlanBuilder.blank(options)
        )
        return _page(request, builder, patient)
    if "add" in request.POST or "drop" in request.POST:
        return _page(request, PlanBuilder.changed(request.POST, options), patient)
    builder = PlanBuilder(options=options, data=request.POST)
    verb = begin_plan if request.POST.get("then") == BEGIN else create_plan
    kept = builder.is_valid() and _try(
        builder,
        lambda: verb(
            patient=patient,
            author=seen.therapist,
            details=builder.details(),
            baseline=builder.baseline,
            today=today,
            now=now,
        ),
    )
    return _after(request, kept, now) if kept else _page(request, builder, patient, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def plan_edit(request: StaffRequest, public_id: str) -> HttpResponse:
    """A draft changes in place; a plan in force gets its next version."""
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    plan, options = seen.row, options_of(seen.row.clinic)
    if plan.status in TreatmentPlan.CLOSED:
        messages.error(request, _("This plan is closed, so it can no longer be changed."))
        return redirect("notes:plan", plan.public_id)
    if request.method != "POST":
        return _page(request, PlanBuilder.of(plan, options), plan.patient, plan)
    if "add" in request.POST or "drop" in request.POST:
        return _page(request, PlanBuilder.changed(request.POST, options), plan.patient, plan)
    builder = PlanBuilder(options=options, data=request.POST)
    verb, how = _change_of(request, plan, builder)
    kept = builder.is_valid() and _try(
        builder,
        lambda: verb(
            plan=plan,
            therapist=seen.therapist,
            details=builder.details(),
            expected_revision=_number(request.POST.get("revision", "")),
            today=plan.clinic.date_at(now),
            now=now,
            **how(),
        ),
    )
    return _after(request, kept, now) if kept else _page(request, builder, plan.patient, plan, status=422)


@require_safe
@staff_required()
def dose_words(request: StaffRequest) -> HttpResponse:
    """What three numbers add up to, while they are typed."""
    form = DoseForm(request.GET)
    planned = dose.planned(**form.cleaned_data) if form.is_valid() else None
    context = {"planned": planned, **(form.cleaned_data if planned else {})}
    return render(request, "notes/_dose.html", context)


def propose_url(plan: TreatmentPlan, now: datetime) -> str:
    """The page that proposes dates for what is left of the dose, or the plan's own without any. Ids and numbers only."""
    parts = list(plan.components.select_related("option"))
    massage = next((part for part in parts if part.kind == PlanComponent.Kind.MASSAGE), None)
    left = progress_of(parts, visits_by_plan(plan.patient, now).get(plan.pk, ())).to_book
    if massage is None or not left:
        return reverse("notes:plan", args=[plan.public_id])
    asked = {
        "patient": plan.patient.public_id,
        "plan": plan.public_id,
        "per_week": massage.freq_per_week,
        "weeks": massage.weeks,
        "sessions": left,
    }
    if massage.option:
        asked["option"] = massage.option.public_id
    return f"{reverse('dashboard:series_new')}?{urlencode(asked)}"


def _change_of(
    request: StaffRequest, plan: TreatmentPlan, builder: PlanBuilder
) -> tuple[Callable[..., TreatmentPlan], Callable[[], dict[str, Any]]]:
    if plan.is_live:
        return revise_plan, lambda: {"reason": builder.main.cleaned_data["change_reason"]}
    verb = begin_draft if request.POST.get("then") == BEGIN else update_plan
    return verb, lambda: {"baseline": builder.baseline}


def _try(builder: PlanBuilder, act: Callable[[], TreatmentPlan]) -> TreatmentPlan | None:
    """What the verb made; a refusal is said in the builder, which keeps what was typed."""
    try:
        return act()
    except BadPlan as refusal:
        builder.refuse(refusal)
    except NotReady as refusal:
        builder.lacking = refusal.details["missing"]
    except DomainError as refusal:
        builder.main.add_error(None, str(refusal.message))
    return None


def _after(request: StaffRequest, plan: TreatmentPlan, now: datetime) -> HttpResponse:
    if request.POST.get("then") == BEGIN:
        messages.success(request, _("The plan is in force from now on. Here are dates for it."))
        return redirect(propose_url(plan, now))
    is_draft = plan.status == TreatmentPlan.Status.DRAFT
    messages.success(
        request,
        _("Saved as a draft. Look it over, then put it in force.")
        if is_draft
        else _("Changed. What it said before is kept under “Versions”."),
    )
    return redirect("notes:plan", plan.public_id)


def _page(
    request: StaffRequest,
    builder: PlanBuilder,
    patient: Patient,
    plan: TreatmentPlan | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"section": "patients", "builder": builder, "patient": patient, "plan": plan}
    context["kinds"] = builder.kinds
    context["revision"] = request.POST.get("revision") or (plan.revision if plan else "")
    context["is_live"] = bool(plan and plan.is_live)
    chosen = request.GET.get("template", "")
    context["templates"] = () if plan else TEMPLATES
    context["template"] = template_of(chosen)
    is_fragment = request.headers.get("HX-Request") == "true"
    name = "notes/_builder.html" if is_fragment else "notes/plan_edit.html"
    return render(request, name, context, status=status)


def _number(text: str) -> int:
    """A revision of a hidden field; anything else is one that never was."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0

"""The page of a plan: looking at it, putting it in force, what was said about the week."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.appointments.series import sent_for
from bookings.web import StaffRequest, perform, staff_required
from notes import access
from notes.charts import chart_of, score_chart
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.plan_page_forms import HoldForm, ReasonForm, ResumeForm
from notes.homecare.queries import home_care_of
from notes.models import TreatmentPlan
from notes.outcomes.ask import make_questionnaire
from notes.outcomes.packs import packs_of
from notes.outcomes.queries import activities_for
from notes.plans.activate import activate_plan
from notes.plans.adherence import Share
from notes.plans.asking import codes_for
from notes.plans.measure import record_measures
from notes.plans.queries import PlanSheet, plan_sheet
from notes.web import MeasureForm

WEEK = ("nrs", "night", "grc")


@require_safe
@staff_required()
def plan(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    found = seen_or_404(access.plan_for, request, public_id, now).row
    return plan_page(request, found, now)


@require_POST
@staff_required()
def plan_activate(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    given: dict[str, Any] = {
        "plan": seen.row,
        "therapist": seen.therapist,
        "today": seen.row.clinic.date_at(now),
        "now": now,
    }
    perform(request, lambda: activate_plan(**given), _("The plan is in force from now on."))
    return redirect("notes:plan", public_id)


@require_POST
@staff_required()
def plan_pain(request: StaffRequest, public_id: str) -> HttpResponse:
    """The week, asked by the therapist: average pain, nights, change since the start."""
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    form = MeasureForm(request.POST, codes=WEEK)
    return _keep(request, seen, form, now) or plan_page(request, seen.row, now, status=422, week_form=form)


@require_POST
@staff_required()
def plan_measures(request: StaffRequest, public_id: str) -> HttpResponse:
    """Every measure that the clinic may ask for this problem."""
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    form = _all_measures(seen.row, now, request.POST)
    return _keep(request, seen, form, now) or plan_page(request, seen.row, now, status=422, all_form=form)


@require_POST
@staff_required()
def plan_ask(request: StaffRequest, public_id: str) -> HttpResponse:
    """A link for the patient to answer by themselves."""
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    made = make_questionnaire(
        patient=seen.row.patient,
        plan=seen.row,
        codes=codes_for(seen.row, packs_of(seen.row.clinic, seen.row.clinic.date_at(now))),
        activities=activities_for(seen.row, now),
        user=seen.user,
        now=now,
    )
    link = request.build_absolute_uri(reverse("questions:answer", args=[made.token]))
    messages.success(request, _("The questions are open for 14 days at this link."))
    return plan_page(request, seen.row, now, question_link=link)


def _home_share(found: TreatmentPlan, sheet: PlanSheet, now: datetime) -> Share | None:
    """How far the exercises of a plan in force were done in the trailing 28 days; None where it is not asked."""
    return home_care_of(found.patient, found.clinic.date_at(now), found).share if sheet.is_live else None


def plan_page(
    request: StaffRequest, found: TreatmentPlan, now: datetime, status: int = 200, **given: Any
) -> HttpResponse:
    sheet = plan_sheet(found, today=found.clinic.date_at(now), now=now)
    hold = sheet.course.hold
    context = {
        "section": "patients",
        "plan": sheet,
        "chart": chart_of(sheet),
        "home": _home_share(found, sheet, now),
        "sent": sent_for(sheet.id, now) if sheet.is_live else None,
        "function_charts": [score_chart(line, sheet.target_of(line.code)) for line in sheet.function_scores],
        "zone": found.clinic.time_zone,
        "week_form": MeasureForm(codes=WEEK),
        "all_form": _all_measures(found, now),
        "hold_form": HoldForm(),
        "resume_form": ResumeForm(needs_decision=bool(hold and hold.needs_decision)),
        "revoke_form": ReasonForm(),
        **given,
    }
    return render(request, "notes/plan.html", context, status=status)


def _keep(
    request: StaffRequest, seen: access.Seen[TreatmentPlan], form: MeasureForm, now: datetime
) -> HttpResponse | None:
    given: dict[str, Any] = {"patient": seen.row.patient, "plan": seen.row, "user": seen.user, "now": now}
    if not form.carry_out(lambda: record_measures(**given, given=form.given())):
        return None
    messages.success(request, _("Kept."))
    return redirect("notes:plan", seen.row.public_id)


def _all_measures(found: TreatmentPlan, now: datetime, data: Any = None) -> MeasureForm:
    packs = packs_of(found.clinic, found.clinic.date_at(now))
    codes = [code for code in codes_for(found, packs) if code not in WEEK]
    activities = activities_for(found, now)
    return MeasureForm(data, codes=codes, activities=activities, packs=packs, auto_id="all_%s")

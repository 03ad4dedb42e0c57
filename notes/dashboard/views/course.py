"""What happens to a plan in force: rest and return, review, versions, discharge, withdrawal, alerts."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.appointments.series import wishes_for_others
from bookings.dashboard.fetching import date_in
from bookings.models import Membership
from bookings.web import StaffRequest, sent, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404, template_of
from notes.dashboard.plan_page_forms import DischargeForm, HoldForm, ReasonForm, ResumeForm, ReviewForm
from notes.dashboard.views.plans import plan_page
from notes.models import TreatmentPlan
from notes.outcomes.alerts import acknowledge_alert
from notes.outcomes.packs import packs_of
from notes.outcomes.queries import activities_for
from notes.plans.asking import codes_for
from notes.plans.close import close_plan, revoke_plan
from notes.plans.course import alerts_for, parts_by_rating
from notes.plans.hold import Decision, hold_plan, resume_plan
from notes.plans.queries import plan_sheet
from notes.plans.review import review_plan
from notes.plans.versions import versions_of
from notes.soap.unsigned import open_notes, signing_of_day, to_cosign

FARTHEST = timedelta(days=3660)


@require_POST
@staff_required()
def plan_hold(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    form = HoldForm(request.POST)
    if form.carry_out(
        lambda: hold_plan(plan=seen.row, therapist=seen.therapist, now=now, **form.cleaned_data)
    ):
        messages.success(request, _("The plan rests. New visits cannot be booked online meanwhile."))
        return redirect("notes:plan", public_id)
    return plan_page(request, seen.row, now, status=422, hold_form=form)


@require_POST
@staff_required()
def plan_resume(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    open_hold = seen.row.holds.filter(lifted_at=None).first()
    form = ResumeForm(request.POST, needs_decision=bool(open_hold and open_hold.needs_decision))
    if form.carry_out(
        lambda: resume_plan(
            plan=seen.row,
            therapist=seen.therapist,
            decision=Decision(**{"outcome": "", **form.cleaned_data}),
            today=seen.row.clinic.date_at(now),
            now=now,
        ),
    ):
        messages.success(request, _("The plan goes on."))
        return redirect("notes:plan", public_id)
    return plan_page(request, seen.row, now, status=422, resume_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def plan_review(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    plan, today = seen.row, seen.row.clinic.date_at(now)
    if not plan.is_live:
        messages.error(request, _("This plan is not in force."))
        return redirect("notes:plan", public_id)
    form = _review_form(request, plan, now)
    if form.carry_out(
        lambda: review_plan(
            plan=plan,
            therapist=seen.therapist,
            given=form.given(),
            ratings=form.ratings(),
            decision=form.cleaned_data["decision"],
            text=form.cleaned_data["text"],
            today=today,
            now=now,
        ),
    ):
        messages.success(request, _("The review is kept."))
        after = {"modify": "notes:plan_edit", "discharge": "notes:plan_close"}
        return redirect(after.get(form.cleaned_data["decision"], "notes:plan"), public_id)
    sheet = plan_sheet(plan, today=today, now=now)
    context = {"section": "patients", "plan": sheet, "form": form, "parts": parts_by_rating(plan)}
    context["zone"] = plan.clinic.time_zone
    return render(request, "notes/review.html", context, status=422 if form.errors else 200)


def _review_form(request: StaffRequest, plan: TreatmentPlan, now: datetime) -> ReviewForm:
    packs = packs_of(plan.clinic, plan.clinic.date_at(now))
    return ReviewForm(
        sent(request),
        codes=[code for code in codes_for(plan, packs) if code != "phq2"],
        activities=activities_for(plan, now),
        packs=packs,
        parts=parts_by_rating(plan),
    )


@require_safe
@staff_required()
def plan_versions(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    plan = seen_or_404(access.plan_for, request, public_id, now).row
    context = {
        "section": "patients",
        "plan": plan,
        "versions": versions_of(plan),
        "zone": plan.clinic.time_zone,
    }
    return render(request, "notes/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def plan_close(request: StaffRequest, public_id: str) -> HttpResponse:
    """Discharge of a plan in force; a draft is withdrawn at once."""
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    sheet = plan_sheet(seen.row, today=seen.row.clinic.date_at(now), now=now)
    form = DischargeForm(sent(request), exercises=sheet.exercises)
    if form.carry_out(lambda: close_plan(plan=seen.row, therapist=seen.therapist, now=now, **form.details())):
        messages.success(request, _("The plan is closed."))
        return redirect("notes:plan", public_id)
    context = {"section": "patients", "plan": sheet, "form": form, "zone": seen.row.clinic.time_zone}
    return render(request, "notes/discharge.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required()
def plan_revoke(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.plan_for, request, public_id, now)
    form = ReasonForm(request.POST)
    if form.carry_out(
        lambda: revoke_plan(plan=seen.row, therapist=seen.therapist, now=now, **form.cleaned_data)
    ):
        messages.success(request, _("The plan is withdrawn."))
        return redirect("notes:plan", public_id)
    return plan_page(request, seen.row, now, status=422, revoke_form=form)


@require_safe
@staff_required()
def today_panel(request: StaffRequest) -> HttpResponse:
    """What waits for the therapist who looks, for the page of a day; of signatures alone, for the owner.

    `?day=` says of which day the signed notes are counted; alerts and wishes are told today.
    """
    now = timezone.now()
    today = request.clinic.date_at(now)
    day = date_in(request, "day") or today
    day = day if abs(day - today) < FARTHEST else today
    therapist = request.staff.therapist if day == today else None
    alerts = (
        access.alerts_seen(request.staff.user, therapist, alerts_for(therapist), now) if therapist else []
    )
    wishes = wishes_for_others(request.staff.user, request.clinic.pk, now) if therapist else []
    context = {
        "section": "today",
        "alerts": alerts,
        "wishes": wishes,
        "zone": request.clinic.time_zone,
        "signing": _signing(request, day, now),
    }
    return render(request, template_of(request, "today_panel"), context)


@require_POST
@staff_required()
def alert_seen(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    seen = seen_or_404(access.alert_for, request, public_id, now)
    acknowledge_alert(alert=seen.row, user=seen.user, now=now)
    messages.success(request, _("Marked as seen."))
    if seen.row.plan and request.POST.get("back") == "plan":
        return redirect("notes:plan", seen.row.plan.public_id)
    return redirect("dashboard:today")


def _signing(request: StaffRequest, day: date, now: datetime) -> dict[str, Any] | None:
    therapist = request.staff.therapist
    if therapist is None and Membership.Role.OWNER not in request.staff.roles:
        return None
    waiting = open_notes(request.clinic, now, therapist)
    return {
        "day": signing_of_day(request.clinic, day, therapist),
        "late": sum(one.is_late and not one.is_overdue for one in waiting),
        "overdue": sum(one.is_overdue for one in waiting),
        "to_cosign": len(to_cosign(therapist)) if therapist else 0,
    }

"""Time off, closures and public holidays: first the visits that they hit, then what becomes of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.catalogue.countries import country_names
from bookings.dashboard.absence_forms import CHOICES, AbsenceForm, DecisionsForm, dates_in, shown_visits
from bookings.dashboard.fetching import locations_of, therapists_of, today_of
from bookings.dashboard.searching import keep, kept
from bookings.errors import DomainError
from bookings.models import Membership, Therapist, TimeOff
from bookings.schedules.absences import Absence, visits_inside
from bookings.schedules.carry_out import carry_out
from bookings.schedules.holidays import closure_of, holidays_of, regions_of, years_to_choose
from bookings.schedules.proposals import propose
from bookings.schedules.queries import absence_lines, hit_lines, span, time_off_of
from bookings.schedules.time_off import add_time_off, remove_time_off
from bookings.web import StaffRequest, show_refusal, staff_required

Role = Membership.Role
CARRIED = ("who", "where", "first", "from_time", "last", "until_time", "reason", "day", "region")


@require_safe
@staff_required(Role.OWNER, Role.THERAPIST)
def closures(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    lines = absence_lines(clinic=request.clinic, now=now, therapist=_own_only(request))
    context = {"section": "hours", "lines": lines, "form": absence_form(request, None, now)}
    return render(request, "dashboard/closures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Role.OWNER, Role.THERAPIST)
def new(request: StaffRequest) -> HttpResponse:
    """GET previews what was typed or the ticked holidays, POST stores it and carries out what was decided."""
    now = timezone.now()
    data = request.POST if request.method == "POST" else QueryDict(kept(request)) or request.GET
    if "preview" in request.POST and _asked(request, data, now)[1]:
        typed = urlencode([(name, value) for name in CARRIED for value in data.getlist(name)])
        return redirect(keep(request, typed, request.path))
    form, absences = _asked(request, data, now)
    if not absences:
        lines = absence_lines(clinic=request.clinic, now=now, therapist=_own_only(request))
        context = {"section": "hours", "lines": lines, "form": form}
        return render(request, "dashboard/closures.html", context, status=400 if form.errors else 200)
    decided = DecisionsForm(request.POST) if request.method == "POST" else None
    shown = shown_visits(request.POST)
    if decided and (not shown or decided.is_valid()):
        try:
            stored = add_time_off(
                clinic=request.clinic, absences=absences, decided=shown, user=request.staff.user, now=now
            )
        except DomainError as refusal:
            show_refusal(request, refusal)
        else:
            return _settled(request, stored, decided, now)
    context = _preview(request, absences, now) | {
        "carried": [(name, value) for name in CARRIED for value in data.getlist(name)],
        "decided": decided,
    }
    return render(request, "dashboard/closure_new.html", context, status=409 if decided else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Role.OWNER, Role.THERAPIST)
def closure(request: StaffRequest, public_id: str) -> HttpResponse:
    """One of them, with the visits that are still inside."""
    now = timezone.now()
    found = time_off_or_404(request, public_id)
    decided = DecisionsForm(request.POST) if request.method == "POST" else None
    if decided and decided.is_valid():
        return _settled(request, [found], decided, now)
    context = _preview(request, [Absence.of(found)], now) | {"closure": found, "decided": decided}
    return render(request, "dashboard/closure.html", context, status=400 if decided else 200)


@require_POST
@staff_required(Role.OWNER, Role.THERAPIST)
def remove(request: StaffRequest, public_id: str) -> HttpResponse:
    found = time_off_or_404(request, public_id)
    remove_time_off(time_off=found, user=request.staff.user, now=timezone.now())
    messages.success(request, _("Open again: this time can be booked."))
    return redirect("dashboard:closures")


@require_safe
@staff_required(Role.OWNER)
def holidays(request: StaffRequest) -> HttpResponse:
    """The year's public holidays with a tick for each; the ticked ones go on to the preview."""
    now = timezone.now()
    years, present = years_to_choose(now), today_of(request.clinic, now)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else years[0]
    regions = regions_of(request.clinic.country)
    region = request.GET.get("region", request.clinic.region)
    listed = holidays_of(clinic=request.clinic, year=year, region=region)
    context = {
        "section": "hours",
        "holidays": [holiday for holiday in listed if holiday.day >= present],
        "years": years,
        "year": year,
        "regions": regions,
        "region": region,
        "country": country_names().get(request.clinic.country, request.clinic.country),
    }
    return render(request, "dashboard/holidays.html", context)


def _settled(
    request: StaffRequest, stored: Sequence[TimeOff], decided: DecisionsForm, now: datetime
) -> HttpResponse:
    """Carry out what was decided; where something is left inside, its page says so."""
    visits = visits_inside(clinic=request.clinic, absences=[Absence.of(row) for row in stored], now=now)
    decisions = decided.decisions([visit.public_id for visit in visits]) if decided.is_valid() else {}
    outcomes = carry_out(
        clinic=request.clinic, visits=visits, decisions=decisions, actor=request.staff.actor, now=now
    )
    names = {visit.public_id: str(visit.patient) for visit in visits}
    for outcome in outcomes:
        if outcome.refusal:
            messages.error(request, f"{names[outcome.visit]}: {outcome.refusal}")
    messages.success(request, _("Closed: nothing can be booked there any more."))
    done = sum(outcome.what != "keep" and not outcome.refusal for outcome in outcomes)
    if done:
        told = ngettext("%(n)d visit was moved or cancelled.", "%(n)d visits were moved or cancelled.", done)
        messages.success(request, told % {"n": done})
    if any(outcome.refusal for outcome in outcomes) and len(stored) == 1:
        return redirect("dashboard:closure", stored[0].public_id)
    return redirect("dashboard:closures")


def _preview(request: StaffRequest, absences: Sequence[Absence], now: datetime) -> dict[str, Any]:
    visits = visits_inside(clinic=request.clinic, absences=absences, now=now)
    proposals = propose(clinic=request.clinic, visits=visits, absences=absences, now=now)
    return {
        "section": "hours",
        "absences": [_said(request, absence) for absence in absences],
        "hits": hit_lines(visits, proposals),
        "choices": CHOICES.items(),
    }


def _said(request: StaffRequest, absence: Absence) -> dict[str, str]:
    zone = (absence.location or request.clinic).time_zone
    return {
        "when": span(absence.starts_at, absence.ends_at, zone),
        "who": absence.therapist.full_name if absence.therapist else "",
        "where": absence.location.name if absence.location else "",
        "reason": absence.reason,
    }


def _asked(request: StaffRequest, data: QueryDict, now: datetime) -> tuple[AbsenceForm, list[Absence]]:
    """What is to be closed: ticked holidays, or what the form says; nothing if it cannot be read."""
    listed = dates_in(data.getlist("day")) if _own_only(request) is None else []
    days = [day for day in listed if day.year in years_to_choose(now)]
    if days:
        names = {
            holiday.day: holiday.name
            for year in {day.year for day in days}
            for region in {request.clinic.region, data.get("region", "")}
            for holiday in holidays_of(clinic=request.clinic, year=year, region=region)
        }
        wanted = [closure_of(request.clinic, day, names[day]) for day in sorted(set(days)) if day in names]
        return absence_form(request, None, now), [absence for absence in wanted if absence.ends_at > now]
    form = absence_form(request, data if data else None, now)
    return form, [form.cleaned_data["absence"]] if form.is_bound and form.is_valid() else []


def absence_form(
    request: StaffRequest, data: QueryDict | None, now: datetime, initial: dict[str, Any] | None = None
) -> AbsenceForm:
    own = _own_only(request)
    return AbsenceForm(
        data,
        initial=initial,
        clinic=request.clinic,
        therapists=[own] if own else therapists_of(request.clinic),
        locations=locations_of(request.clinic),
        may_close=own is None,
        now=now,
    )


def _own_only(request: StaffRequest) -> Therapist | None:
    """None for the owner, who sets everybody's times; else the therapist whose own they are."""
    if Role.OWNER in request.staff.roles:
        return None
    if request.staff.therapist is None:
        raise Http404
    return request.staff.therapist


def time_off_or_404(request: StaffRequest, public_id: str) -> TimeOff:
    return get_object_or_404(time_off_of(request.clinic, _own_only(request)), public_id=public_id)

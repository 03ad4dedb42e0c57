"""Moving an appointment to another time."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bookings.appointments.openings import open_days
from bookings.appointments.reschedule import reschedule
from bookings.appointments.series import Scope, SeriesSheet, change_series, series_of
from bookings.dashboard.fetching import (
    appointment_or_404,
    bookable_therapists,
    date_in,
    locations_of,
    one_of,
    today_of,
    who_and_where,
)
from bookings.dashboard.following import following
from bookings.dashboard.forms import OverrideForm, status_of
from bookings.dashboard.series_forms import MoveForm
from bookings.dashboard.undoing import tell_undoable
from bookings.dashboard.weeks import Week, week_of
from bookings.errors import DomainError
from bookings.models import Appointment, Therapist
from bookings.web import StaffRequest, show_refusal, staff_required
from bookings.wording import moment

ANYONE = "anyone"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def move(request: StaffRequest, public_id: str) -> HttpResponse:
    """The open times around the present one, the same therapist first; one of them, or one outside the rules."""
    found = appointment_or_404(request, public_id)
    now = timezone.now()
    sheet = series_of(found, now, request.staff.user)
    form = MoveForm(
        request.POST if "choice" in request.POST or "pick" in request.POST else None,
        scopes=sheet.scopes if sheet else (Scope.THIS,),
    )
    override = _override_form(request, found)
    for asked in (form, override):
        if asked.is_bound and asked.is_valid() and _moved(request, found, sheet, asked, now):
            return redirect("dashboard:appointment", public_id)
    week = week_of(date_in(request, "from") or _local_day(found), today_of(request.clinic, now))
    context = {
        "section": "today", "appointment": found, "form": form, "override": override, "week": week,
        **_times(request, found, week, now),
    }  # fmt: skip
    return render(request, "dashboard/move.html", context, status=status_of(form, override))


def _times(request: StaffRequest, found: Appointment, week: Week, now: datetime) -> dict[str, Any]:
    people = bookable_therapists(request)
    asked = request.GET.get("with", "")
    everybody = asked == ANYONE and request.staff.sees_all
    therapist = None if everybody else one_of(people, asked) or found.therapist
    days = open_days(
        option=found.option, first=week.first, last=week.last, now=now, therapist=therapist, moving=found
    )
    return {
        "days": days,
        "has_times": any(day.times for day in days),
        "several_places": len({time.location_id for day in days for time in day.times}) > 1,
        "people": people,
        "chosen": therapist,
        "asked": asked,
        "can_choose": len(people) > 1,
    }


def _override_form(request: StaffRequest, found: Appointment) -> OverrideForm:
    local = found.starts_at.astimezone(ZoneInfo(found.time_zone))
    return OverrideForm(
        request.POST if "override_reason" in request.POST else None,
        therapists=bookable_therapists(request),
        locations=locations_of(request.clinic),
        initial={
            "day": local.date(), "time": local.time(), "therapist": found.therapist.public_id,
            "location": found.location.public_id, "revision": found.revision,
        },
    )  # fmt: skip


def _moved(
    request: StaffRequest,
    found: Appointment,
    sheet: SeriesSheet | None,
    form: MoveForm | OverrideForm,
    now: datetime,
) -> bool:
    """Whether it was moved; a refusal is said on the form, whose page then shows what is open now."""
    data = form.cleaned_data
    choice = data.get("choice")
    seat = who_and_where(request, data)
    if seat is None:
        form.add_error(None, _("Please choose one of the listed times."))
        return False
    therapist, location = seat
    if sheet and choice and isinstance(form, MoveForm) and form.chosen_scope != Scope.THIS:
        return _moved_with_others(request, found, sheet, form, therapist, now)
    try:
        moved = reschedule(
            appointment=found,
            starts_at=choice.starts_at if choice else data["starts_at"],
            therapist=therapist,
            location=location,
            expected_revision=data.get("revision"),
            override_reason=data.get("override_reason", ""),
            actor=request.staff.actor,
            now=now,
        )
    except DomainError as refusal:
        form.refuse(refusal)
        show_refusal(request, refusal)
        return False
    said = _("Moved to %(when)s.") % {"when": moment(moved.starts_at, moved.time_zone)}
    tell_undoable(request, said, moved, now)
    return True


def _moved_with_others(
    request: StaffRequest,
    found: Appointment,
    sheet: SeriesSheet,
    form: MoveForm,
    therapist: Therapist,
    now: datetime,
) -> bool:
    """The same for several dates of a series; the refusal says of each that cannot follow what is free near it."""
    data, scope = form.cleaned_data, form.chosen_scope
    if data["choice"].location != found.location.public_id:
        form.add_error("scope", _("Several dates move together within one location only."))
        return False
    wanted = {"scope": scope, "starts_at": data["choice"].starts_at, "instead": data["instead"]}
    try:
        moved = change_series(
            appointment=found,
            therapist=therapist if therapist != found.therapist else None,
            expected_revision=data.get("revision"),
            actor=request.staff.actor,
            now=now,
            **wanted,
        )
    except DomainError as refusal:
        form.refuse(refusal)
        form.following = following(
            refusal=refusal, appointment=found, sheet=sheet, choice=form.data["choice"], now=now, **wanted
        )
        return False
    said = ngettext("Moved: %(count)d visit.", "Moved: %(count)d visits.", len(moved))
    tell_undoable(request, said % {"count": len(moved)}, found, now)
    return True


def _local_day(found: Appointment) -> date:
    zone = ZoneInfo(found.time_zone)
    return found.starts_at.astimezone(zone).date() - timedelta(days=1)

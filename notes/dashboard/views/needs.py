"""The part of "Needs a person" that is about treatment, loaded into the page of the desk; and the number beside its name."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from bookings import wording
from bookings.dashboard.need_line import NeedLine
from bookings.models import Membership
from bookings.needs.queries import needs
from bookings.web import StaffRequest, staff_required
from notes import access
from notes.dashboard.fetching import template_of
from notes.needs.queries import CareNeed, Kind, care_needs
from notes.plans.course import alerts_for


@require_safe
@staff_required()
def care_lines(request: StaffRequest) -> HttpResponse:
    """Whoever is shown alerts is written down, as on the page of the day."""
    now = timezone.now()
    waiting = _care_needs(request, now)
    if request.staff.therapist and any(need.kind == Kind.ALERT for need in waiting):
        access.alerts_seen(
            request.staff.user, request.staff.therapist, alerts_for(request.staff.therapist), now
        )
    context = {
        "section": "needs",
        "lines": [_line(need, request) for need in waiting],
    }
    return render(request, template_of(request, "needs"), context)


@require_safe
@staff_required()
def needs_count(request: StaffRequest) -> HttpResponse:
    """How much waits, bookings and treatment together: a number, and no names."""
    now, staff = timezone.now(), request.staff
    desk = needs(user=staff.user, clinic=request.clinic, now=now, sees_all=staff.sees_all)
    waiting = _care_needs(request, now)
    context = {"number": len(desk) + len(waiting), "is_late": any(need.is_late for need in waiting)}
    return render(request, "notes/_needs_count.html", context)


def _care_needs(request: StaffRequest, now: datetime) -> list[CareNeed]:
    return care_needs(
        user=request.staff.user,
        clinic=request.clinic,
        therapist=request.staff.therapist,
        is_owner=Membership.Role.OWNER in request.staff.roles,
        now=now,
    )


def _line(need: CareNeed, request: StaffRequest) -> NeedLine:
    icon, what = _words(need)
    return NeedLine(
        icon, what, need.who, _url(need, request), _when(need, request.clinic.time_zone), need.is_late
    )


def _when(need: CareNeed, zone: str) -> str:
    if need.due:
        return _("by %(day)s") % {"day": formats.date_format(need.due)}
    if need.at:
        return _("since %(when)s") % {"when": wording.day(wording.wall(need.at, zone).date())}
    return ""


def _words(need: CareNeed) -> tuple[str, str]:
    match need.kind:
        case Kind.CALL:
            return "phone", _("Please call before the next visit")
        case Kind.ALERT:
            return "flag", need.what
        case Kind.NOTE:
            return "writing-sign", _("The note of the visit is not signed")
        case Kind.COSIGN:
            return "user-check", _("A note of %(name)s awaits your signature") % {"name": need.what}
        case Kind.NOTES_OF:
            count = {"count": need.count}
            return "writing-sign", ngettext(
                "%(count)d note to sign", "%(count)d notes to sign", need.count
            ) % count
        case Kind.REQUEST:
            return "shield-check", _("Asks about the record: %(what)s") % {"what": need.what}
        case Kind.EMERGENCY:
            count = {"count": need.count}
            return "alert-triangle", ngettext(
                "%(count)d record opened in an emergency, to look at",
                "%(count)d records opened in an emergency, to look at",
                need.count,
            ) % count


def _url(need: CareNeed, request: StaffRequest) -> str:
    match need.kind:
        case Kind.CALL:
            page = "dashboard:patient" if request.staff.sees_all else "safety:patient_checks"
            return reverse(page, args=[need.id])
        case Kind.ALERT:
            page = "notes:plan" if need.is_of_plan else "dashboard:patient"
            return reverse(page, args=[need.parent])
        case Kind.NOTE if not need.id:
            return reverse("dashboard:appointment", args=[need.parent])
        case Kind.NOTE | Kind.COSIGN:
            return reverse("notes:note", args=[need.id])
        case Kind.NOTES_OF:
            return reverse("notes:unsigned")
        case Kind.REQUEST | Kind.EMERGENCY:
            return reverse("privacy:requests")

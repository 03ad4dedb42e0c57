"""What waits for a person: one list, each line a link to where it is done."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings import wording
from bookings.dashboard.need_line import NeedLine
from bookings.needs.queries import Kind, Need, needs
from bookings.web import StaffRequest, staff_required


@require_safe
@staff_required()
def needs_a_person(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    waiting = needs(user=request.staff.user, clinic=request.clinic, now=now, sees_all=request.staff.sees_all)
    context = {
        "section": "needs",
        "lines": [_line(need, request.clinic.time_zone, now) for need in waiting],
    }
    return render(request, "dashboard/needs.html", context)


def _line(need: Need, zone: str, now: datetime) -> NeedLine:
    when = wording.moment(need.at, zone)
    icon, what, at = {
        Kind.REQUEST: ("calendar-due", _("Asks for a visit: accept or decline"), _("until %(when)s")),
        Kind.DATES: ("calendar-repeat", _("Asked for other dates"), _("since %(when)s")),
        Kind.CLAIM: ("users", _("To check: is it the same person?"), _("since %(when)s")),
        Kind.MESSAGE: ("mail", _("A message about this visit did not arrive: please call"), "%(when)s"),
        Kind.OFFER: ("hourglass", _("Did not take the time offered, and it is still free"), "%(when)s"),
    }[need.kind]
    is_late = need.kind == Kind.REQUEST and need.at <= now
    return NeedLine(icon, what, need.who, _url(need), at % {"when": when}, is_late)


def _url(need: Need) -> str:
    match need.kind:
        case Kind.DATES:
            return reverse("dashboard:series", args=[need.id])
        case Kind.CLAIM:
            return reverse("dashboard:claims")
        case Kind.OFFER:
            return reverse("dashboard:waitlist")
        case Kind.REQUEST | Kind.MESSAGE:
            return reverse("dashboard:appointment", args=[need.id])

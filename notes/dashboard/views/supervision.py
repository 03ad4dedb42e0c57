"""The owner says who co-signs whose notes."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.models import Membership
from bookings.web import StaffRequest, perform, staff_required
from notes.soap.supervision import set_supervisor, supervised_lines, who_writes_notes


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Membership.Role.OWNER)
def supervision(request: StaffRequest) -> HttpResponse:
    """Everybody who writes notes, each with their supervisor. POST sets one of them, or ends it."""
    if request.method == "POST":
        return _set(request)
    context = {
        "section": "settings",
        "lines": supervised_lines(request.clinic),
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/supervision.html", context)


def _set(request: StaffRequest) -> HttpResponse:
    people = {one.public_id: one for one in who_writes_notes(request.clinic)}
    therapist = people.get(request.POST.get("therapist", ""))
    asked = request.POST.get("supervisor", "")
    if therapist is None or (asked and asked not in people):
        raise Http404
    given: dict[str, Any] = {
        "therapist": therapist,
        "supervisor": people.get(asked),
        "user": request.staff.user,
    }
    perform(request, lambda: set_supervisor(**given, now=timezone.now()), _("Saved."))
    return redirect("notes:supervision")

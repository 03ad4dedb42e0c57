"""The owner says who co-signs whose notes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.errors import DomainError
from bookings.models import Membership
from bookings.web import StaffRequest, show_refusal, staff_required
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
    try:
        set_supervisor(
            therapist=therapist, supervisor=people.get(asked), user=request.staff.user, now=timezone.now()
        )
    except DomainError as refusal:
        show_refusal(request, refusal)
    else:
        messages.success(request, _("Saved."))
    return redirect("notes:supervision")

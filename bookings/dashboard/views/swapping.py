"""Two visits change places: who could, what it would come to, and doing it."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.appointments.swap import swap, why_not_swap
from bookings.appointments.swap_partners import swap_partners
from bookings.dashboard.fetching import appointment_or_404
from bookings.dashboard.forms import status_of
from bookings.dashboard.series_forms import SwapForm
from bookings.dashboard.undoing import tell_undoable
from bookings.errors import DomainError
from bookings.models import Appointment
from bookings.web import StaffRequest, sent, show_refusal, staff_required
from bookings.wording import moment


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def swap_it(request: StaffRequest, public_id: str) -> HttpResponse:
    """Without `with` in the query string the list of those who could; with it both as they are and would be."""
    found = appointment_or_404(request, public_id)
    now = timezone.now()
    partner = _partner(request, found, request.GET.get("with", ""))
    form = SwapForm(sent(request))
    if form.is_bound and form.is_valid():
        other = _partner(request, found, form.cleaned_data["partner"])
        if other and _swapped(request, form, found, other, now):
            return redirect("dashboard:appointment", public_id)
    context = {"section": "today", "appointment": found, "form": form, "partner": partner}
    if partner:
        context["why_not"] = why_not_swap(first=found, second=partner, now=now)
    else:
        context["partners"] = swap_partners(appointment=found, user=request.staff.user, now=now)
    return render(request, "dashboard/swap.html", context, status=status_of(form))


def _partner(request: StaffRequest, found: Appointment, public_id: str) -> Appointment | None:
    if not public_id:
        return None
    if public_id == found.public_id:
        raise Http404
    return appointment_or_404(request, public_id)


def _swapped(
    request: StaffRequest, form: SwapForm, found: Appointment, other: Appointment, now: datetime
) -> bool:
    """Whether it was done; a refusal is said on the form, and both are as they were."""
    data = form.cleaned_data
    try:
        mine, theirs = swap(
            first=found,
            second=other,
            expected_revisions=(data["revision"], data["partner_revision"]),
            actor=request.staff.actor,
            now=now,
        )
    except DomainError as refusal:
        form.refuse(refusal)
        show_refusal(request, refusal)
        return False
    said = _("Swapped: %(one)s comes on %(at)s, %(other)s on %(other_at)s.") % {
        "one": mine.patient, "at": moment(mine.starts_at, mine.time_zone),
        "other": theirs.patient, "other_at": moment(theirs.starts_at, theirs.time_zone),
    }  # fmt: skip
    tell_undoable(request, said, mine, now)
    return True

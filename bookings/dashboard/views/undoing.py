"""Taking back a cancellation, a move or a swap."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bookings.appointments.undo import undo
from bookings.dashboard.fetching import appointment_or_404, back
from bookings.dashboard.undoing import may_undo
from bookings.errors import DomainError
from bookings.web import StaffRequest, show_refusal, staff_required
from bookings.wording import moment


@require_POST
@staff_required()
def undo_it(request: StaffRequest, public_id: str) -> HttpResponse:
    found = appointment_or_404(request, public_id)
    if not may_undo(request, found):
        raise Http404
    try:
        rows = undo(appointment=found, actor=request.staff.actor, now=timezone.now())
    except DomainError as refusal:
        show_refusal(request, refusal)
    else:
        if len(rows) == 1:
            when = moment(rows[0].starts_at, rows[0].time_zone)
            messages.success(request, _("Undone: the visit is on %(when)s, as before.") % {"when": when})
        else:
            said = ngettext(
                "Undone: %(count)d visit is as before.", "Undone: %(count)d visits are as before.", len(rows)
            )
            messages.success(request, said % {"count": len(rows)})
    return back(request, "dashboard:appointment", public_id)

"""Which clinic somebody works in who works for several."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.web import CHOSEN_CLINIC, StaffRequest, staff_required


@require_POST
@staff_required()
def choose_clinic(request: StaffRequest) -> HttpResponse:
    """From now on, in this browser, until they choose another or sign out."""
    wanted = request.POST.get("clinic", "")
    chosen = next((one for one in request.staff.elsewhere if one.public_id == wanted), None)
    if chosen is None:
        raise Http404
    request.session[CHOSEN_CLINIC] = chosen.public_id
    messages.info(request, _("You are in %(clinic)s now.") % {"clinic": chosen.name})
    return redirect("dashboard:today")

"""Which messages somebody gets: a patient, as they tell the desk, and the staff themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.audit import record_access
from bookings.dashboard.fetching import patient_or_404, refused_or_404
from bookings.dashboard.forms import status_of
from bookings.dashboard.message_forms import OwnMessagesForm
from bookings.message_forms import WishesForm
from bookings.notifications.refusals import trust_again
from bookings.notifications.staff_wishes import kinds_for, muted_by, set_staff_wishes
from bookings.notifications.wishes import set_wishes
from bookings.web import DESK, StaffRequest, sent, staff_required


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def my_messages(request: StaffRequest) -> HttpResponse:
    """What a member of the staff is told by mail."""
    kinds = kinds_for(request.staff.roles)
    muted = muted_by(request.staff.user, request.clinic)
    form = OwnMessagesForm(sent(request), kinds=kinds, muted=muted)
    if form.is_valid():
        set_staff_wishes(user=request.staff.user, clinic=request.clinic, muted=form.muted())
        messages.success(request, _("Saved."))
        return redirect("dashboard:my_messages")
    return render(
        request, "dashboard/my_messages.html", {"section": "", "form": form}, status=status_of(form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*DESK)
def patient_wishes(request: StaffRequest, public_id: str) -> HttpResponse:
    found = patient_or_404(request, public_id)
    form = WishesForm(sent(request), patient=found)
    if form.is_valid():
        now = timezone.now()
        set_wishes(patient=found, now=now, **form.wishes())
        record_access(
            clinic=request.clinic, user=request.staff.user, patient=found, action="edited",
            object_kind="patient", object_id=found.public_id, now=now,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("dashboard:patient", found.public_id)
    context = {"section": "patients", "patient": found, "form": form, "policy": request.clinic.policy}
    return render(request, "dashboard/patient_wishes.html", context, status=status_of(form))


@require_POST
@staff_required(*DESK)
def trust_address(request: StaffRequest, public_id: str, refused: str) -> HttpResponse:
    """The address is right after all: messages go there again."""
    found = patient_or_404(request, public_id)
    trust_again(address=refused_or_404(request, found, refused))
    messages.success(request, _("Messages go to this address again."))
    return redirect("dashboard:patient", found.public_id)

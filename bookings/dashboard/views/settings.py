"""What the clinic says about itself, and the rules by which it is booked."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.catalogue.clinic import change_clinic, change_rules
from bookings.dashboard.edit_page import edit_page
from bookings.dashboard.settings_forms import ClinicForm, RulesForm
from bookings.models import Membership
from bookings.web import StaffRequest, sent, staff_required

OWNER = Membership.Role.OWNER
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@staff_required(OWNER)
def overview(request: StaffRequest) -> HttpResponse:
    """Everything that an owner sets, in one place."""
    return render(request, "dashboard/settings.html", {"section": "settings"})


@require_http_methods(METHODS)
@staff_required(OWNER)
def clinic(request: StaffRequest) -> HttpResponse:
    form = ClinicForm(sent(request), clinic=request.clinic)

    def act(now: datetime) -> None:
        change_clinic(clinic=request.clinic, changes=form.cleaned_data, user=request.staff.user, now=now)

    rows = (
        ("name",), ("about",), ("phone", "email"), ("accent", "language"), ("country", "region"),
        ("time_zone", "currency"), ("emergency_number",),
    )  # fmt: skip
    return edit_page(
        request, form, act, rows, reverse("dashboard:settings"), title=_("The clinic"),
        whose=_("Settings"), section="settings", preview=reverse("dashboard:settings_preview"),
    )  # fmt: skip


@require_POST
@staff_required(OWNER)
def preview(request: StaffRequest) -> HttpResponse:
    """What is typed, as patients would see it on top of the booking page: a fragment."""
    form = ClinicForm(request.POST, clinic=request.clinic)
    form.is_valid()
    shown = {name: form.cleaned_data.get(name, "") for name in ("name", "about", "phone", "accent")}
    return render(request, "dashboard/_settings_preview.html", {"shown": shown})


@require_http_methods(METHODS)
@staff_required(OWNER)
def rules(request: StaffRequest) -> HttpResponse:
    form = RulesForm(sent(request), policy=request.clinic.policy)

    def act(now: datetime) -> None:
        change_rules(clinic=request.clinic, changes=form.changes(), user=request.staff.user, now=now)

    rows = (
        ("min_notice_hours", "horizon_days"), ("cancel_notice_hours", "request_hours"),
        ("slot_step_minutes", "hold_minutes"), ("reminders", "waitlist_offer_minutes"),
        ("quiet_from", "quiet_to"), ("staff_mail",), ("text_messages",),
    )  # fmt: skip
    return edit_page(
        request, form, act, rows, reverse("dashboard:settings"), title=_("Rules of booking"),
        whose=_("Settings"), section="settings",
    )  # fmt: skip

"""The ledger of messages: what left, what did not, and why."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.dashboard.fetching import date_in, today_of
from bookings.models import Membership, Notification
from bookings.notifications.queries import ledger, undelivered
from bookings.web import StaffRequest, staff_required


@require_safe
@staff_required(Membership.Role.OWNER, Membership.Role.RECEPTION)
def ledger_page(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    present = today_of(request.clinic, now)
    day = date_in(request, "day") or present
    state = request.GET.get("state", "")
    if state not in Notification.State.values:
        state = ""
    failing = undelivered(clinic=request.clinic, since=now)
    context = {
        "section": "messages",
        "failing": failing,
        "only_failing": bool(request.GET.get("coming")),
        "ledger": ledger(clinic=request.clinic, day=day, state=state),
        "state": state,
        "is_today": day == present,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "today": present,
    }
    return render(request, "dashboard/messages.html", context)

"""The ledger of messages: what left, what did not, and why."""

from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.audit import record_access
from bookings.dashboard.fetching import back, date_in, message_or_404, patient_or_404, today_of
from bookings.dashboard.message_forms import LedgerFilter
from bookings.models import Notification
from bookings.notifications.queries import ledger, messages_to, undelivered
from bookings.notifications.refusals import flagged_among
from bookings.notifications.resend import resend
from bookings.notifications.watch import mail_health
from bookings.web import DESK, StaffRequest, perform, staff_required


@require_safe
@staff_required(*DESK)
def ledger_page(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    present = today_of(request.clinic, now)
    day = date_in(request, "day") or present
    asked = LedgerFilter(request.GET).asked()
    context = {
        "section": "messages",
        "failing": undelivered(clinic=request.clinic, since=now),
        "only_failing": bool(request.GET.get("coming")),
        "ledger": ledger(clinic=request.clinic, day=day, **asked),
        "state": asked.get("state", ""),
        "kind": asked.get("kind", ""),
        "kinds": Notification.Kind.choices,
        "narrowed": f"&{urlencode(asked)}" if asked else "",
        "health": mail_health(now),
        "is_today": day == present,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "today": present,
    }
    return render(request, "dashboard/messages.html", context)


@require_safe
@staff_required(*DESK)
def messages_to_patient(request: StaffRequest, public_id: str) -> HttpResponse:
    """Why somebody did or did not get a message."""
    found = patient_or_404(request, public_id)
    record_access(
        clinic=request.clinic, user=request.staff.user, patient=found, action="viewed",
        object_kind="messages", object_id=found.public_id, now=timezone.now(),
    )  # fmt: skip
    context = {
        "section": "patients",
        "patient": found,
        "lines": messages_to(found),
        "refused": flagged_among(request.clinic, [found.email]),
    }
    return render(request, "dashboard/patient_messages.html", context)


@require_POST
@staff_required(*DESK)
def resend_it(request: StaffRequest, public_id: str) -> HttpResponse:
    found = message_or_404(request, public_id)
    again = partial(resend, notification=found, now=timezone.now())
    perform(request, again, _("It is on its way once more."))
    return back(request, "dashboard:messages")

"""One appointment: its page, its one-tap steps, its cancellation."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.appointments.policy import change_rules
from bookings.appointments.queries import history, reason_for
from bookings.appointments.series import Scope, SeriesSheet, cancel_series, series_of
from bookings.audit import record_access
from bookings.dashboard.fetching import appointment_or_404, back
from bookings.dashboard.forms import CancelForm
from bookings.dashboard.steps import STEPS, steps_of
from bookings.dashboard.undoing import tell_undoable, undo_offer
from bookings.errors import DomainError
from bookings.models import Appointment
from bookings.notifications.queries import messages_of, never_planned
from bookings.notifications.refusals import flagged_among
from bookings.web import StaffRequest, sent, show_refusal, staff_required


@require_safe
@staff_required()
def appointment(request: StaffRequest, public_id: str) -> HttpResponse:
    found = appointment_or_404(request, public_id)
    now = timezone.now()
    reason = reason_for(request.staff.user, found)
    record_access(
        clinic=request.clinic, user=request.staff.user, patient=found.patient, action="viewed",
        object_kind="appointment", object_id=found.public_id, now=now,
    )  # fmt: skip
    sheet, letters = series_of(found, now, request.staff.user), messages_of(found)
    context = {
        "section": "today",
        "appointment": found,
        "series": sheet,
        "undo_until": undo_offer(request, found, now),
        "reason": reason,
        "steps": steps_of(found, now, is_confirmed=found.confirmed_at is not None),
        "day": found.starts_at.astimezone(ZoneInfo(request.clinic.time_zone)).date(),
        "is_treating": found.therapist.user_id == request.staff.user.pk,
        "rules": change_rules(found, now),
        "history": history(found),
        "letters": letters,
        "never_planned": never_planned(found, letters),
        "refused": flagged_among(request.clinic, [found.patient.email] if found.patient else []),
        "cancel_form": _cancel_form(found, sheet),
        "manage_url": settings.BASE_URL + reverse("portal:manage", args=[found.token]),
        "here": request.path,
    }
    return render(request, "dashboard/appointment.html", context)


@require_POST
@staff_required()
def take_step(request: StaffRequest, public_id: str, step: str) -> HttpResponse:
    """Accept, decline, confirm, arrive, complete or no-show, each with one tap."""
    found = appointment_or_404(request, public_id)
    now = timezone.now()
    try:
        STEPS[step].verb(appointment=found, actor=request.staff.actor, now=now)
    except DomainError as refusal:
        show_refusal(request, refusal)
    else:
        said = str(STEPS[step].said)
        if STEPS[step].can_be_undone:
            tell_undoable(request, said, found, now)
        else:
            messages.success(request, said)
    return back(request, "dashboard:appointment", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def cancel_it(request: StaffRequest, public_id: str) -> HttpResponse:
    found = appointment_or_404(request, public_id)
    now = timezone.now()
    form = _cancel_form(found, series_of(found, now, request.staff.user), sent(request))
    if form.is_valid():
        try:
            cancelled = cancel_series(
                appointment=found,
                scope=form.chosen_scope,
                reason=form.cleaned_data["reason"],
                is_silent=form.cleaned_data["is_silent"],
                expected_revision=form.cleaned_data["revision"],
                actor=request.staff.actor,
                now=now,
            )
        except DomainError as refusal:
            show_refusal(request, refusal)
        else:
            said = ngettext(
                "Cancelled: the time is free again.",
                "%(count)d visits are cancelled: their times are free again.",
                len(cancelled),
            )
            tell_undoable(request, said % {"count": len(cancelled)}, found, now)
        return redirect("dashboard:appointment", public_id)
    context = {
        "section": "today",
        "appointment": found,
        "form": form,
        "rules": change_rules(found, now),
        "steps": steps_of(found, now, is_confirmed=False),
    }
    return render(request, "dashboard/cancel.html", context, status=400 if form.errors else 200)


def _cancel_form(
    found: Appointment, sheet: SeriesSheet | None, data: Mapping[str, Any] | None = None
) -> CancelForm:
    scopes = sheet.scopes if sheet else (Scope.THIS,)
    return CancelForm(data, scopes=scopes, initial={"revision": found.revision})

"""The waiting list at the desk: who waits, who fits a time and why, what was offered and what came of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import wording
from bookings.appointments.policy import AlreadyBooked
from bookings.availability.hours import YEARS
from bookings.dashboard.fetching import (
    back,
    locations_of,
    one_of,
    options_of,
    patient_or_404,
    therapists_of,
    today_of,
)
from bookings.dashboard.wish_forms import WishForm
from bookings.errors import DomainError
from bookings.models import WaitlistEntry
from bookings.waitlist.claim import claim, decline
from bookings.waitlist.join import join, leave
from bookings.waitlist.offer import offer
from bookings.waitlist.policy import USUAL_WAIT
from bookings.waitlist.queries import entry_at_desk, fits_for, offer_at_desk, waiting_list
from bookings.web import DESK, StaffRequest, sent, show_refusal, staff_required


@require_safe
@staff_required(*DESK)
def waitlist(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    context = {"section": "waitlist", "page": waiting_list(request.clinic, now), "here": request.path}
    return render(request, "dashboard/waitlist.html", context)


@require_safe
@staff_required(*DESK)
def fits(request: StaffRequest) -> HttpResponse:
    """Who fits `from` to `until` (seconds since the epoch) of a `therapist`; a fragment for a page that asks."""
    therapist = one_of(therapists_of(request.clinic), request.GET.get("therapist", ""))
    starts_at, ends_at = (_instant(request.GET.get(name, "")) for name in ("from", "until"))
    is_stretch = starts_at and ends_at and timedelta() < ends_at - starts_at <= timedelta(days=1)
    if therapist is None or starts_at is None or ends_at is None or not is_stretch:
        raise Http404
    found = fits_for(request.clinic, therapist, starts_at, ends_at, timezone.now())
    context = {"section": "waitlist", "fits": found, "here": request.get_full_path()}
    is_fragment = request.headers.get("HX-Target") == "fits"
    return render(
        request, "dashboard/_waitlist_fits.html" if is_fragment else "dashboard/waitlist_fits.html", context
    )


@require_POST
@staff_required(*DESK)
def offer_it(request: StaffRequest, public_id: str) -> HttpResponse:
    """One tap: the time is held for them and they are told."""
    entry = entry_or_404(request, public_id)
    therapist = one_of(therapists_of(request.clinic), request.POST.get("therapist", ""))
    starts_at = _instant(request.POST.get("at", ""))
    if therapist is None or starts_at is None:
        messages.error(request, _("Please choose one of the listed times."))
        return redirect("dashboard:waitlist")
    try:
        made = offer(
            entry=entry,
            starts_at=starts_at,
            therapist=therapist,
            actor=request.staff.actor,
            now=timezone.now(),
        )
    except DomainError as refusal:
        show_refusal(request, refusal)
    else:
        held = made.appointment
        until = wording.short_moment(made.expires_at, held.time_zone)
        told = _("Offered to %(name)s: kept until %(until)s, then the next in line is asked.")
        messages.success(request, told % {"name": entry.patient.full_name, "until": until})
    return back(request, "dashboard:waitlist")


@require_POST
@staff_required(*DESK)
def accept_for(request: StaffRequest, public_id: str) -> HttpResponse:
    """They said yes on the phone."""
    return _answer(request, public_id, claim, _("Booked. The confirmation is on its way."))


@require_POST
@staff_required(*DESK)
def decline_for(request: StaffRequest, public_id: str) -> HttpResponse:
    """They said no on the phone."""
    return _answer(request, public_id, decline, _("Declined: the next in line is asked."))


@require_POST
@staff_required(*DESK)
def close(request: StaffRequest, public_id: str) -> HttpResponse:
    entry = entry_or_404(request, public_id)
    leave(entry=entry, actor=request.staff.actor, now=timezone.now())
    messages.success(request, _("%(name)s is off the list.") % {"name": entry.patient.full_name})
    return redirect("dashboard:waitlist")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*DESK)
def new_entry(request: StaffRequest) -> HttpResponse:
    """Put a patient on the list, who is named in the query string."""
    if not request.GET.get("patient"):
        messages.info(request, _("Please choose the patient first, then “Waiting list”."))
        return redirect("dashboard:patients")
    patient = patient_or_404(request, request.GET["patient"])
    now = timezone.now()
    today = today_of(request.clinic, now)
    form = WishForm(
        sent(request),
        options=options_of(request.clinic),
        therapists=therapists_of(request.clinic),
        locations=locations_of(request.clinic),
        initial={
            "option": request.GET.get("option", ""), "from_date": today, "until_date": today + USUAL_WAIT
        },
    )  # fmt: skip
    if form.carry_out(
        lambda: join(option=form.chosen_option(), patient=patient, wanted=form.wanted(), now=now)
    ):
        messages.success(request, _("%(name)s is on the list.") % {"name": patient.full_name})
        return redirect("dashboard:waitlist")
    context = {"section": "waitlist", "form": form, "patient": patient}
    return render(request, "dashboard/waitlist_new.html", context, status=400 if form.errors else 200)


def _answer(request: StaffRequest, public_id: str, verb: Callable[..., Any], said: str) -> HttpResponse:
    found = offer_at_desk(request.clinic, public_id)
    if found is None:
        raise Http404
    try:
        verb(offer=found, actor=request.staff.actor, now=timezone.now())
    except AlreadyBooked:
        messages.info(request, _("They have taken it already."))
    except DomainError as refusal:
        show_refusal(request, refusal)
    else:
        messages.success(request, said)
    return back(request, "dashboard:waitlist")


def entry_or_404(request: StaffRequest, public_id: str) -> WaitlistEntry:
    entry = entry_at_desk(request.clinic, public_id)
    if entry is None:
        raise Http404
    return entry


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return instant if instant.year in YEARS else None

"""What patients ask about their records: the owner sees what waits and until when; words only who treats them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.models import Membership
from bookings.web import StaffRequest, perform, sent, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.privacy_forms import AmendForm, RefuseForm, RetentionForm
from notes.models import RecordRequest, SoapNote
from notes.record.emergency import emergencies, not_looked_at
from notes.record.entries import retention_years
from notes.record.policy import keep_for
from notes.record.requests import (
    amend,
    answered_requests,
    hand_over_copy,
    open_requests,
    refuse,
    signed_note,
    visits_to_name,
)

Role = Membership.Role
Kind = RecordRequest.Kind
SOON_DAYS = 7


@require_safe
@staff_required(Role.OWNER, Role.THERAPIST)
def requests(request: StaffRequest) -> HttpResponse:
    """The owner: all of them, without words. A therapist: what is to be put right about those whom they treat."""
    now, clinic, user = timezone.now(), request.clinic, request.staff.user
    is_owner = Role.OWNER in request.staff.roles
    treated = access.treated_by(user, clinic)
    context = {
        "section": "requests",
        "is_owner": is_owner,
        "waiting": open_requests(clinic, now, None if is_owner else treated),
        "answered": answered_requests(clinic, now, None if is_owner else treated),
        "mine": set(treated.values_list("public_id", flat=True)),
        "emergencies": emergencies(clinic) if is_owner else (),
        "years": retention_years(clinic),
        "retention": RetentionForm(initial={"years": retention_years(clinic)}),
        "zone": clinic.time_zone,
    }
    return render(request, "notes/requests.html", context)


@require_safe
@staff_required(Role.OWNER)
def today(request: StaffRequest) -> HttpResponse:
    """What the owner should hear of without looking for it: loaded into the page of the day."""
    waiting = open_requests(request.clinic, timezone.now())
    context = {
        "emergencies": not_looked_at(request.clinic),
        "late": sum(line.is_late for line in waiting),
        "soon": sum(0 <= line.days_left <= SOON_DAYS for line in waiting),
    }
    return render(request, "notes/_records_today.html", context)


@require_POST
@staff_required(Role.OWNER)
def retention(request: StaffRequest) -> HttpResponse:
    form = RetentionForm(request.POST)
    if form.is_valid():
        keep_for(
            clinic=request.clinic,
            years=form.cleaned_data["years"],
            user=request.staff.user,
            now=timezone.now(),
        )
        messages.success(request, _("Kept."))
    else:
        least = {"years": settings.RETENTION_YEARS}
        messages.error(
            request, _("Records are kept for %(years)s years at the least, a hundred at the most.") % least
        )
    return redirect("privacy:requests")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Role.THERAPIST)
def amendment(request: StaffRequest, public_id: str) -> HttpResponse:
    """What the patient wants put right, to the therapist who treats them; posting adds it to the note."""
    now = timezone.now()
    seen = seen_or_404(access.request_for, request, public_id, now)
    asked = seen.row
    visits = visits_to_name(asked.patient)
    named = {"visit": asked.note.public_id} if asked.note else {}
    form = AmendForm(sent(request), visits=visits, initial=named)
    given: dict[str, Any] = {"request": asked, "therapist": seen.therapist, "user": seen.user, "now": now}
    if form.carry_out(lambda: amend(**given, note=_named(asked, form), text=form.cleaned_data["text"])):
        messages.success(request, _("Added to the note. The patient reads it in their requests."))
        return redirect("privacy:requests")
    context = {
        "section": "requests", "asked": asked, "form": form, "refusing": RefuseForm(), "has_notes": bool(visits),
        "about": dict(visits).get(asked.note.public_id if asked.note else "", ""), "zone": request.clinic.time_zone,
    }  # fmt: skip
    return render(request, "notes/amendment.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required(Role.OWNER, Role.THERAPIST)
def refuse_one(request: StaffRequest, public_id: str) -> HttpResponse:
    """An amendment: by the treating therapist. A copy or an erasure: by the owner."""
    now = timezone.now()
    asked = _of_the_owner(request, public_id)
    if asked is None:
        asked = seen_or_404(access.request_for, request, public_id, now).row
    reason, user = request.POST.get("reason", ""), request.staff.user
    if (
        not perform(
            request,
            lambda: refuse(request=asked, reason=reason, user=user, now=now),
            _("Answered. The patient reads why."),
        )
        and asked.kind == Kind.AMENDMENT
    ):
        return redirect("privacy:amendment", asked.public_id)
    return redirect("privacy:requests")


@require_POST
@staff_required(Role.OWNER)
def copy(request: StaffRequest, public_id: str) -> HttpResponse:
    asked = _of_the_owner(request, public_id)
    if asked is None or asked.kind != Kind.COPY:
        raise Http404
    perform(
        request,
        lambda: hand_over_copy(request=asked, user=request.staff.user, now=timezone.now()),
        _("The copy is ready: for thirty days they can take it from their pages."),
    )
    return redirect("privacy:requests")


def _of_the_owner(request: StaffRequest, public_id: str) -> RecordRequest | None:
    """A copy or an erasure of this clinic, to its owner."""
    if Role.OWNER not in request.staff.roles:
        return None
    rows = RecordRequest.objects.filter(clinic=request.clinic, public_id=public_id)
    return rows.exclude(kind=Kind.AMENDMENT).select_related("patient").first()


def _named(asked: RecordRequest, form: AmendForm) -> SoapNote:
    """The note of the visit that was chosen, which may have gone from the list since."""
    note = signed_note(asked.patient, form.cleaned_data["visit"])
    if note is None:
        raise Http404
    return note

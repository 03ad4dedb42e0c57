"""Several visits at once: the wishes, what they come to in the calendar, booking all, and the series afterwards."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.appointments.series import (
    SeriesProposal,
    SeriesSheet,
    SeriesTime,
    book_series_directly,
    propose_series,
    send_series,
    series_at_desk,
    withdraw_series,
)
from bookings.audit import record_access
from bookings.dashboard.fetching import (
    bookable_therapists,
    locations_of,
    one_of,
    options_of,
    patient_to_book_or_404,
    today_of,
)
from bookings.dashboard.forms import status_of
from bookings.dashboard.review import Review, review_of
from bookings.dashboard.series_forms import DatesForm, SeriesForm, asks_for_dates
from bookings.errors import DomainError
from bookings.idempotency import AlreadyAnswered, Once, fingerprint_of
from bookings.models import Patient, Series
from bookings.notifications.recipients import recipient_of
from bookings.web import StaffRequest, perform, sent, staff_required

USUAL = {"per_week": 1, "weeks": 6}
# The button that asks the patient first.
SEND = "send"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def new_series(request: StaffRequest) -> HttpResponse:
    """The query string holds the wishes; if they are whole the page proposes dates, and POST books or sends those chosen."""
    if not request.GET.get("patient"):
        messages.info(request, _("Please choose the patient first, then “Several visits”."))
        return redirect("dashboard:patients")
    patient = patient_to_book_or_404(request, request.GET["patient"])
    now = timezone.now()
    form = _wishes(request, now)
    dates = DatesForm(sent(request))
    is_asked = form.is_bound and form.is_valid()
    is_chosen = is_asked and dates.is_bound and dates.is_valid()
    if is_chosen and (booked := _booked(request, form, dates, patient, now)):
        return redirect("dashboard:series", booked)
    proposals = _proposals(form, patient, now) if is_asked else []
    context = {
        "section": "patients", "patient": patient, "form": form, "dates": dates, "is_asked": is_asked,
        "key": uuid4().hex, "has_address": bool(recipient_of(patient).email), **_chosen(request, proposals, dates),
    }  # fmt: skip
    return render(request, "dashboard/series_new.html", context, status=status_of(form, dates))


@require_safe
@staff_required()
def series(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    sheet, patient = _sheet_or_404(request, public_id, now)
    record_access(
        clinic=request.clinic, user=request.staff.user, patient=patient, action="viewed",
        object_kind="series", object_id=sheet.public_id, now=now,
    )  # fmt: skip
    return render(request, "dashboard/series.html", {"section": "patients", "sheet": sheet})


@require_POST
@staff_required()
def withdraw(request: StaffRequest, public_id: str) -> HttpResponse:
    """Dates that were sent to the patient are taken back."""
    now = timezone.now()
    sheet, _patient = _sheet_or_404(request, public_id, now)
    waiting = Series.objects.get(clinic=request.clinic, public_id=sheet.public_id)
    act = partial(withdraw_series, series=waiting, actor=request.staff.actor, now=now)
    perform(request, act, _("Taken back. The dates are free again."))
    return redirect("dashboard:series", public_id)


def _sheet_or_404(request: StaffRequest, public_id: str, now: datetime) -> tuple[SeriesSheet, Patient]:
    try:
        sheet = series_at_desk(request.staff.user, request.clinic, public_id, now)
    except Series.DoesNotExist as error:
        raise Http404 from error
    return sheet, patient_to_book_or_404(request, sheet.patient_id)


def _wishes(request: StaffRequest, now: datetime) -> SeriesForm:
    own = request.staff.therapist
    today = today_of(request.clinic, now)
    usual = {
        **USUAL,
        "start": today + timedelta(days=1),
        "therapist": own.public_id if own else "",
        **{name: request.GET[name] for name in request.GET},
    }
    asked = None
    if asks_for_dates(request.GET):
        asked = request.GET.copy()
        for name, value in usual.items():
            asked.setdefault(name, str(value))
    return SeriesForm(
        asked,
        initial=usual,
        options=options_of(request.clinic),
        therapists=bookable_therapists(request),
        may_be_anyone=request.staff.sees_all,
        today=today,
    )


def _proposals(form: SeriesForm, patient: Patient, now: datetime) -> list[SeriesProposal]:
    data, option = form.cleaned_data, form.chosen_option()
    if option is None:
        return []
    return propose_series(
        option=option,
        sessions=data["dates"],
        per_week=data["per_week"],
        start_date=data["start"],
        preferences=form.preferences(),
        patient=patient,
        therapist=form.chosen_therapist(),
        others_may_step_in=data.get("step_in", False),
        now=now,
    )


def _chosen(request: StaffRequest, proposals: list[SeriesProposal], dates: DatesForm) -> dict[str, Any]:
    """The proposal that is looked at, and the ways to the others."""
    asked = request.GET.get("way", "")
    at = min(int(asked), len(proposals) - 1) if asked.isdecimal() and len(asked) < 3 and proposals else 0
    link = request.GET.copy()
    link.pop("way", None)
    review: Review | None = review_of(proposals[at], dates) if proposals else None
    return {"proposals": proposals, "way": at, "review": review, "link": link.urlencode()}


def _booked(
    request: StaffRequest, form: SeriesForm, dates: DatesForm, patient: Patient, now: datetime
) -> str | None:
    """The public id of the new series; a refusal is said on the dates, whose page then proposes afresh."""
    option, times = form.chosen_option(), _times(request, dates)
    if option is None or times is None:
        dates.add_error(None, _("Please choose from the listed times."))
        return None
    is_sent = request.POST.get("then") == SEND
    try:
        made = (send_series if is_sent else book_series_directly)(
            option=option,
            times=times,
            patient=patient,
            made_for=form.cleaned_data["plan"],
            actor=request.staff.actor,
            now=now,
            once=_once(request, dates, patient),
        )
    except AlreadyAnswered as answered:
        return str(answered.answer["id"])
    except DomainError as refusal:
        dates.refuse(refusal)
        dates.refused = refusal.details.get("refused", [])
        return None
    said = ngettext("Booked: %(count)d visit.", "Booked: %(count)d visits.", len(times))
    if is_sent:
        said = ngettext("Sent: %(count)d date.", "Sent: %(count)d dates.", len(times))
    messages.success(request, said % {"count": len(times)})
    return made.public_id


def _times(request: StaffRequest, dates: DatesForm) -> list[SeriesTime] | None:
    """What was chosen; None if a therapist or a location is not theirs to fill."""
    people, places = bookable_therapists(request), {p.public_id: p for p in locations_of(request.clinic)}
    times = [
        SeriesTime(choice.starts_at, one_of(people, choice.therapist), places.get(choice.location))
        for choice in dates.choices()
    ]
    return times if all(time.therapist and time.location for time in times) else None


def _once(request: StaffRequest, dates: DatesForm, patient: Patient) -> Once | None:
    if not dates.cleaned_data["key"]:
        return None
    fingerprint = fingerprint_of(patient.public_id, dates.choices(), request.POST.get("then", ""))
    return Once(f"staff-series:{request.staff.user.pk}", dates.cleaned_data["key"], fingerprint, _answer)


def _answer(made: Series) -> tuple[int, dict[str, Any]]:
    return 201, {"id": made.public_id}

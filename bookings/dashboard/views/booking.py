"""Booking by staff: who, what, when, one after the other on one page that needs no JavaScript."""

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.appointments.book import book_directly
from bookings.appointments.gate import may_be_overruled
from bookings.appointments.openings import open_days
from bookings.dashboard.fetching import (
    bookable_therapists,
    date_in,
    locations_of,
    one_of,
    options_of,
    patient_to_book_or_404,
    today_of,
    who_and_where,
)
from bookings.dashboard.forms import OverrideForm, TimeForm, status_of
from bookings.dashboard.searching import kept
from bookings.dashboard.weeks import week_of
from bookings.errors import DomainError
from bookings.idempotency import AlreadyAnswered, Once, fingerprint_of
from bookings.models import Appointment, Patient, ServiceOption, Therapist
from bookings.people.search import patient_list
from bookings.web import StaffRequest, show_refusal, staff_required
from bookings.wording import moment

CHOSEN = ("patient", "option", "therapist", "day", "time")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def book(request: StaffRequest) -> HttpResponse:
    """The query string holds what is chosen so far: patient, option, therapist, from, and a day and time to begin with."""
    now = timezone.now()
    chosen = request.GET.get("patient", "")
    patient = patient_to_book_or_404(request, chosen) if chosen else None
    options = options_of(request.clinic)
    if patient and "option" not in request.GET and (usual := _usual(patient, options)):
        return redirect(f"{request.path}?{_carried(request)}option={usual}")
    option = next((o for o in options if o.public_id == request.GET.get("option")), None)
    form = TimeForm(request.POST if "pick" in request.POST else None)
    override = _override_form(request, now)
    if patient and option:
        for asked in (form, override):
            if (
                asked.is_bound
                and asked.is_valid()
                and (booked := _booked(request, patient, option, asked, now))
            ):
                return redirect("dashboard:appointment", booked)
    context: dict[str, Any] = {
        "section": "today", "patient": patient, "option": option, "options": options, "form": form,
        "override": override, "key": request.POST.get("key") or uuid4().hex, "query": _query(request),
        "carry": _carried(request), "without_patient": _carried(request, "patient"),
        "without_option": _carried(request, "option"), "without_therapist": _carried(request, "therapist"),
    }  # fmt: skip
    if patient is None:
        text = kept(request)
        found = patient_list(user=request.staff.user, clinic=request.clinic, now=now, text=text)
        context |= {"q": text, "found": found if text else None}
    elif option:
        context |= _times(request, option, now)
    status = status_of(form, override)
    return render(request, "dashboard/book.html", context, status=status)


def _usual(patient: Patient, options: list[ServiceOption]) -> str | None:
    """What the patient had last, if it can still be booked: one tap less, and a link to everything else."""
    rows = Appointment.objects.filter(patient=patient).exclude(status=Appointment.Status.CANCELLED)
    latest = rows.order_by("-starts_at").values_list("option__public_id", flat=True).first()
    return latest if any(option.public_id == latest for option in options) else None


def _times(request: StaffRequest, option: ServiceOption, now: datetime) -> dict[str, Any]:
    people = _givers(request, option)
    therapist = one_of(people, request.GET.get("therapist", ""))
    if therapist is None and not request.staff.sees_all:
        therapist = request.staff.therapist
    present = today_of(request.clinic, now)
    week = week_of(date_in(request, "from") or date_in(request, "day") or present, present)
    days = open_days(option=option, first=week.first, last=week.last, now=now, therapist=therapist)
    wished = _wished(request)
    return {
        "week": week,
        "days": days,
        "wished": wished,
        "is_wish_open": any(open_time.starts_at == wished for day in days for open_time in day.times),
        "has_times": any(day.times for day in days),
        "several_places": len({place.location_id for day in days for place in day.times}) > 1,
        "people": people,
        "chosen": therapist,
    }


def _wished(request: StaffRequest) -> datetime | None:
    """The time that somebody pointed at in the calendar, on the clinic's wall."""
    day = date_in(request, "day")
    try:
        at = time.fromisoformat(request.GET.get("time", ""))
    except ValueError:
        return None
    return datetime.combine(day, at, ZoneInfo(request.clinic.time_zone)) if day and not at.tzinfo else None


def _givers(request: StaffRequest, option: ServiceOption) -> list[Therapist]:
    giving = set(option.service.therapists.values_list("pk", flat=True))
    return [person for person in bookable_therapists(request) if person.pk in giving]


def _override_form(request: StaffRequest, now: datetime) -> OverrideForm:
    return OverrideForm(
        request.POST if "override_reason" in request.POST else None,
        therapists=bookable_therapists(request),
        locations=locations_of(request.clinic),
        initial={
            "day": date_in(request, "day") or today_of(request.clinic, now),
            "time": request.GET.get("time", ""),
            "therapist": request.GET.get("therapist", ""),
            "key": uuid4().hex,
        },
    )


def _booked(
    request: StaffRequest,
    patient: Patient,
    option: ServiceOption,
    form: TimeForm | OverrideForm,
    now: datetime,
) -> str | None:
    """The public id of the new appointment; a refusal is said on the form, whose page then shows what is open."""
    data = form.cleaned_data
    choice = data.get("choice")
    seat = who_and_where(request, data)
    if seat is None:
        form.add_error(None, _("Please choose one of the listed times."))
        return None
    therapist, location = seat
    starts_at = choice.starts_at if choice else data["starts_at"]
    try:
        appointment = book_directly(
            option=option,
            starts_at=starts_at,
            therapist=therapist,
            location=location,
            patient=patient,
            override_reason=data.get("override_reason", ""),
            clearance_reason=data["clearance_reason"],
            actor=request.staff.actor,
            now=now,
            once=_once(request, data["key"], patient.public_id, option.public_id, starts_at.isoformat(),
                       therapist.public_id),
        )  # fmt: skip
    except AlreadyAnswered as answered:
        return str(answered.answer["id"])
    except DomainError as refusal:
        _refuse(request, form, refusal)
        return None
    messages.success(
        request, _("Booked for %(when)s.") % {"when": moment(appointment.starts_at, appointment.time_zone)}
    )
    return appointment.public_id


def _refuse(request: StaffRequest, form: TimeForm | OverrideForm, refusal: DomainError) -> None:
    form.refuse(refusal)
    form.asks_clearance = request.staff.therapist is not None and may_be_overruled(refusal)
    show_refusal(request, refusal)


def _once(request: StaffRequest, key: str, *wanted: str) -> Once | None:
    if not key:
        return None
    return Once(f"staff-page:{request.staff.user.pk}", key, fingerprint_of(*wanted), _answer)


def _answer(appointment: Appointment) -> tuple[int, dict[str, Any]]:
    return 201, {"id": appointment.public_id}


def _query(request: StaffRequest) -> dict[str, str]:
    """What is chosen so far."""
    return {name: request.GET[name] for name in CHOSEN if request.GET.get(name)}


def _carried(request: StaffRequest, *left_out: str) -> str:
    """What is chosen so far as the beginning of a query string, for links that change one part of it."""
    kept = {name: value for name, value in _query(request).items() if name not in left_out}
    return f"{urlencode(kept)}&" if kept else ""

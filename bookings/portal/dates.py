"""Dates that the clinic proposes: the page behind the link, taking them all, asking for others. GET shows, POST acts."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.appointments.gate import ScreeningStop
from bookings.appointments.policy import AlreadyBooked
from bookings.appointments.series import DatesGone, accept_series, ask_for_others
from bookings.errors import DomainError
from bookings.languages import Because, speak
from bookings.models import Appointment, Series
from bookings.portal.links import unknown_link

Answer, Status = Series.Answer, Appointment.Status


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, token: str) -> HttpResponse:
    """All dates on one page; one tap takes them all."""
    first = _first_behind(token)
    if first is None:
        return unknown_link(request)
    now = timezone.now()
    if request.method != "POST":
        return _page(request, first, now)
    try:
        accept_series(series=_series_of(first), now=now)
    except AlreadyBooked:
        pass
    except DatesGone:
        return _page(request, first, now, status=409)
    except ScreeningStop as stop:
        return _page(request, first, now, notices=[str(one) for one in stop.paragraphs], status=409)
    except DomainError as refusal:
        return _page(request, first, now, notices=[str(refusal.message)], status=409)
    else:
        messages.success(request, _("All dates are yours. A message with every one of them is on its way."))
    return redirect("portal:dates", token)


@require_POST
def other_dates(request: HttpRequest, token: str) -> HttpResponse:
    """These do not suit: they are given back, and the clinic looks for others."""
    first = _first_behind(token)
    if first is None:
        return unknown_link(request)
    now = timezone.now()
    try:
        ask_for_others(series=_series_of(first), now=now)
    except DatesGone:
        return _page(request, first, now, status=409)
    return redirect("portal:dates", token)


def _first_behind(token: str) -> Appointment | None:
    """A date of a series that was sent to its patient."""
    rows = Appointment.objects.filter(token=token, series__sent_until__isnull=False)
    first = rows.select_related("clinic__policy", "series__patient", "option").defer("reason").first()
    if first:
        speak(first.clinic.language, Because.CLINIC)
        if first.series and first.series.patient:
            speak(first.series.patient.language, Because.PERSON)
    return first


def _series_of(first: Appointment) -> Series:
    """As it stands now."""
    return Series.objects.select_related("patient__clinic", "patient__guardian").get(appointments=first)


def _page(
    request: HttpRequest,
    first: Appointment,
    now: datetime,
    *,
    notices: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The dates as they stand; those of a series that is no longer kept are not shown again."""
    series = _series_of(first)
    rows = Appointment.objects.filter(series=series, status__in=[Status.HELD, Status.BOOKED])
    is_open = series.is_waiting(now)
    shown = rows.select_related("therapist", "location").defer("reason").order_by("starts_at", "pk")
    context = {
        "clinic": first.clinic,
        "first": first,
        "series": series,
        "is_open": is_open,
        "is_taken": series.answer == Answer.ACCEPTED,
        "asks_others": series.answer == Answer.OTHERS,
        "dates": list(shown) if is_open or series.answer == Answer.ACCEPTED else [],
        "notices": notices or [],
    }
    return render(request, "portal/dates.html", context, status=status)

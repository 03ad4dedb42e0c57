"""Choosing: the clinics, a clinic's services, the times of one of them, and other times when one is gone."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from bookings import calendars
from bookings.errors import DomainError
from bookings.models import Clinic, Location, Service, ServiceOption, Therapist
from bookings.portal import browser
from bookings.portal.check_form import ticks_of
from bookings.portal.finding import bookable, clinic_of, live_holds, option_of, therapist_of, therapists_of
from bookings.portal.forms import TypedForm
from bookings.portal.times import (
    Places,
    choices_of,
    places_of,
    read_slot,
    spread_out,
    week_of_times,
    zone_labels,
)

# Enough openings that three of them lie apart.
MANY = 40


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    clinics = list(Clinic.objects.order_by("name"))
    if len(clinics) == 1:
        return redirect("portal:services", clinics[0].slug)
    return render(request, "portal/home.html", {"clinics": clinics})


@require_safe
def services(request: HttpRequest, slug: str) -> HttpResponse:
    clinic = clinic_of(slug)
    now = timezone.now()
    waits = browser.waits_until(request, clinic, now)
    places = places_of(clinic)
    context = {
        "clinic": clinic,
        "offers": offers_of(clinic, places, now, after=waits),
        "zones": zone_labels(places, None, now),
        "places": list(places.values()),
        "key": browser.new_key(),
        "held": live_holds(request, clinic, now),
        "waits_until": waits,
    }
    return render(request, "portal/services.html", context)


def offers_of(
    clinic: Clinic, places: Places, now: datetime, after: datetime | None = None
) -> list[tuple[Service, list[dict[str, Any]]]]:
    """Every service that can be booked, with its lengths and the next times of each."""
    options = list(bookable(clinic).order_by("service__position", "service__name", "minutes", "id"))
    online = [o for o in options if o.service.booking_mode != Service.BookingMode.PHONE]
    found = calendars.next_openings_of_services(
        clinic=clinic, options=online, now=now, count=MANY, after=after
    )
    offers: dict[Service, list[dict[str, Any]]] = {}
    for option in options:
        soonest = choices_of(spread_out(found.get(option.pk, [])), places)
        offers.setdefault(option.service, []).append({"option": option, "soonest": soonest})
    return list(offers.items())


@require_safe
def times(request: HttpRequest, slug: str, option_id: str) -> HttpResponse:
    return times_page(request, option_of(slug, option_id), request.GET)


def times_page(
    request: HttpRequest, option: ServiceOption, asked: Any, notice: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    places = places_of(option.clinic)
    therapist = therapist_of(option, asked.get("therapist", ""))
    location = next((p for p in places.values() if p.public_id == asked.get("location")), None)
    week, waits = None, browser.waits_until(request, option.clinic, now)
    if option.service.booking_mode != Service.BookingMode.PHONE:
        week = week_of_times(
            option=option, places=places, first=date_of(asked.get("from", "")), now=now,
            therapist=therapist, location=location, not_before=waits,
        )  # fmt: skip
    context = {
        "clinic": option.clinic,
        "option": option,
        "week": week,
        "therapists": list(therapists_of(option)),
        "therapist": therapist,
        "places": list(places.values()),
        "location": location,
        "filters": _filters(therapist, location),
        "key": browser.new_key(),
        "held": live_holds(request, option.clinic, now),
        "typed": TypedForm(request.POST).typed() if request.method == "POST" else {},
        "ticked": ticks_of(request.POST),
        "notice": notice,
        "waits_until": waits,
        "brought": _brought(asked.get("take", ""), places, now) if week else None,
    }
    return render(request, "portal/times.html", context, status=status)


def _brought(value: str, places: Places, now: datetime) -> dict[str, Any] | None:
    """A time that was chosen on the clinic's own website; whether it is free still is seen when it is taken."""
    slot = read_slot(value, places)
    if slot is None or slot[0] <= now:
        return None
    return {"value": value, "starts_at": slot[0], "place": slot[1]}


def _filters(therapist: Therapist | None, location: Location | None) -> dict[str, str]:
    chosen = {"therapist": therapist and therapist.public_id, "location": location and location.public_id}
    return {name: value for name, value in chosen.items() if value}


def date_of(text: str) -> date | None:
    """A date of the query, or None for what is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def elsewhere_page(
    request: HttpRequest,
    option: ServiceOption,
    refusal: DomainError,
    title: str,
    text: str,
    *,
    therapist: Therapist | None = None,
    status: int = 409,
) -> HttpResponse:
    """The time is gone: what happened, three others, and everything that was typed."""
    places = places_of(option.clinic)
    context = {
        "clinic": option.clinic,
        "option": option,
        "title": title,
        "text": text,
        "choices": choices_of(refusal.details.get("alternatives", []), places),
        "zones": zone_labels(places, None, timezone.now()),
        "therapist": therapist,
        "typed": TypedForm(request.POST).typed(),
        "ticked": ticks_of(request.POST),
        "key": browser.new_key(),
    }
    return render(request, "portal/elsewhere.html", context, status=status)

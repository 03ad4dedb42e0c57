"""Rows named in a request, fetched by who asks: what they may not see is not there."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect

from bookings.appointments.queries import appointment_at_desk
from bookings.availability.hours import YEARS
from bookings.models import (
    Appointment,
    Clinic,
    Location,
    Notification,
    Patient,
    RefusedAddress,
    ServiceOption,
    Therapist,
)
from bookings.notifications.refusals import flagged_among
from bookings.people.queries import patient_for, patient_to_book
from bookings.web import StaffRequest, own_page


def appointment_or_404(request: StaffRequest, public_id: str) -> Appointment:
    try:
        return appointment_at_desk(request.staff.user, request.clinic, public_id)
    except Appointment.DoesNotExist as error:
        raise Http404 from error


def patient_or_404(request: StaffRequest, public_id: str) -> Patient:
    try:
        return patient_for(request.staff.user, request.clinic, public_id)
    except Patient.DoesNotExist as error:
        raise Http404 from error


def patient_to_book_or_404(request: StaffRequest, public_id: str) -> Patient:
    try:
        return patient_to_book(request.staff.user, request.clinic, public_id)
    except Patient.DoesNotExist as error:
        raise Http404 from error


def message_or_404(request: StaffRequest, public_id: str) -> Notification:
    return get_object_or_404(Notification, clinic=request.clinic, public_id=public_id)


def refused_or_404(request: StaffRequest, patient: Patient, public_id: str) -> RefusedAddress:
    """An address of this patient that is refused."""
    rows = flagged_among(request.clinic, [patient.email])
    found = next((row for row in rows if row.public_id == public_id), None)
    if found is None:
        raise Http404
    return found


def therapists_of(clinic: Clinic) -> list[Therapist]:
    return list(Therapist.objects.filter(clinic=clinic, is_active=True))


def bookable_therapists(request: StaffRequest) -> list[Therapist]:
    """Whose time this member of staff may fill: everybody's, or their own."""
    if request.staff.sees_all:
        return therapists_of(request.clinic)
    return [request.staff.therapist] if request.staff.therapist else []


def one_of(people: list[Therapist], public_id: str) -> Therapist | None:
    return next((person for person in people if person.public_id == public_id), None)


def who_and_where(request: StaffRequest, data: Mapping[str, Any]) -> tuple[Therapist, Location] | None:
    """Whose time a form fills and at which place: as a tapped time says, or its own fields; None if not theirs to fill."""
    asked = data.get("choice")
    who, where = (asked.therapist, asked.location) if asked else (data["therapist"], data["location"])
    therapist = one_of(bookable_therapists(request), who)
    location = next((place for place in locations_of(request.clinic) if place.public_id == where), None)
    return (therapist, location) if therapist and location else None


def options_of(clinic: Clinic) -> list[ServiceOption]:
    rows = ServiceOption.objects.filter(clinic=clinic, is_active=True, service__is_active=True)
    return list(
        rows.select_related("service", "clinic__policy").order_by(
            "service__position", "service__name", "minutes"
        )
    )


def locations_of(clinic: Clinic) -> list[Location]:
    return list(Location.objects.filter(clinic=clinic, is_active=True))


def date_in(request: HttpRequest, name: str) -> date | None:
    """A date of the query string, if it is one within reach."""
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def today_of(clinic: Clinic, now: datetime) -> date:
    return now.astimezone(ZoneInfo(clinic.time_zone)).date()


def back(request: HttpRequest, otherwise: str, *args: object) -> HttpResponseRedirect:
    """To the page that the form came from, if it is one of ours."""
    page = own_page(request, request.POST.get("next", ""))
    return redirect(page) if page else redirect(otherwise, *args)

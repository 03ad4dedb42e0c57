"""The secret link in every message."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bookings.appointments.queries import manage_view
from bookings.languages import Because, speak
from bookings.models import Appointment

Page = Callable[[HttpRequest, Appointment], HttpResponse]


def unknown_link(request: HttpRequest) -> HttpResponse:
    """For a secret that opens nothing: what to do next."""
    return render(request, "portal/unknown_link.html", {"clinic": None}, status=404)


def with_link(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Turn the token into its appointment; one that never was gets a page that says what to do next."""

    @functools.wraps(page)
    def open_link(request: HttpRequest, token: str) -> HttpResponse:
        appointment = manage_view(token)
        if appointment is None:
            return unknown_link(request)
        speak(appointment.clinic.language, Because.CLINIC)
        if appointment.patient_id is None:
            return redirect("portal:details", appointment.clinic.slug, token)
        if appointment.patient is not None:
            speak(appointment.patient.language, Because.PERSON)
        return page(request, appointment)

    return open_link

"""What the address of a page names, or 404; and what this browser holds."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from bookings.appointments.queries import manage_view
from bookings.languages import Because, speak
from bookings.models import Appointment, Clinic, ServiceOption, Therapist
from bookings.portal import browser

Status = Appointment.Status


def clinic_of(slug: str) -> Clinic:
    """From here on the clinic's language is spoken to those who asked for none."""
    clinic: Clinic = get_object_or_404(Clinic.objects.select_related("policy"), slug=slug)
    speak(clinic.language, Because.CLINIC)
    return clinic


def bookable(clinic: Clinic) -> QuerySet[ServiceOption]:
    rows = ServiceOption.objects.select_related("service", "clinic__policy")
    return rows.filter(clinic=clinic, is_active=True, service__is_active=True)


def option_of(slug: str, option_id: str) -> ServiceOption:
    option: ServiceOption = get_object_or_404(bookable(clinic_of(slug)), public_id=option_id)
    return option


def held_of(clinic: Clinic, token: str) -> Appointment:
    appointment = manage_view(token)
    if appointment is None or appointment.clinic_id != clinic.pk:
        raise Http404
    return appointment


def therapist_of(option: ServiceOption, public_id: str) -> Therapist | None:
    """The therapist of that id, if they give this service; anything else is nobody."""
    return next((t for t in therapists_of(option) if t.public_id == public_id), None) if public_id else None


def therapists_of(option: ServiceOption) -> Iterable[Therapist]:
    return option.service.therapists.filter(clinic=option.clinic, is_active=True)


def is_live(held: Appointment, now: datetime) -> bool:
    return held.status == Status.HELD and held.hold_expires_at is not None and now < held.hold_expires_at


def live_holds(request: HttpRequest, clinic: Clinic, now: datetime) -> list[Appointment]:
    """What this browser has reserved here and can still finish."""
    tokens = browser.held_tokens(request)
    if not tokens:
        return []
    rows = Appointment.objects.select_related("option__service", "clinic").filter(
        clinic=clinic, token__in=tokens
    )
    return [held for held in rows if is_live(held, now)]

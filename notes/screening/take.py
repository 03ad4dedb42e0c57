"""A full safety check outside of a booking: by a therapist with the patient, or by the patient signed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bookings.appointments.locks import lock_person
from bookings.idempotency import Once
from bookings.models import Appointment, Patient, User
from bookings.transactions import action
from notes.models import Screening
from notes.screening.record import judge, store


@action
def take_screening(
    *,
    patient: Patient,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    source: str,
    user: User,
    now: datetime,
    appointment: Appointment | None = None,
    once: Once | None = None,
) -> Screening:
    """Judge and keep it, for a visit if one is given. Raises ScreeningIncomplete."""
    patient = lock_person(patient)
    zone = ZoneInfo(patient.clinic.time_zone)
    judged = judge(
        patient=patient, answers=answers, facts=facts, now=now, zone=zone,
        visit_at=appointment.starts_at if appointment else None,
    )  # fmt: skip
    return store(
        judged, patient=patient, source=source, now=now, zone=zone, appointment=appointment, user=user
    )

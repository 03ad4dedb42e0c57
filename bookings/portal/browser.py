"""What a patient's browser is known by: a name for its reservations, kept in the session, and form keys."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from bookings.idempotency import Once, fingerprint_of
from bookings.models import Appointment, Clinic, Patient

NAME, HOLDS, KNOWN, WAITS = "browser", "holds", "known", "waits"
MOST_REMEMBERED = 2


def new_key() -> str:
    """For a form's hidden field: the same key twice means the same tap twice."""
    return secrets.token_urlsafe(16)


def name_of(request: HttpRequest) -> str:
    """Made on the first reservation, so that looking around leaves no cookie."""
    if NAME not in request.session:
        request.session[NAME] = secrets.token_urlsafe(16)
    return str(request.session[NAME])


def is_theirs(request: HttpRequest, appointment: Appointment) -> bool:
    """Whether this browser made the reservation that became the appointment."""
    return bool(appointment.held_by) and appointment.held_by == request.session.get(NAME)


def remember_hold(request: HttpRequest, token: str) -> None:
    others = [held for held in held_tokens(request) if held != token]
    request.session[HOLDS] = [*others, token][-MOST_REMEMBERED:]


def remember_visit(request: HttpRequest, token: str) -> None:
    """Somebody booked here, or came by the link of their visit: next time there is less to ask."""
    request.session[KNOWN] = token


def known_patient(request: HttpRequest, clinic: Clinic) -> Patient | None:
    """Whose visit this browser has to do with. For what is asked only: nothing of the record is shown."""
    token = request.session.get(KNOWN)
    if not token:
        return None
    visits = Appointment.objects.filter(clinic=clinic, token=token, patient__isnull=False)
    found = visits.select_related("patient__merged_into").only("pk", "patient").first()
    return (found.patient.merged_into or found.patient) if found and found.patient else None


def remember_wait(request: HttpRequest, clinic: Clinic, until: datetime) -> None:
    """The gate said from when on a time may be booked here."""
    request.session[WAITS] = {**request.session.get(WAITS, {}), clinic.public_id: until.isoformat()}


def waits_until(request: HttpRequest, clinic: Clinic, now: datetime) -> datetime | None:
    """The instant before which this browser is shown no times, while it is still to come."""
    said = request.session.get(WAITS, {}).get(clinic.public_id)
    until = datetime.fromisoformat(said) if said else None
    return until if until and until > now else None


def held_tokens(request: HttpRequest) -> list[str]:
    """The reservations this browser made last, the oldest first; some may have ended."""
    return list(request.session.get(HOLDS, []))


def once(scope: str, key: str, *asked: Any, answer: Callable[[Any], dict[str, Any]]) -> Once:
    """`asked` is what the form says besides its key."""
    return Once(f"portal.{scope}", key, fingerprint_of(*asked), lambda result: (303, answer(result)))

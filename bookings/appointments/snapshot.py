"""What an appointment was before a change, kept with the event of the change, so that it can be put back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime

from bookings.models import Appointment

KEYS = ("therapist_id", "room_id", "location_id")
WORDS = ("status", "time_zone", "override_reason")
LENGTH = ("option_id", "currency")
INSTANTS = ("starts_at", "ends_at", "occupies_from", "occupies_until", "confirmed_at", "answer_by")


def snapshot(appointment: Appointment) -> dict[str, Any]:
    """Place, times, length and state of a live appointment, fit for JSON."""
    kept: dict[str, Any] = {name: getattr(appointment, name) for name in (*KEYS, *WORDS, *LENGTH)}
    kept["price"] = str(appointment.price)
    return kept | {name: _written(getattr(appointment, name)) for name in INSTANTS}


def put_back(appointment: Appointment, kept: Mapping[str, Any]) -> None:
    """Make the row what `snapshot` saw, without saving it."""
    for name in (*KEYS, *WORDS):
        setattr(appointment, name, kept[name])
    for name in INSTANTS:
        setattr(appointment, name, parse_datetime(kept[name]) if kept[name] else None)
    if "option_id" in kept:  # events from before lengths could change tell nothing of them
        for name in LENGTH:
            setattr(appointment, name, kept[name])
        appointment.price = Decimal(kept["price"])
    appointment.cancelled_at, appointment.cancellation_reason = None, ""
    appointment.is_late_cancel = False


def _written(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None

"""Who can be booked: the therapists of a clinic, what they give and how much of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from bookings.appointments.locks import lock_calendars
from bookings.audit import note_change
from bookings.models import Clinic, Service, Therapist, User
from bookings.transactions import action

DETAILS = (
    "first_name", "last_name", "email", "bio", "offer_policy", "max_hands_on_minutes", "max_deep_in_a_row",
    "is_active",
)  # fmt: skip


@action
def put_therapist(
    *,
    clinic: Clinic,
    details: Mapping[str, Any],
    services: Collection[Service],
    user: User,
    now: datetime,
    therapist: Therapist | None = None,
) -> Therapist:
    """Change `therapist`, or add one, with the DETAILS and the services given by them.

    Visits that are booked stay. Raises ValueError for what is no detail.
    """
    if unknown := details.keys() - set(DETAILS):
        raise ValueError(f"no details: {sorted(unknown)}")
    row = therapist or Therapist(clinic=clinic)
    if row.pk:
        lock_calendars(therapists=[row.pk])
        row.refresh_from_db()
    for name, value in details.items():
        setattr(row, name, value)
    row.save()
    row.services.set(services)
    verb = "therapist_changed" if therapist else "therapist_added"
    note_change(clinic, verb, "therapist", row.public_id, user=user, now=now)
    return row

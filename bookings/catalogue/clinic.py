"""Changing what a clinic says about itself, and the rules by which it is booked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from bookings.audit import note_change
from bookings.catalogue.places import UnknownZone
from bookings.models import BookingPolicy, Clinic, User
from bookings.transactions import action

DETAILS = (
    "name", "about", "phone", "email", "country", "region", "language", "currency", "accent",
    "emergency_number", "time_zone", "embed_origins",
)  # fmt: skip


@action
def change_clinic(*, clinic: Clinic, changes: Mapping[str, Any], user: User, now: datetime) -> Clinic:
    """Set the DETAILS that `changes` names. Raises UnknownZone, ValueError for what is no detail."""
    if unknown := changes.keys() - set(DETAILS):
        raise ValueError(f"no details: {sorted(unknown)}")
    if changes.get("time_zone", clinic.time_zone) not in available_timezones():
        raise UnknownZone
    locked = Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changes))
    note_change(locked, "clinic_changed", "clinic", locked.public_id, user=user, now=now)
    return locked


@action
def change_rules(*, clinic: Clinic, changes: Mapping[str, Any], user: User, now: datetime) -> BookingPolicy:
    """Set the fields of the booking policy that `changes` names."""
    policy = BookingPolicy.objects.select_for_update(no_key=True).get(clinic=clinic)
    for name, value in changes.items():
        setattr(policy, name, value)
    policy.save(update_fields=list(changes))
    note_change(clinic, "rules_changed", "policy", clinic.public_id, user=user, now=now)
    return policy

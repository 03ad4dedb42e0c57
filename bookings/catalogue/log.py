"""Each change of what a clinic consists of leaves a line in the log of who changed what."""

from datetime import datetime

from bookings.audit import record_access
from bookings.models import Clinic, User


def write_down(clinic: Clinic, verb: str, kind: str, public_id: str, *, user: User, now: datetime) -> None:
    """`verb` such as "room_added", about the thing of a kind with the id."""
    record_access(
        clinic=clinic, user=user, patient=None, action=verb, object_kind=kind, object_id=public_id, now=now
    )

"""Writing down who saw or changed whose record."""

from datetime import datetime

from bookings.models import AccessRecord, Clinic, Patient, User


def record_access(
    *,
    clinic: Clinic,
    user: User | None,
    patient: Patient | None,
    action: str,
    object_kind: str,
    object_id: str = "",
    reason: str = "",
    now: datetime,
) -> None:
    """Add one line to the access log: ids and verbs only, never what was read."""
    AccessRecord.objects.create(
        clinic=clinic,
        user=user,
        patient=patient,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        reason=reason,
        at=now,
    )


def note_change(
    clinic: Clinic, verb: str, kind: str, public_id: str, *, user: User, now: datetime, reason: str = ""
) -> None:
    """The same for what belongs to no patient: `verb` such as "room_added", about the thing of a kind with the id."""
    record_access(
        clinic=clinic, user=user, patient=None, action=verb, object_kind=kind, object_id=public_id,
        reason=reason, now=now,
    )  # fmt: skip

"""Changing what is on record about a patient, by staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_calendars
from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Patient, User
from bookings.people.guardians import appoint, dismiss
from bookings.people.passkeys import drop_passkeys_of
from bookings.transactions import Precondition, action

DETAILS = ("first_name", "last_name", "email", "phone", "birth_date", "sex")


class RecordMerged(DomainError):
    code = "record_merged"
    message = _("This record is part of another one now.")


@action
def change_patient(
    *,
    patient: Patient,
    changes: Mapping[str, Any],
    user: User,
    now: datetime,
    precondition: Precondition | None = None,
) -> Patient:
    """Set the DETAILS that `changes` names, and who answers for the patient if it names `guardian` (or None).

    Raises NotAGuardian, RecordMerged, ValueError for what is no detail, and what `precondition` raises.
    """
    if unknown := changes.keys() - {*DETAILS, "guardian"}:
        raise ValueError(f"no details: {sorted(unknown)}")
    guardian: Patient | None = changes.get("guardian")
    lock_calendars(patients=[patient.pk, *([guardian.pk] if guardian else ())])
    changed = Patient.objects.select_related("clinic", "guardian").get(pk=patient.pk)
    if changed.merged_into_id:
        raise RecordMerged
    if precondition:
        precondition(changed)
    _set_details(changed, {name: value for name, value in changes.items() if name in DETAILS}, user, now)
    if guardian and guardian.pk != changed.guardian_id:
        appoint(changed, Patient.objects.get(pk=guardian.pk), user, now)
    elif "guardian" in changes and guardian is None:
        dismiss(changed, user, now)
    return changed


def _set_details(patient: Patient, details: Mapping[str, Any], user: User, now: datetime) -> None:
    if not details:
        return
    was = patient.email.lower()
    for name, value in details.items():
        setattr(patient, name, value)
    if patient.email.lower() != was:
        # Whoever signed in with the old address does not see this record any more.
        drop_passkeys_of(patient.user_id)
        patient.user = None
    patient.save()
    record_access(
        clinic=patient.clinic, user=user, patient=patient, action="edited", object_kind="patient",
        object_id=patient.public_id, now=now,
    )  # fmt: skip

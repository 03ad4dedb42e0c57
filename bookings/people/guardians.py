"""Who answers for whom: a guardian books for a child and gets the messages of one without an address."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.appointments.locks import lock_calendars
from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Patient, User
from bookings.transactions import action


class NotAGuardian(DomainError):
    code = "not_a_guardian"
    message = gettext_lazy("This person cannot be the guardian.")
    field = "guardian"


@action
def set_guardian(*, patient: Patient, guardian: Patient, user: User, now: datetime) -> Patient:
    """Make `guardian` answer for `patient`; one that there was before is replaced. Raises NotAGuardian."""
    lock_calendars(patients=[patient.pk, guardian.pk])
    rows = Patient.objects.select_related("clinic").in_bulk([patient.pk, guardian.pk])
    return appoint(rows[patient.pk], rows[guardian.pk], user, now)


@action
def remove_guardian(*, patient: Patient, user: User, now: datetime) -> Patient:
    """Nobody answers for `patient` any more. Without a guardian it changes nothing."""
    lock_calendars(patient=patient.pk)
    return dismiss(Patient.objects.select_related("clinic", "guardian").get(pk=patient.pk), user, now)


def appoint(patient: Patient, guardian: Patient, user: User, now: datetime) -> Patient:
    """The step itself, for who holds the locks of both and has read them under these. Raises NotAGuardian."""
    if patient.pk == guardian.pk:
        raise NotAGuardian(_("Nobody is their own guardian."))
    if patient.clinic_id != guardian.clinic_id or patient.merged_into_id or guardian.merged_into_id:
        raise NotAGuardian
    if guardian.guardian_id:
        raise NotAGuardian(_("This person has a guardian themselves."))
    if patient.dependants.exists():
        raise NotAGuardian(_("This patient is a guardian themselves."))
    return _change(patient, guardian, "guardian_set", user, now)


def dismiss(patient: Patient, user: User, now: datetime) -> Patient:
    """The step itself, for who holds the patient's lock."""
    return _change(patient, None, "guardian_removed", user, now) if patient.guardian else patient


def _change(patient: Patient, guardian: Patient | None, told: str, user: User, now: datetime) -> Patient:
    other = guardian or patient.guardian
    patient.guardian = guardian
    patient.save(update_fields=["guardian"])
    record_access(
        clinic=patient.clinic, user=user, patient=patient, action=told, object_kind="patient",
        object_id=other.public_id if other else "", now=now,
    )  # fmt: skip
    return patient

"""Writing down a new patient, by staff."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_calendars
from bookings.appointments.patient import PatientDetails, lookalikes
from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Clinic, Patient, User
from bookings.people.guardians import appoint
from bookings.transactions import action

ADMITTED = "admitted"


class LooksKnown(DomainError):
    """Somebody of that name with the same e-mail, phone or date of birth is there already (`details["patients"]`)."""

    code = "looks_known"
    message = _("There already is somebody with this name and these details.")


@action
def admit(
    *,
    clinic: Clinic,
    details: PatientDetails,
    user: User,
    now: datetime,
    sex: str = "",
    guardian: Patient | None = None,
    is_another: bool = False,
    once: Once | None = None,
) -> Patient:
    """A new patient of `clinic`, for whom `guardian`, who is one of its patients, answers.

    Raises NotAGuardian, and LooksKnown unless the caller says that it `is_another` person.
    """
    patient = Patient(
        clinic=clinic,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email,
        phone=details.phone,
        birth_date=details.birth_date,
        sex=sex,
        language=clinic.language,
    )
    if not is_another and (known := lookalikes(patient)):
        raise LooksKnown(patients=known)
    patient.save()
    record_access(
        clinic=clinic, user=user, patient=patient, action=ADMITTED, object_kind="patient",
        object_id=patient.public_id, now=now,
    )  # fmt: skip
    if guardian:
        lock_calendars(patient=guardian.pk)
        appoint(patient, Patient.objects.get(pk=guardian.pk), user, now)
    return patient

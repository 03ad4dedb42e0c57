"""Writing down a new patient, by staff."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.appointments.patient import PatientDetails
from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Clinic, Patient, User
from bookings.models.people import search_key
from bookings.transactions import action

ADMITTED = "admitted"


class LooksKnown(DomainError):
    """Somebody of that name with the same e-mail, phone or date of birth is there already (`details["patients"]`)."""

    code = "looks_known"
    message = _("There already is somebody with this name and these details.")


@action
def admit(
    *, clinic: Clinic, details: PatientDetails, user: User, now: datetime, is_another: bool = False
) -> Patient:
    """A new patient of `clinic`. Raises LooksKnown unless the caller says that it `is_another` person."""
    if not is_another and (known := _lookalikes(clinic, details)):
        raise LooksKnown(patients=known)
    patient = Patient.objects.create(
        clinic=clinic,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email,
        phone=details.phone,
        birth_date=details.birth_date,
        language=clinic.language,
    )
    record_access(
        clinic=clinic, user=user, patient=patient, action=ADMITTED, object_kind="patient",
        object_id=patient.public_id, now=now,
    )  # fmt: skip
    return patient


def _lookalikes(clinic: Clinic, details: PatientDetails) -> list[Patient]:
    digits = "".join(c for c in details.phone if c.isdigit())[::-1]
    name = search_key(f"{details.last_name} {details.first_name}")
    return [
        patient
        for patient in Patient.objects.filter(clinic=clinic, search_name=name).order_by("pk")[:5]
        if (details.email and patient.email.casefold() == details.email.casefold())
        or (digits and patient.phone_digits == digits)
        or (details.birth_date and patient.birth_date == details.birth_date)
    ]

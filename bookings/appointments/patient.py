"""Whose appointment it becomes: what an anonymous person typed is matched, never written over a record."""

from dataclasses import dataclass
from datetime import date

from django.utils import translation

from bookings.models import Clinic, Patient
from bookings.models.people import search_key


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What somebody says about themselves when they book."""

    first_name: str
    last_name: str
    email: str
    phone: str = ""
    birth_date: date | None = None


def match_or_create(clinic: Clinic, details: PatientDetails) -> Patient:
    """The record that these details are about, or a new one.

    A record fits if e-mail and name are the same and no date of birth contradicts it: several people may
    share an e-mail, so the address alone proves nothing. An existing record is left as it is.
    """
    name = search_key(f"{details.last_name} {details.first_name}")
    candidates = Patient.objects.filter(clinic=clinic, email__iexact=details.email, search_name=name)
    for patient in candidates.order_by("pk"):
        if not (details.birth_date and patient.birth_date and details.birth_date != patient.birth_date):
            return patient
    return Patient.objects.create(
        clinic=clinic,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email,
        phone=details.phone,
        birth_date=details.birth_date,
        language=translation.get_language() or clinic.language,
    )

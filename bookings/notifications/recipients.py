"""Whom a message about a patient goes to."""

from dataclasses import dataclass

from bookings.models import Patient


@dataclass(frozen=True, slots=True)
class Recipient:
    """`about` is the patient's first name when somebody else is written to, else empty."""

    email: str
    first_name: str
    language: str
    about: str = ""


def recipient_of(patient: Patient) -> Recipient:
    """The patient, or the guardian of one without an address; `email` is empty if nobody can be reached."""
    fallback = patient.clinic.language
    guardian = patient.guardian
    if patient.email or guardian is None:
        return Recipient(patient.email, patient.first_name, patient.language or fallback)
    return Recipient(
        guardian.email, guardian.first_name, guardian.language or fallback, about=patient.first_name
    )

"""Whether consent to treatment is on file, and keeping it where it was given on paper or by word."""

from datetime import datetime, timedelta

from bookings.audit import record_access
from bookings.models import Appointment, Patient, User
from notes.models import Consent

# A year for written consent [N1].
COUNTS_FOR = timedelta(days=365)


def has_consent(patient: Patient, now: datetime) -> bool:
    """Given with a booking or recorded by staff, at most 365 days ago, and not withdrawn since. Two queries at most."""
    family = patient.family_of_records()
    since = now - COUNTS_FOR
    booked = Appointment.objects.filter(patient__in=family, consented_at__gt=since, consented_at__lte=now)
    kept = Consent.objects.filter(patient__in=family, given_at__gt=since, given_at__lte=now)
    return booked.exists() or kept.filter(withdrawn_at=None).exists()


def keep_consent(patient: Patient, user: User | None, method: str, now: datetime) -> None:
    """Part of the caller's transaction."""
    if user is None:
        return
    kept = Consent.objects.create(
        clinic_id=patient.clinic_id, patient=patient, method=method, given_at=now, recorded_by=user
    )
    record_access(
        clinic=patient.clinic,
        user=user,
        patient=patient,
        action="created",
        object_kind="consent",
        object_id=kept.public_id,
        now=now,
    )

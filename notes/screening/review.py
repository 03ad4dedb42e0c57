"""A therapist has read a check, or asks for a new one."""

from datetime import datetime

from bookings.audit import record_access
from bookings.models import Patient, Therapist
from bookings.transactions import action
from notes.models import Screening


@action
def review_screening(*, screening: Screening, therapist: Therapist, now: datetime) -> None:
    """Note that the answers were read. Twice changes nothing; who read them first stays named."""
    unread = Screening.objects.filter(pk=screening.pk, reviewed_at__isnull=True)
    if unread.update(reviewed_at=now, reviewed_by=therapist):
        _write_down(screening.patient, therapist, "reviewed", screening.public_id, now)


@action
def ask_again(*, patient: Patient, therapist: Therapist, now: datetime) -> int:
    """Declare the patient's full checks out of date: the whole check is asked next. Returns how many there were.

    After a new diagnosis, an operation, an injury, a pregnancy. What stopped them before stays in force.
    """
    counting = Screening.objects.filter(patient__in=patient.family_of_records(), voided_at__isnull=True)
    voided = counting.update(voided_at=now)
    if voided:
        _write_down(patient, therapist, "voided", patient.public_id, now)
    return voided


def _write_down(patient: Patient, therapist: Therapist, verb: str, object_id: str, now: datetime) -> None:
    record_access(
        clinic=patient.clinic, user=therapist.user, patient=patient, action=verb,
        object_kind="screening", object_id=object_id, now=now,
    )  # fmt: skip

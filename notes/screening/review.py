"""A therapist has read a check, or asks for a new one."""

from datetime import datetime

from bookings.audit import record_access
from bookings.models import Patient, Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.models import Screening


@action
def review_screening(*, screening: Screening, therapist: Therapist, now: datetime) -> None:
    """Note that the answers were read. Twice changes nothing; who read them first stays named."""
    mark_read(screening, therapist, now)


def mark_read(screening: Screening, therapist: Therapist, now: datetime) -> None:
    """The step itself, inside the caller's transaction."""
    unread = Screening.objects.filter(pk=screening.pk, reviewed_at__isnull=True)
    if unread.update(reviewed_at=now, reviewed_by=therapist):
        write_down(screening, therapist.user, "reviewed", "screening", now)


@action
def ask_again(*, patient: Patient, therapist: Therapist, now: datetime) -> int:
    """Declare the patient's full checks out of date: the whole check is asked next. Returns how many there were.

    After a new diagnosis, an operation, an injury, a pregnancy. What stopped them before stays in force.
    """
    counting = Screening.objects.filter(patient__in=patient.family_of_records(), voided_at__isnull=True)
    voided = counting.update(voided_at=now)
    if voided:
        record_access(
            clinic=patient.clinic, user=therapist.user, patient=patient, action="voided",
            object_kind="screening", object_id=patient.public_id, now=now,
        )  # fmt: skip
    return voided

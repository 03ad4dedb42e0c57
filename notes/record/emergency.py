"""Breaking the glass: a therapist who does not treat the patient reads the record, for a stated reason, for an hour.

Reading alone, one patient, no drafts; whoever owns the clinic looks at each of them afterwards. See notes.access.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Clinic, Patient, Therapist, User
from bookings.models.people import search_key
from bookings.transactions import action
from notes.access import write_down
from notes.models import EmergencyAccess

OPEN_FOR = timedelta(minutes=60)
LONGEST_REASON = 500
SHOWN = 50


class NoSuchPatient(DomainError):
    code = "no_such_patient"
    message = _("Nobody in this clinic has this name and date of birth or phone number.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Please say why, in up to 500 characters.")


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One opening, for the owner: who, whose record, when, why, and whether somebody has looked at it."""

    id: str
    therapist: str
    patient_id: str
    patient_name: str
    reason: str
    opened_at: datetime
    is_reviewed: bool


def named_patient(
    clinic: Clinic, first_name: str, last_name: str, birth_date: date | None, phone: str
) -> Patient:
    """The one person with exactly this name and date of birth or phone. Raises NoSuchPatient."""
    rows = Patient.objects.kept().filter(clinic=clinic, search_name=search_key(f"{last_name} {first_name}"))
    digits = "".join(c for c in phone if c.isdigit())[::-1][:20]
    found = [
        row
        for row in rows.select_related("clinic")
        if (birth_date and row.birth_date == birth_date) or (digits and row.phone_digits == digits)
    ]
    if len(found) != 1:
        raise NoSuchPatient
    return found[0]


@action
def break_glass(
    *, patient: Patient, therapist: Therapist, user: User, reason: str, now: datetime
) -> EmergencyAccess:
    """Open the record to this therapist for an hour. Raises ReasonMissing. Open already, it is not made longer."""
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise ReasonMissing(field="reason")
    still = EmergencyAccess.objects.filter(patient=patient, therapist=therapist, expires_at__gt=now).first()
    if still is not None:
        return still
    opened = EmergencyAccess.objects.create(
        clinic=patient.clinic, patient=patient, therapist=therapist, reason=reason.strip(), opened_at=now,
        expires_at=now + OPEN_FOR,
    )  # fmt: skip
    write_down(opened, user, "opened", "emergency", now)
    return opened


@action
def review(*, opened: EmergencyAccess, user: User, now: datetime) -> None:
    """The owner has looked at it; a second time changes nothing."""
    mark = {"reviewed_by": user, "reviewed_at": now}
    if EmergencyAccess.objects.filter(pk=opened.pk, reviewed_at=None).update(**mark):
        write_down(opened, user, "reviewed", "emergency", now)


def emergencies(clinic: Clinic) -> list[EmergencyLine]:
    """What nobody has looked at yet first, then the latest. One query."""
    rows = EmergencyAccess.objects.filter(clinic=clinic).select_related("therapist", "patient")
    lines = [
        EmergencyLine(
            id=row.public_id,
            therapist=row.therapist.full_name,
            patient_id=row.patient.public_id,
            patient_name=row.patient.full_name,
            reason=row.reason,
            opened_at=row.opened_at,
            is_reviewed=row.reviewed_at is not None,
        )
        for row in rows[:SHOWN]
    ]
    return sorted(lines, key=lambda line: line.is_reviewed)


def not_looked_at(clinic: Clinic) -> int:
    """How many openings the owner has not looked at yet."""
    return EmergencyAccess.objects.filter(clinic=clinic, reviewed_at=None).count()

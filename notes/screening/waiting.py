"""Whom the clinic has to call: somebody whom the check stopped, and nobody has decided about it yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from bookings.models import Appointment, Clinic, Patient, User
from notes.models import Screening
from notes.screening.history import decisions_about, kept
from notes.screening.standing import PHYSICIAN, open_stop

# Later than this nobody is surprised any more; the patient's own page still says it.
LOOK_BACK = timedelta(days=60)
MOST = 50
_NO_VISIT = (Appointment.Status.CANCELLED, Appointment.Status.HELD)


@dataclass(frozen=True, slots=True)
class PersonToCall:
    """Who and how; `since` is when the stop happened. No reason: the desk reads this."""

    id: str
    full_name: str
    phone: str
    email: str
    since: datetime
    is_today: bool


def people_to_call(*, user: User, clinic: Clinic, now: datetime) -> list[PersonToCall]:
    """Those whom `user` may see, and to a therapist those whom nobody treats yet; the latest first. Two queries."""
    since = now - LOOK_BACK
    visits = Appointment.objects.filter(patient=OuterRef("pk")).exclude(status__in=_NO_VISIT)
    nobodys = Q(~Exists(visits), clinic__therapists__user=user, clinic__therapists__is_active=True)
    patients = Patient.objects.filter(
        nobodys | Q(pk__in=Patient.objects.visible_to(user).values("pk")), clinic=clinic
    )
    stopped = Screening.objects.filter(clinic=clinic, tier__gte=PHYSICIAN, answered_at__gte=since)
    full = Screening.objects.filter(
        patient__in=stopped.values("patient"), kind=Screening.Kind.FULL, patient__merged_into__isnull=True
    ).filter(patient__in=patients)
    rows = list(full.select_related("patient").defer("answers")[: MOST * 4])
    decisions = decisions_about(rows)
    on = now.astimezone(ZoneInfo(clinic.time_zone)).date()
    by_patient: dict[int, list[Screening]] = {}
    for row in rows:
        by_patient.setdefault(row.patient_id, []).append(row)
    found = []
    for screenings in by_patient.values():
        closed = open_stop([kept(row) for row in screenings], decisions, on)
        if closed is None:
            continue
        patient = screenings[0].patient
        found.append(
            PersonToCall(
                id=patient.public_id,
                full_name=patient.full_name,
                phone=patient.phone,
                email=patient.email,
                since=closed.answered_at,
                is_today=closed.answered_at.astimezone(ZoneInfo(clinic.time_zone)).date() == on,
            )
        )
    return found[:MOST]

"""Who waits for a decision: whom the clinic has to call, and who may not be offered a time until then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from bookings.models import Appointment, Clinic, Patient, User
from notes.models import Screening
from notes.screening.history import decisions_about, holds_of, kept
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
    """Those whom `user` may see, and to a therapist those whom nobody treats yet; the latest first.

    Three queries, one if nobody was stopped: who may be seen is asked of those alone.
    """
    since = now - LOOK_BACK
    stopped = Screening.objects.filter(clinic=clinic, tier__gte=PHYSICIAN, answered_at__gte=since)
    suspects = set(stopped.order_by().values_list("patient_id", flat=True))
    if not suspects:
        return []
    visits = Appointment.objects.filter(patient=OuterRef("pk")).exclude(status__in=_NO_VISIT)
    nobodys = Q(~Exists(visits), clinic__therapists__user=user, clinic__therapists__is_active=True)
    seen = Patient.objects.visible_to(user).filter(pk__in=suspects)
    patients = Patient.objects.filter(nobodys | Q(pk__in=seen.values("pk")), clinic=clinic, pk__in=suspects)
    full = Screening.objects.filter(
        patient__in=patients, kind=Screening.Kind.FULL, patient__merged_into__isnull=True
    )
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


def closed_among(patients: Collection[int], now: datetime) -> frozenset[int]:
    """Those, by key, whose online booking is closed: stopped by a check, or by a plan that rests.

    Two queries, four if anybody was ever stopped.
    """
    on_hold = holds_of(patients).values_list("plan__patient_id", flat=True)
    stopped = Screening.objects.filter(patient__in=patients, tier__gte=PHYSICIAN, kind=Screening.Kind.FULL)
    suspects = set(stopped.order_by().values_list("patient_id", flat=True))
    closed = set(on_hold.order_by())
    if suspects:
        rows = Screening.objects.filter(patient__in=suspects, kind=Screening.Kind.FULL)
        found = list(rows.select_related("clinic").defer("answers"))
        decisions = decisions_about(found)
        for patient in suspects:
            own = [row for row in found if row.patient_id == patient]
            on = now.astimezone(ZoneInfo(own[0].clinic.time_zone)).date()
            if open_stop([kept(row) for row in own], decisions, on):
                closed.add(patient)
    return frozenset(closed)

"""A patient's visits, as they see them themselves."""

from dataclasses import dataclass
from datetime import datetime

from bookings.models import Appointment, Patient

Status = Appointment.Status
PAST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """`token` is the secret of the page on which it can be moved or cancelled."""

    public_id: str
    token: str
    starts_at: datetime
    time_zone: str
    minutes: int
    service: str
    therapist: str
    location: str
    status: str
    status_label: str


@dataclass(frozen=True, slots=True)
class OwnVisits:
    """`ahead` in order of time, `past` the latest first and no more than twenty."""

    ahead: tuple[OwnVisit, ...]
    past: tuple[OwnVisit, ...]


def visits_of(patient: Patient, now: datetime) -> OwnVisits:
    """Under whichever record they were booked. Two queries."""
    rows = Appointment.objects.filter(patient__in=patient.family_of_records()).exclude(status=Status.HELD)
    rows = rows.select_related("option__service", "therapist", "location").defer("reason")
    live = [Status.PENDING, Status.BOOKED, Status.ARRIVED]
    ahead = rows.filter(status__in=live, ends_at__gt=now).order_by("starts_at")
    past = rows.filter(ends_at__lte=now).exclude(status=Status.CANCELLED).order_by("-starts_at")
    return OwnVisits(tuple(_own(row) for row in ahead), tuple(_own(row) for row in past[:PAST_SHOWN]))


def _own(row: Appointment) -> OwnVisit:
    return OwnVisit(
        public_id=row.public_id,
        token=row.token,
        starts_at=row.starts_at,
        time_zone=row.time_zone,
        minutes=row.minutes,
        service=row.option.service.name,
        therapist=row.therapist.full_name,
        location=row.location.name,
        status=row.status,
        status_label=str(row.get_status_display()),
    )

"""With whom an appointment could change places: those near in time whose therapists give both treatments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.appointments.swap import goes_into
from bookings.models import Appointment, Service, User

Status = Appointment.Status
NEAR = timedelta(days=7)
SHOWN = 30


@dataclass(frozen=True, slots=True)
class SwapPartner:
    """One that could come in its stead. `fits` if each fits the other's time and room as it is.

    The others differ in length or room: whether they can is only known when one of them is looked at closely.
    """

    public_id: str
    patient: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    service: str
    therapist: str
    fits: bool


def swap_partners(*, appointment: Appointment, user: User, now: datetime) -> list[SwapPartner]:
    """Those that `user` may act on, the fitting first, then the nearest in time. Three queries."""
    rows = (
        Appointment.objects.editable_by(user)
        .filter(
            clinic=appointment.clinic_id,
            status__in=(Status.BOOKED, Status.PENDING),
            starts_at__gt=max(now, appointment.starts_at - NEAR),
            starts_at__lt=appointment.starts_at + NEAR,
        )
        .exclude(patient=appointment.patient_id)
        .select_related("patient", "option__service", "therapist", "room")
        .defer("reason")
    )
    givers = _givers(appointment)
    found = [
        row
        for row in rows
        if row.therapist_id in givers.get(appointment.option.service_id, ())
        and appointment.therapist_id in givers.get(row.option.service_id, ())
    ]
    partners = sorted(
        found, key=lambda row: (not _fits(appointment, row), _distance(appointment, row), row.pk)
    )
    return [
        SwapPartner(
            public_id=row.public_id,
            patient=str(row.patient),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            time_zone=row.time_zone,
            service=row.option.service.name,
            therapist=row.therapist.full_name,
            fits=_fits(appointment, row),
        )
        for row in partners[:SHOWN]
    ]


def _givers(appointment: Appointment) -> Mapping[int, frozenset[int]]:
    """The therapists of each service of the clinic."""
    services = Service.objects.filter(clinic=appointment.clinic_id).prefetch_related("therapists")
    return {service.pk: frozenset(person.pk for person in service.therapists.all()) for service in services}


def _distance(one: Appointment, other: Appointment) -> timedelta:
    return abs(one.starts_at - other.starts_at)


def _fits(one: Appointment, other: Appointment) -> bool:
    return goes_into(one, other) and goes_into(other, one)

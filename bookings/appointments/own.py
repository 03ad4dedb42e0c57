"""A patient's visits, as they see them themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.appointments.policy import ChangeRules, change_rules
from bookings.appointments.queries import VisitLine, facts_of
from bookings.models import Appointment, Patient

Status = Appointment.Status
PAST_SHOWN = 20
# What somebody agreed to when they booked is asked again after a year.
AGREED_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class OwnVisit(VisitLine):
    """`token` is the secret of the page on which it can be moved or cancelled; `rules` say what still can be."""

    token: str
    is_confirmed: bool
    rules: ChangeRules


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
    return OwnVisits(
        tuple(_own(row, now) for row in ahead), tuple(_own(row, now) for row in past[:PAST_SHOWN])
    )


def own_visit(patient: Patient, public_id: str) -> Appointment | None:
    """One of the patient's visits, to book another like it. One query."""
    rows = Appointment.objects.filter(patient__in=patient.family_of_records()).exclude(status=Status.HELD)
    rows = rows.select_related("clinic", "option__service", "therapist").defer("reason")
    return rows.filter(public_id=public_id).first()


def agreed_at(patient: Patient, version: str, now: datetime) -> datetime | None:
    """When the patient last agreed to this `version` of the sentence under the form, within a year. One query."""
    rows = Appointment.objects.filter(patient__in=patient.family_of_records(), consent_version=version)
    rows = rows.filter(consented_at__gt=now - AGREED_FOR, consented_at__lte=now).order_by("-consented_at")
    return rows.values_list("consented_at", flat=True).first()


def _own(row: Appointment, now: datetime) -> OwnVisit:
    return OwnVisit(
        **facts_of(row),
        token=row.token,
        is_confirmed=row.confirmed_at is not None,
        rules=change_rules(row, now),
    )

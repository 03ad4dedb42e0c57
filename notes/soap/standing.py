"""What counts for the patient of a note on the day of its visit."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q

from bookings.models import Appointment
from notes.models import Consent, Problem, SoapNote
from notes.plans.consent import has_written
from notes.screening.queries import state_of
from notes.screening.restrictions import restrictions_of
from notes.soap.limits import Limits

TOOK_PLACE = (Appointment.Status.ARRIVED, Appointment.Status.FULFILLED)
# No note is written about these.
NO_NOTE = (Appointment.Status.CANCELLED, Appointment.Status.NO_SHOW, Appointment.Status.HELD)


def limits_of(note: SoapNote) -> Limits:
    """Caps and exclusions that a row of techniques is held against: one query."""
    visit = note.appointment
    starts_at = visit.starts_at.astimezone(ZoneInfo(visit.time_zone))
    found = restrictions_of(note.patient, starts_at.date())
    return Limits(
        modality=visit.option.service.modality,
        starts_at=starts_at,
        pressure_cap=found.pressure_cap,
        region_caps=found.region_caps,
        heat_allowed=found.heat_allowed,
        blocked_modalities=found.blocked_modalities,
        excluded_regions=found.excluded_regions,
        closed=found.is_closed,
    )


def signing_limits(note: SoapNote) -> Limits:
    """What the whole note is held against before it is signed: as limits_of, with what only signing asks."""
    limits = limits_of(note)
    return replace(
        limits,
        closed=limits.closed or is_stopped(note),
        is_first=is_first_visit(note.appointment),
        onset=_onset(note),
        sensitive_agreed=has_written(note.patient, Consent.Kind.SENSITIVE, note.appointment.starts_at),
    )


def is_first_visit(visit: Appointment) -> bool:
    """Whether no earlier visit of this person took place here, or has a signed note that is none by mistake."""
    if visit.patient is None:
        return True
    noted = Q(soap_notes__signed_at__isnull=False, soap_notes__retraction__isnull=True)
    earlier = Appointment.objects.filter(
        Q(status__in=TOOK_PLACE) | noted,
        patient__in=visit.patient.family_of_records(),
        starts_at__lt=visit.starts_at,
    )
    return not earlier.exists()


def _onset(note: SoapNote) -> date | None:
    """The day on which the plan's problem began, if it is known to the day."""
    problem = note.plan.problem if note.plan else None
    return problem.onset_date if problem and problem.onset_precision == Problem.Precision.DAY else None


def is_stopped(note: SoapNote) -> bool:
    """Whether a safety check or a hold closed the way to this visit and no decision opened it."""
    return state_of(note.patient, note.appointment.starts_at) == "call_patient"


def booked_minutes(note: SoapNote) -> int:
    visit = note.appointment
    return round((visit.ends_at - visit.starts_at).total_seconds() / 60)

"""What counts for the patient of a note on the day of its visit."""

from zoneinfo import ZoneInfo

from notes.models import Contraindication, SoapNote
from notes.screening.queries import state_of
from notes.screening.restrictions import restrictions_of
from notes.soap.limits import Limits


def limits_of(note: SoapNote) -> Limits:
    """Caps and exclusions that a row of techniques is held against: one query."""
    visit = note.appointment
    on = visit.starts_at.astimezone(ZoneInfo(visit.time_zone)).date()
    found = restrictions_of(note.patient, on)
    return Limits(
        modality=visit.option.service.modality,
        starts_at=visit.starts_at,
        pressure_cap=found.pressure_cap,
        heat_allowed=found.heat_allowed,
        blocked_modalities=found.blocked_modalities,
        excluded_regions=found.excluded_regions,
        closed=any(line.kind == str(Contraindication.Kind.ABSOLUTE.label) for line in found.lines),
    )


def is_stopped(note: SoapNote) -> bool:
    """Whether a safety check or a hold closed the way to this visit and no decision opened it."""
    return state_of(note.patient, note.appointment.starts_at) == "call_patient"


def booked_minutes(note: SoapNote) -> int:
    visit = note.appointment
    return round((visit.ends_at - visit.starts_at).total_seconds() / 60)

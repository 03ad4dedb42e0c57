"""When a record was last written in, and until when it is kept therefore."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Max, Q

from bookings.models import (
    Appointment,
    AppointmentEvent,
    Clinic,
    Notification,
    Patient,
    PatientClaim,
    Series,
    WaitlistEntry,
    WaitlistOffer,
    WebhookDelivery,
)
from notes.access import NO_VISIT
from notes.models import (
    CareAlert,
    Contraindication,
    EmergencyAccess,
    ExercisePrescription,
    IntakeDraft,
    LegalHold,
    Problem,
    Questionnaire,
    RecordPolicy,
    RecordRequest,
    Screening,
    TreatmentPlan,
    TrendEvaluation,
    WorkingNote,
)
from notes.record.hanging import Hanging, rows_hanging_on
from notes.record.retention import kept_until

# What is written about the record, by the machine, or at the desk is no entry in it.
NO_ENTRIES: frozenset[type[models.Model]] = frozenset(
    {
        AppointmentEvent,
        CareAlert,
        EmergencyAccess,
        IntakeDraft,
        LegalHold,
        Notification,
        PatientClaim,
        RecordRequest,
        Series,
    }
    | {TrendEvaluation, WaitlistEntry, WaitlistOffer, WebhookDelivery, WorkingNote}
    | {WaitlistEntry.therapists.through}
)
# Of these tables only some dates are entries: the others say when something will be over.
ENTRIES: dict[type[models.Model], tuple[str, ...]] = {
    Appointment: ("ends_at",),
    Problem: ("created_at",),
    TreatmentPlan: ("created_at", "started_at", "closed_at"),
    Screening: ("answered_at", "reviewed_at"),
    Contraindication: ("from_date", "ended_at"),
    Questionnaire: ("completed_at",),
    ExercisePrescription: ("created_at", "starts_date", "ends_date"),
}
FORWARD = frozenset(
    {"expires_at", "expires_date", "due_date", "next_review_date", "valid_until_date", "purge_at"}
)
NOT_A_VISIT = Q(status__in=NO_VISIT)


def record_kept_until(patient: Patient) -> date:
    """The last day for the record of this person, whatever was merged into it, and of those they answer for."""
    return max(
        _kept_until(patient.clinic, person, rows_hanging_on([person])) for person in everybody_of(patient)
    )


def everybody_of(patient: Patient) -> list[Patient]:
    """Records that go together: a guardian's stays as long as a ward's, who is reached through them."""
    family = list(patient.family_of_records())
    keys = [person.pk for person in family]
    return [*family, *Patient.objects.filter(guardian__in=keys, emptied_at=None).exclude(pk__in=keys)]


def retention_years(clinic: Clinic) -> int:
    years = RecordPolicy.objects.filter(clinic=clinic).values_list("retention_years", flat=True).first()
    return max(years or 0, settings.RETENTION_YEARS)


def last_entry(clinic: Clinic, person: Patient, found: Hanging) -> date:
    """The clinic's date of the latest entry; without any, of the day on which the record was begun."""
    zone = ZoneInfo(clinic.time_zone)
    dates = [
        day for model, keys in found.items() if model not in NO_ENTRIES for day in _latest(model, keys, zone)
    ]
    return max(dates, default=person.created_at.astimezone(zone).date())


def _kept_until(clinic: Clinic, person: Patient, found: Hanging) -> date:
    born = person.birth_date
    if born is None and person.guardian_id:
        # Somebody else answers for them, and nobody knows how old they are: the longest that it could be.
        born = clinic.date_at(person.created_at)
    return kept_until(last_entry(clinic, person, found), born, retention_years(clinic))


def _latest(model: type[models.Model], keys: set[Any], zone: ZoneInfo) -> list[date]:
    names = ENTRIES.get(model) or tuple(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateField) and field.name not in FORWARD
    )
    if not names:
        return []
    rows = model._base_manager.filter(pk__in=keys)
    if model is Appointment:
        rows = rows.exclude(NOT_A_VISIT)
    found = rows.aggregate(**{f"latest_{name}": Max(name) for name in names}).values()
    return [
        value.astimezone(zone).date() if isinstance(value, datetime) else value
        for value in found
        if value is not None
    ]

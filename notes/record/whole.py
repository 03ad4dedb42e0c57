"""The whole record as data: everything that is kept about a patient, but for drafts and an author's working notes.

Rows are told field by field as the models have them, so that a new field is in the copy without anybody adding it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import QuerySet

from bookings.models import Appointment, Notification, Patient, Therapist, User
from notes.models import (
    Addendum,
    CareAlert,
    CheckIn,
    ClearanceDecision,
    ComponentRating,
    Consent,
    Contraindication,
    Disclosure,
    Document,
    ExerciseLog,
    ExercisePrescription,
    Goal,
    Intake,
    MeasureResponse,
    NoteRetraction,
    PlanComponent,
    PlanHold,
    PlanReview,
    Problem,
    ReadinessCheck,
    RecordRequest,
    Screening,
    SelfCareEpisode,
    SoapNote,
    TreatmentPlan,
    TriggerEntry,
    WorkingNote,
)

FORMAT, VERSION = "tend-record", 1
# Keys, secrets of links and the machine's own marks.
HIDDEN = frozenset(
    "id clinic patient user token feed_token search_name phone_digits held_by dedupe_key message_id page page_key lease_until "
    "try_at attempts content content_hash content_format editor editor_step revision merged_into".split()
)
NAMED = (Therapist, User)


def whole_record(patient: Patient, now: datetime, *, with_working_notes: bool = False) -> dict[str, Any]:
    """JSON-able. Instants in UTC, as ISO 8601. What authors keep beside the notes only when the law asks for it."""
    family = list(patient.family_of_records().values_list("pk", flat=True))
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now.isoformat(),
        "clinic": {"name": patient.clinic.name, "time_zone": patient.clinic.time_zone},
        "patient": told(patient),
        **{name: [told(row) for row in rows] for name, rows in _sections(family).items()},
        **({"working_notes": [told(row) for row in _working_notes(family)]} if with_working_notes else {}),
    }


def _sections(family: list[int]) -> Mapping[str, QuerySet[Any]]:
    mine = {"patient__in": family}
    of_plans = {"plan__patient__in": family}
    visits = Appointment.objects.filter(**mine).exclude(status=Appointment.Status.HELD)
    signed = SoapNote.objects.filter(**mine, status=SoapNote.Status.SIGNED)
    return {
        "visits": visits.order_by("starts_at"),
        "problems": Problem.objects.filter(**mine),
        "plans": TreatmentPlan.objects.filter(**mine),
        "goals": Goal.objects.filter(**of_plans),
        "components": PlanComponent.objects.filter(**of_plans),
        "holds": PlanHold.objects.filter(**of_plans),
        "reviews": PlanReview.objects.filter(**of_plans),
        "ratings": ComponentRating.objects.filter(**of_plans),
        "measures": MeasureResponse.objects.filter(**mine),
        "notes": signed.order_by("signed_at"),
        "addenda": Addendum.objects.filter(note__in=signed),
        "intakes": Intake.objects.filter(**mine),
        "screenings": Screening.objects.filter(**mine),
        "clearances": ClearanceDecision.objects.filter(**mine)
        .select_related("letter")
        .defer("letter__content"),
        "cautions": Contraindication.objects.filter(**mine),
        "exercises": ExercisePrescription.objects.filter(**mine),
        "readiness": ReadinessCheck.objects.filter(**mine),
        "exercise_logs": ExerciseLog.objects.filter(**mine),
        "diary": TriggerEntry.objects.filter(**mine),
        "self_care": SelfCareEpisode.objects.filter(**mine),
        "check_ins": CheckIn.objects.filter(episode__patient__in=family),
        "documents": Document.objects.filter(**mine).defer("content"),
        "consents": Consent.objects.filter(**mine),
        "retractions": NoteRetraction.objects.filter(note__in=signed),
        "requests": RecordRequest.objects.filter(**mine).order_by("asked_at"),
        "disclosures": Disclosure.objects.filter(**mine),
        "alerts": CareAlert.objects.filter(**mine),
        "messages": Notification.objects.filter(**mine),
    }


def _working_notes(family: list[int]) -> QuerySet[WorkingNote]:
    return WorkingNote.objects.filter(note__patient__in=family).select_related("author").order_by("saved_at")


def told(row: models.Model) -> dict[str, Any]:
    """One row: its public id as `id`, people by name, other rows by their public id."""
    said: dict[str, Any] = {}
    for name, value in _values(row):
        said["id" if name == "public_id" else name] = value
    return said


def _values(row: models.Model) -> Iterator[tuple[str, Any]]:
    for field in row._meta.concrete_fields:
        if field.name in HIDDEN:
            continue
        if isinstance(field, models.ForeignKey):
            yield field.name, _named(getattr(row, field.name))
        else:
            yield field.name, _plain(getattr(row, field.attname))


def _named(other: Any) -> str | None:
    if other is None:
        return None
    return str(other) if isinstance(other, NAMED) else getattr(other, "public_id", str(other.pk))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value

"""Fetching is authorising: each function finds a clinical row, checks who asks, and writes the look down.

The therapist who treats the patient sees plans and notes: one with a visit of the patient that was not
cancelled, or the author of a plan. A draft note is its author's alone. Everybody else (reception, an owner
who does not treat, another therapist, another clinic) is told that there is nothing: NotVisible, which doors
answer with 404. A refusal to somebody who works in the same clinic is written down as "denied".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import AccessRecord, Appointment, Clinic, Membership, Patient, Therapist, User
from notes.models import SoapNote, TreatmentPlan

Row = TypeVar("Row")
Visitor = User | AnonymousUser
VIEWED, EDITED, DENIED = "viewed", "edited", "denied"
# Autosave knocks every few seconds; one line in this time tells the log as much.
ONE_LINE_WITHIN = timedelta(minutes=15)
_NO_VISIT = (Appointment.Status.CANCELLED, Appointment.Status.HELD)


class NotVisible(DomainError):
    """There is no such thing, or none that this person may know of."""

    code = "not_found"
    message = "Not found."


@dataclass(frozen=True, slots=True)
class Seen(Generic[Row]):
    """What was asked for, and as which therapist of the clinic the person sees it."""

    row: Row
    therapist: Therapist
    user: User


def patient_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Patient]:
    """The patient as a chart: problems, plans and notes may be shown. A merged record's chart is the kept one's."""
    rows = Patient.objects.select_related("clinic", "merged_into__clinic")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    patient = found.merged_into or found
    return _seen(patient, patient, user, now, action, "chart", patient.public_id)


def plan_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[TreatmentPlan]:
    plans = TreatmentPlan.objects.select_related("clinic", "patient__clinic", "problem", "author")
    plan = plans.filter(public_id=public_id).first()
    if plan is None:
        raise NotVisible
    return _seen(plan, plan.patient, user, now, action, "plan", public_id)


def note_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[SoapNote]:
    notes = SoapNote.objects.select_related(
        "clinic", "patient__clinic", "plan__problem", "author", "signed_by", "appointment__option__service"
    ).defer("appointment__reason")
    note = notes.filter(public_id=public_id).first()
    if note is None:
        raise NotVisible
    return _seen(note, note.patient, user, now, action, "note", public_id, draft_of=_drafting(note))


def visit_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Appointment]:
    """An appointment with a patient, as the visit that a note is written about."""
    visits = Appointment.objects.select_related(
        "clinic", "patient__clinic", "therapist", "option__service"
    ).defer("reason")
    visit = visits.filter(public_id=public_id, patient__isnull=False).first()
    if visit is None or visit.patient is None:
        raise NotVisible
    return _seen(visit, visit.patient, user, now, action, "visit", public_id)


def treating(user: Visitor, patient: Patient) -> Therapist | None:
    """The active therapist of the patient's clinic that `user` is, if they treat this patient."""
    if not user.is_authenticated:
        return None
    records = patient.family_of_records()
    visits = Appointment.objects.filter(patient__in=records).exclude(status__in=_NO_VISIT)
    plans = TreatmentPlan.objects.filter(patient__in=records)
    return (
        Therapist.objects.filter(
            Q(pk__in=visits.values("therapist")) | Q(pk__in=plans.values("author")),
            clinic_id=patient.clinic_id,
            user=user,
            is_active=True,
            clinic__memberships__user=user,
            clinic__memberships__role=Membership.Role.THERAPIST,
        )
        .select_related("clinic")
        .first()
    )


def _drafting(note: SoapNote) -> Therapist | None:
    return None if note.is_signed else note.author


def _seen(
    row: Row,
    patient: Patient,
    user: Visitor,
    now: datetime,
    action: str,
    kind: str,
    object_id: str,
    draft_of: Therapist | None = None,
) -> Seen[Row]:
    therapist = treating(user, patient)
    allowed = therapist is not None and (draft_of is None or draft_of == therapist)
    if not isinstance(user, User) or not (allowed or _works_in(user, patient.clinic)):
        raise NotVisible
    _write_down(patient, user, now, action, kind, object_id, allowed)
    if therapist is None or not allowed:
        raise NotVisible
    return Seen(row, therapist, user)


def _works_in(user: User, clinic: Clinic) -> bool:
    return Membership.objects.filter(user=user, clinic=clinic).exists()


def _write_down(
    patient: Patient, user: User, now: datetime, action: str, kind: str, object_id: str, allowed: bool
) -> None:
    if allowed and action == EDITED and _just_written(patient, user, now, object_id):
        return
    record_access(
        clinic=patient.clinic,
        user=user,
        patient=patient,
        action=action if allowed else DENIED,
        object_kind=kind,
        object_id=object_id,
        reason="" if allowed else action,
        now=now,
    )


def _just_written(patient: Patient, user: User, now: datetime, object_id: str) -> bool:
    return AccessRecord.objects.filter(
        patient=patient, user=user, action=EDITED, object_id=object_id, at__gt=now - ONE_LINE_WITHIN
    ).exists()

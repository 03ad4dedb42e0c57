"""Fetching is authorising: each function finds a clinical row, checks who asks, and writes the look down.

The therapist who treats the patient sees plans and notes: one with a visit of the patient that was not
cancelled, or the author of a plan. A draft note, and one that awaits its co-signature, is its author's alone;
whoever supervises the author may read it, too. Everybody else (reception, an owner
who does not treat, another therapist, another clinic) is told that there is nothing: NotVisible, which doors
answer with 404. A refusal to somebody who works in the same clinic is written down as "denied". In an emergency
(notes.record.emergency) another therapist of the clinic reads what stands in the record, for an hour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Coalesce

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import AccessRecord, Appointment, Clinic, Membership, Patient, Therapist, User
from bookings.people.sign_in import patients_of
from notes.models import CareAlert, Consent, Document, Screening, SoapNote, TreatmentPlan
from notes.models.privacy import EmergencyAccess, RecordRequest

Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Model)
Visitor = User | AnonymousUser
# Who of the clinic's therapists a visitor is, if they may see what is of this patient.
Reader = Callable[[Visitor, Patient], Therapist | None]
VIEWED, EDITED, DENIED, EXPORTED = "viewed", "edited", "denied", "exported"
IN_EMERGENCY = frozenset({"chart", "plan", "note", "screening", "screenings", "intake"})
# Autosave knocks every few seconds; one line in this time tells the log as much.
ONE_LINE_WITHIN = timedelta(minutes=15)
# What was called off or only reserved makes nobody a therapist of the patient.
NO_VISIT = (Appointment.Status.CANCELLED, Appointment.Status.HELD)


class NotVisible(DomainError):
    """There is no such thing, or none that this person may know of."""

    code = "not_found"
    message = "Not found."


class AboutPatient(Protocol):
    """A line of a list, about the patient of that public id."""

    @property
    def patient_id(self) -> str: ...


Line = TypeVar("Line", bound=AboutPatient)


@dataclass(frozen=True, slots=True)
class Seen(Generic[Row]):
    """What was asked for, and as which therapist of the clinic the person sees it."""

    row: Row
    therapist: Therapist
    user: User


def patient_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Patient]:
    """The patient as a chart: problems, plans and notes may be shown. A merged record's chart is the kept one's."""
    return _person(user, public_id, now, action, "chart", by=treating)


def plan_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[TreatmentPlan]:
    plans = TreatmentPlan.objects.select_related("clinic", "patient__clinic", "problem", "author")
    plan = _found(plans, public_id)
    return _seen(plan, plan.patient, user, now, action, "plan", public_id)


def note_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[SoapNote]:
    notes = SoapNote.objects.select_related(
        "clinic",
        "patient__clinic",
        "plan__problem",
        "author",
        "signed_by",
        "cosigned_by",
        "appointment__option__service",
    ).defer("appointment__reason")
    note = _found(notes, public_id)

    def reader(user: Visitor, patient: Patient) -> Therapist | None:
        therapist = treating(user, patient)
        if therapist is not None and (note.is_signed or note.author_id == therapist.pk):
            return therapist
        return supervising(user, note.author) if action == VIEWED else None

    return _seen(note, note.patient, user, now, action, "note", public_id, by=reader)


def note_to_cosign(user: Visitor, public_id: str, now: datetime, action: str = EDITED) -> Seen[SoapNote]:
    """A note of somebody whom the therapist that `user` is supervises, to co-sign it or to send it back."""
    rows = SoapNote.objects.select_related(
        "clinic", "patient__clinic", "author", "appointment__option__service"
    )
    note = _found(rows.defer("appointment__reason"), public_id)
    author = note.author
    return _seen(
        note, note.patient, user, now, action, "note", public_id, by=lambda user, _: supervising(user, author)
    )


def acting(user: Visitor, clinic_id: int) -> QuerySet[Therapist]:
    """The active therapist that `user` is in a clinic, with that role; nobody for whoever is not signed in."""
    key = user.pk or 0
    return Therapist.objects.select_related("clinic").filter(
        clinic_id=clinic_id,
        user_id=key,
        is_active=True,
        clinic__memberships__user_id=key,
        clinic__memberships__role=Membership.Role.THERAPIST,
    )


def supervised_by(user: Visitor, clinic: Clinic | None) -> QuerySet[Therapist]:
    """Whose notes the active therapist that `user` is in this clinic co-signs."""
    supervisors = acting(user, clinic.pk if clinic else 0)
    return Therapist.objects.filter(supervision__supervisor__in=supervisors.values("pk"))


def supervising(user: Visitor, author: Therapist) -> Therapist | None:
    """The active therapist that `user` is, if they supervise the author."""
    return acting(user, author.clinic_id).filter(supervises__therapist=author).first()


def consent_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Consent]:
    rows = Consent.objects.select_related("clinic", "patient__clinic")
    consent = _found(rows, public_id)
    return _seen(consent, consent.patient, user, now, action, "consent", public_id)


def alert_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[CareAlert]:
    alerts = CareAlert.objects.select_related("clinic", "patient__clinic", "plan")
    alert = _found(alerts, public_id)
    return _seen(alert, alert.patient, user, now, action, "alert", public_id)


def alerts_seen(user: User, therapist: Therapist, lines: Sequence[Line], now: datetime) -> Sequence[Line]:
    """The alerts that a therapist is shown, written down once for each patient within a quarter of an hour."""
    named = {line.patient_id for line in lines}
    patients = Patient.objects.filter(public_id__in=named, clinic_id=therapist.clinic_id)
    for patient in patients.select_related("clinic"):
        if not _just_written(patient, user, now, patient.public_id, "listed"):
            _write_down(patient, user, now, "listed", "alerts", patient.public_id, True)
    return lines


def visit_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Appointment]:
    """An appointment with a patient, as the visit that a note is written about."""
    visits = Appointment.objects.select_related(
        "clinic", "patient__clinic", "therapist", "option__service"
    ).defer("reason")
    visit = _found(visits, public_id)
    if visit.patient is None:
        raise NotVisible
    return _seen(visit, visit.patient, user, now, action, "visit", public_id)


def screening_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Screening]:
    """A filled safety check, to the therapist who treats the patient or, while nobody does yet, to any of them."""
    rows = Screening.objects.select_related("clinic", "patient__clinic", "appointment", "reviewed_by")
    screening = _found(rows.defer("appointment__reason"), public_id)
    patient = screening.patient
    return _seen(screening, patient, user, now, action, "screening", public_id, by=may_clear)


def screenings_of(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Patient]:
    """The patient, whose safety checks are going to be shown or changed."""
    return _person(user, public_id, now, action, "screenings")


def intake_of(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Patient]:
    """The patient, whose forms are going to be shown; to whom their safety checks would be shown."""
    return _person(user, public_id, now, action, "intake")


def documents_of(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Patient]:
    """The patient, whose files are going to be shown or added to; to whom their safety checks would be shown."""
    return _person(user, public_id, now, action, "documents")


def document_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[Document]:
    """A file of a record, with its content still in the database."""
    rows = Document.objects.select_related("clinic", "patient__clinic").defer("content")
    document = _found(rows.filter(removed_at=None), public_id)
    return _seen(document, document.patient, user, now, action, "document", public_id, by=may_clear)


def may_clear(user: Visitor, patient: Patient) -> Therapist | None:
    """Somebody stopped before the first visit has no therapist of their own, and yet somebody has to look."""
    if (therapist := treating(user, patient)) is not None or not user.is_authenticated:
        return therapist
    family = patient.family_of_records()
    visits = Appointment.objects.filter(patient__in=family).exclude(status__in=NO_VISIT)
    if visits.exists() or TreatmentPlan.objects.filter(patient__in=family).exists():
        return None
    return acting(user, patient.clinic_id).first()


def treating(user: Visitor, patient: Patient) -> Therapist | None:
    """The active therapist of the patient's clinic that `user` is, if they treat this patient."""
    records = patient.family_of_records()
    visits = Appointment.objects.filter(patient__in=records).exclude(status__in=NO_VISIT)
    plans = TreatmentPlan.objects.filter(patient__in=records)
    theirs = Q(pk__in=visits.values("therapist")) | Q(pk__in=plans.values("author"))
    return acting(user, patient.clinic_id).filter(theirs).first()


def in_emergency(user: Visitor, patient: Patient, now: datetime) -> Therapist | None:
    """The active therapist that `user` is, while the record is open to them in an emergency: to read, no drafts."""
    opened = EmergencyAccess.objects.filter(
        patient__in=patient.family_of_records(), opened_at__lte=now, expires_at__gt=now
    )
    return acting(user, patient.clinic_id).filter(pk__in=opened.values("therapist")).first()


def request_for(user: Visitor, public_id: str, now: datetime, action: str = VIEWED) -> Seen[RecordRequest]:
    """What a patient wants put right, in their words."""
    rows = RecordRequest.objects.select_related("clinic", "patient__clinic", "note")
    asked = _found(rows.filter(kind=RecordRequest.Kind.AMENDMENT), public_id)
    return _seen(asked, asked.patient, user, now, action, "request", public_id)


def treated_by(user: Visitor, clinic: Clinic) -> QuerySet[Patient]:
    """Every record of the people whom the therapist that `user` is treats in this clinic; one subquery."""
    therapists = acting(user, clinic.pk)
    visits = Appointment.objects.filter(therapist__in=therapists, patient__isnull=False)
    plans = TreatmentPlan.objects.filter(author__in=therapists)
    met = visits.exclude(status__in=NO_VISIT).order_by().values("patient")
    direct = Patient.objects.filter(pk__in=met.union(plans.order_by().values("patient")))
    kept = direct.order_by().values(kept=Coalesce("merged_into", "pk"))
    return Patient.objects.filter(clinic=clinic).of_people(kept)


def own_chart(user: User, patient: Patient, now: datetime, kind: str, action: str = VIEWED) -> Patient:
    """What a patient may see of their own record, or a guardian of their ward's; written down once in a while.

    Raises NotVisible for everybody else.
    """
    if not patients_of(user).filter(pk=patient.pk).exists():
        raise NotVisible
    if not _just_written(patient, user, now, patient.public_id, action, kind):
        _write_down(patient, user, now, action, kind, patient.public_id, True)
    return patient


def own_copy(user: User, patient: Patient, now: datetime, kind: str, object_id: str) -> None:
    """A patient takes something of theirs away: a line each time. Raises NotVisible for everybody else."""
    if not patients_of(user).filter(pk=patient.pk).exists():
        raise NotVisible
    _write_down(patient, user, now, EXPORTED, kind, object_id, True)


def write_down(row: Any, user: User | None, did: str, kind: str, now: datetime, reason: str = "") -> None:
    """A line of the log: who did what with a row of somebody's record, by its id. Nobody is the clock."""
    record_access(
        clinic=row.clinic, user=user, patient=row.patient, action=did, object_kind=kind,
        object_id=row.public_id, reason=reason, now=now,
    )  # fmt: skip


def _person(
    user: Visitor, public_id: str, now: datetime, action: str, kind: str, by: Reader = may_clear
) -> Seen[Patient]:
    found = _found(Patient.objects.select_related("clinic", "merged_into__clinic"), public_id)
    patient = found.merged_into or found
    return _seen(patient, patient, user, now, action, kind, patient.public_id, by=by)


def _found(rows: QuerySet[Kept], public_id: str) -> Kept:
    """Raises NotVisible."""
    if (found := rows.filter(public_id=public_id).first()) is None:
        raise NotVisible
    return found


def _seen(
    row: Row,
    patient: Patient,
    user: Visitor,
    now: datetime,
    action: str,
    kind: str,
    object_id: str,
    by: Reader = treating,
) -> Seen[Row]:
    therapist = by(user, patient)
    if therapist is None and action == VIEWED and _is_of_the_record(row, kind):
        therapist = in_emergency(user, patient, now)
    allowed = therapist is not None
    if not isinstance(user, User) or not (allowed or _works_in(user, patient.clinic)):
        raise NotVisible
    _write_down(patient, user, now, action, kind, object_id, allowed)
    if therapist is None:
        raise NotVisible
    return Seen(row, therapist, user)


def _is_of_the_record(row: object, kind: str) -> bool:
    """What may be read in an emergency: everything that stands, and no draft."""
    return kind in IN_EMERGENCY and (not isinstance(row, SoapNote) or row.is_signed)


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


def _just_written(
    patient: Patient, user: User, now: datetime, object_id: str, action: str = EDITED, kind: str = ""
) -> bool:
    lines = AccessRecord.objects.filter(
        patient=patient, user=user, action=action, object_id=object_id, at__gt=now - ONE_LINE_WITHIN
    )
    return (lines.filter(object_kind=kind) if kind else lines).exists()

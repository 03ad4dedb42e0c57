"""One list by date: visits with their notes, plans, files, messages. Whoever asks was let in by notes.access."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Prefetch
from django.utils.functional import Promise

from bookings.models import Appointment, Patient, User
from bookings.notifications.queries import messages_to
from notes.documents.queries import documents_of
from notes.models import PlanHold, PlanReview, SoapNote, TreatmentPlan
from notes.soap import findings
from notes.soap.findings import Findings

MOST = 100
BODIES = 4


class Kind(StrEnum):
    """What a line is about."""

    VISIT = "visit"
    NOTE = "note"
    BEGUN = "begun"
    HELD = "held"
    REVIEWED = "reviewed"
    CLOSED = "closed"
    FILE = "file"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing, at an instant. `id` is the public id of what it leads to; `state` what became of it, in words."""

    kind: Kind
    at: datetime
    id: str
    what: str | Promise
    state: str | Promise = ""
    status: str = ""
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The latest first; `is_cut` if there is more than MOST of a kind."""

    events: tuple[Event, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class BodyAt:
    """Where it was felt and worked on at a visit, by its signed note."""

    note_id: str
    starts_at: datetime
    time_zone: str
    findings: Findings


def timeline(*, patient: Patient, user: User, with_messages: bool) -> Timeline:
    """What `user` may see of it: seven queries, one less without messages.

    Visits as the booking pages show them to `user`; notes without their texts; of messages that one was sent.
    """
    visits, notes = _visits(patient, user), _notes(patient)
    messages = _messages(patient) if with_messages else []
    found = [*visits, *notes, *_plans(patient), *_files(patient), *messages]
    is_cut = any(len(one) > MOST for one in (visits, notes, messages))
    return Timeline(tuple(sorted(found, key=lambda event: event.at, reverse=True)), is_cut)


def _visits(patient: Patient, user: User) -> list[Event]:
    rows = Appointment.objects.editable_by(user).filter(patient__in=patient.family_of_records())
    rows = rows.exclude(status=Appointment.Status.HELD).select_related("option__service").defer("reason")
    return [
        Event(
            Kind.VISIT,
            row.starts_at,
            row.public_id,
            row.option.service.name,
            row.get_status_display(),
            row.status,
        )
        for row in rows.order_by("-starts_at")[: MOST + 1]
    ]


def _notes(patient: Patient) -> list[Event]:
    rows = SoapNote.objects.filter(patient__in=patient.family_of_records(), retraction__isnull=True)
    heads = rows.select_related("appointment", "author").only(
        "public_id", "status", "nrs_before", "nrs_after", "appointment__ends_at",
        "author__first_name", "author__last_name",
    )  # fmt: skip
    return [
        Event(
            Kind.NOTE, row.appointment.ends_at, row.public_id, row.author.full_name, row.get_status_display(),
            "signed" if row.is_signed else "draft",
            row.nrs_before if row.is_signed else None, row.nrs_after if row.is_signed else None,
        )
        for row in heads.order_by("-appointment__starts_at")[: MOST + 1]
    ]  # fmt: skip


def _plans(patient: Patient) -> Iterator[Event]:
    """Three queries."""
    rows = TreatmentPlan.objects.filter(patient__in=patient.family_of_records(), started_at__isnull=False)
    rows = rows.select_related("problem").prefetch_related(
        Prefetch("holds", PlanHold.objects.order_by("placed_at")),
        Prefetch("reviews", PlanReview.objects.defer("text").order_by("at")),
    )
    for plan in rows:
        name, key = plan.problem.text, plan.public_id
        if plan.started_at:
            yield Event(Kind.BEGUN, plan.started_at, key, name)
        for hold in plan.holds.all():
            yield Event(Kind.HELD, hold.placed_at, key, name, hold.get_trigger_display())
        for review in plan.reviews.all():
            yield Event(Kind.REVIEWED, review.at, key, name, review.get_decision_display())
        if plan.closed_at:
            yield Event(Kind.CLOSED, plan.closed_at, key, name, plan.get_close_reason_display())


def _files(patient: Patient) -> Iterator[Event]:
    for line in documents_of(patient):
        yield Event(Kind.FILE, line.added_at, line.id, line.title or line.label, line.label)


def _messages(patient: Patient) -> list[Event]:
    lines = messages_to(patient, limit=MOST + 1)
    return [
        Event(
            Kind.MESSAGE,
            line.sent_at or line.send_at,
            line.appointment_id,
            line.kind,
            line.state_label,
            line.state,
        )
        for line in lines
    ]


def bodies(patient: Patient) -> list[BodyAt]:
    """The last signed notes that mark anything, the earliest first; no other text is deciphered. One query."""
    rows = SoapNote.objects.filter(patient__in=patient.family_of_records(), retraction__isnull=True)
    rows = rows.filter(status=SoapNote.Status.SIGNED)
    heads = rows.select_related("appointment").only(
        "public_id", "findings", "appointment__starts_at", "appointment__time_zone"
    )
    found: list[BodyAt] = []
    for row in heads.order_by("-appointment__starts_at")[: BODIES * 2]:
        said = findings.read(json.loads(row.findings)) if row.findings else findings.EMPTY
        if (said.areas or said.techniques) and len(found) < BODIES:
            found.append(BodyAt(row.public_id, row.appointment.starts_at, row.appointment.time_zone, said))
    return found[::-1]

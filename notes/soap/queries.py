"""Reading notes: one on its page, a patient's in order, and those that are not what was signed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bookings.models import Appointment, Patient
from notes.models import Addendum, NoteRetraction, SoapNote
from notes.soap.content import is_what_was_signed
from notes.soap.draft import NoteContent
from notes.soap.opening import LastNote, last_note

BATCH = 500
_UNREADABLE = (InvalidTag, KeyError, ValueError, IndexError)


@dataclass(frozen=True, slots=True)
class AddendumLine:
    kind: str | Promise
    reason: str
    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteHead:
    """The note of a visit, without its texts."""

    id: str
    is_signed: bool
    author_id: str
    author: str
    plan_id: str
    saved_at: datetime
    signed_at: datetime | None
    nrs_before: int | None
    nrs_after: int | None


@dataclass(frozen=True, slots=True)
class NoteSheet:
    """Everything the page of a note shows. Times are instants; `time_zone` is the visit's."""

    id: str
    version: int
    status: str
    is_signed: bool
    content: NoteContent
    missing_reason: str
    patient_id: str
    patient_name: str
    visit_id: str
    visit_status: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    service: str
    author: str
    plan_id: str
    plan_problem: str
    saved_at: datetime
    signed_at: datetime | None
    signed_by: str
    cosigned_at: datetime | None
    cosigned_by: str
    content_hash: str
    is_intact: bool
    remarks: tuple[AddendumLine, ...]
    retraction: AddendumLine | None
    addenda: tuple[AddendumLine, ...]
    last: LastNote | None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note in a list."""

    id: str
    starts_at: datetime
    time_zone: str
    author: str
    is_signed: bool
    nrs_before: int | None
    nrs_after: int | None
    addenda: int


def note_sheet(note: SoapNote) -> NoteSheet:
    visit, plan = note.appointment, note.plan
    return NoteSheet(
        id=note.public_id,
        version=note.version,
        status=note.status,
        is_signed=note.is_signed,
        content=NoteContent.of(note),
        missing_reason=note.get_nrs_missing_reason_display() if note.nrs_missing_reason else "",
        patient_id=note.patient.public_id,
        patient_name=note.patient.full_name,
        visit_id=visit.public_id,
        visit_status=visit.status,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        time_zone=visit.time_zone,
        service=visit.option.service.name,
        author=note.author.full_name,
        plan_id=plan.public_id if plan else "",
        plan_problem=plan.problem.text if plan else "",
        saved_at=note.saved_at,
        signed_at=note.signed_at,
        signed_by=note.signed_by.full_name if note.signed_by else "",
        cosigned_at=note.cosigned_at,
        cosigned_by=note.cosigned_by.full_name if note.cosigned_by else "",
        content_hash=note.content_hash,
        is_intact=note.is_draft or is_what_was_signed(note),
        remarks=() if note.is_signed else tuple(_remarks(note)),
        retraction=_retraction(note),
        addenda=tuple(_addenda(note)) if note.is_signed else (),
        last=None if not note.is_draft else last_note(note.patient, visit.starts_at),
    )


def note_of_visit(visit: Appointment) -> NoteHead | None:
    """Whether the visit has a note, and how far it is."""
    heads = SoapNote.objects.select_related("author", "plan").only(
        "public_id",
        "status",
        "saved_at",
        "signed_at",
        "nrs_before",
        "nrs_after",
        "author__public_id",
        "author__first_name",
        "author__last_name",
        "plan__public_id",
    )
    note = heads.filter(appointment=visit).first()
    if note is None:
        return None
    return NoteHead(
        id=note.public_id,
        is_signed=note.is_signed,
        author_id=note.author.public_id,
        author=note.author.full_name,
        plan_id=note.plan.public_id if note.plan else "",
        saved_at=note.saved_at,
        signed_at=note.signed_at,
        nrs_before=note.nrs_before,
        nrs_after=note.nrs_after,
    )


def notes_of(patient: Patient, *, limit: int = 20) -> list[NoteLine]:
    """The patient's latest notes, without their texts. Drafts are listed too; opening one is the author's."""
    heads = (
        SoapNote.objects.filter(patient__in=patient.family_of_records())
        .select_related("appointment", "author")
        .prefetch_related("addenda")
        .only(
            "public_id",
            "status",
            "nrs_before",
            "nrs_after",
            "patient_id",
            "appointment__starts_at",
            "appointment__time_zone",
            "author__first_name",
            "author__last_name",
        )
        .order_by("-appointment__starts_at")[:limit]
    )
    return [
        NoteLine(
            id=note.public_id,
            starts_at=note.appointment.starts_at,
            time_zone=note.appointment.time_zone,
            author=note.author.full_name,
            is_signed=note.is_signed,
            nrs_before=note.nrs_before,
            nrs_after=note.nrs_after,
            addenda=len(note.addenda.all()),
        )
        for note in heads
    ]


def altered_notes() -> Iterator[str]:
    """Public ids of signed notes whose hash differs from what was signed, or whose text cannot be read."""
    signed = SoapNote.objects.exclude(status=SoapNote.Status.DRAFT)
    last = 0
    while names := dict(signed.filter(pk__gt=last).order_by("pk").values_list("pk", "public_id")[:BATCH]):
        yield from _altered_among(signed.filter(pk__in=names), names)
        last = max(names)


def _altered_among(notes: "QuerySet[SoapNote]", names: dict[int, str]) -> Iterator[str]:
    rows = notes.select_related("appointment", "patient", "plan", "author", "signed_by", "cosigned_by").defer(
        "appointment__reason"
    )
    try:
        found = list(rows.order_by("pk"))
    except _UNREADABLE:
        if len(names) == 1:
            yield from names.values()
            return
        for pk, name in names.items():
            yield from _altered_among(notes.filter(pk=pk), {pk: name})
        return
    yield from (note.public_id for note in found if not is_what_was_signed(note))


def _retraction(note: SoapNote) -> AddendumLine | None:
    row = (
        NoteRetraction.objects.filter(note=note).select_related("author").first() if note.is_signed else None
    )
    return AddendumLine(_("Entered in error"), row.reason, "", row.author.full_name, row.at) if row else None


def _remarks(note: SoapNote) -> Iterator[AddendumLine]:
    for remark in note.remarks.select_related("author"):
        yield AddendumLine(_("Sent back"), "", remark.text, remark.author.full_name, remark.at)


def _addenda(note: SoapNote) -> Iterator[AddendumLine]:
    for addendum in Addendum.objects.filter(note=note).select_related("author"):
        yield AddendumLine(
            kind=addendum.get_kind_display(),
            reason=addendum.reason,
            text=addendum.text,
            author=addendum.author.full_name,
            at=addendum.at,
        )

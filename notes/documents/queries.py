"""Files of a record in a list, without opening them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from bookings.models import Patient
from notes.models import Document

Kind = Document.Kind


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """`size` in bytes; `ending` without its dot."""

    id: str
    kind: str
    label: str | Promise
    title: str
    size: int
    ending: str
    added_by: str
    added_at: datetime


def document_rows(patients: QuerySet[Patient]) -> QuerySet[Document]:
    """Without their content, the newest first."""
    rows = Document.objects.filter(patient__in=patients, removed_at=None)
    return rows.select_related("added_by", "clinic", "patient__clinic", "plan").defer("content")


def documents_of(patient: Patient) -> list[DocumentLine]:
    """One query."""
    return [_line(row) for row in document_rows(patient.family_of_records())]


def letters_of(patient: Patient) -> dict[str, Document]:
    """What may stand behind a clearance: letters that came in, by their public ids. One query."""
    rows = document_rows(patient.family_of_records())
    return {row.public_id: row for row in rows.filter(kind__in=[Kind.CLEARANCE, Kind.OUTSIDE_LETTER])}


def download_name(document: Document) -> str:
    """Says what it is and of which day; never the name that it came with."""
    added = document.clinic.date_at(document.added_at)
    return f"{document.kind.replace('_', '-')}-{added.isoformat()}.{_ending(document)}"


def _line(row: Document) -> DocumentLine:
    return DocumentLine(
        id=row.public_id,
        kind=row.kind,
        label=row.get_kind_display(),
        title=row.title,
        size=row.size,
        ending=_ending(row),
        added_by=str(row.added_by),
        added_at=row.added_at,
    )


def _ending(row: Document) -> str:
    return "pdf" if row.media_type == Document.MediaType.PDF else "png"

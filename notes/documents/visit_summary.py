"""What a patient takes home from one visit: for the portal's page and on paper."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bookings.models import Appointment, Clinic, Patient
from bookings.wording import duration, moment
from notes.documents.letterhead import in_language_of, make_paper
from notes.documents.parts import Facts, Paper, Section, Words
from notes.documents.wording import when_to_seek_care
from notes.models import SoapNote
from notes.screening.restrictions import region_name
from notes.soap.findings import EMPTY, read

_AHEAD = (Appointment.Status.BOOKED, Appointment.Status.PENDING)


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """`areas` are the areas that were treated, in words; `next_at` is the next visit that is booked."""

    id: str
    at: datetime
    time_zone: str
    therapist: str
    minutes: int
    areas: tuple[str, ...]
    nrs_before: int | None
    nrs_after: int | None
    text: str
    home_care: str
    next_words: str
    next_at: datetime | None
    seek_care: tuple[str, ...]


def visit_summary(note: SoapNote, now: datetime) -> VisitSummary:
    """Only what was written for the patient: no findings, no assessment, no working notes. Two queries.

    The caller has seen to it that the note is signed, and for a patient that it is released.
    """
    findings = read(json.loads(note.findings)) if note.findings else EMPTY
    visit = note.appointment
    treated = [row.region for row in findings.techniques] or [row.region for row in findings.areas]
    booked = int((visit.ends_at - visit.starts_at).total_seconds()) // 60
    clinic = note.patient.clinic
    return VisitSummary(
        id=note.public_id,
        at=visit.starts_at,
        time_zone=visit.time_zone,
        therapist=note.author.full_name,
        minutes=findings.minutes or booked,
        areas=tuple(region_name(one) for one in dict.fromkeys(treated) if one),
        nrs_before=note.nrs_before,
        nrs_after=note.nrs_after,
        text=note.patient_summary,
        home_care=findings.home_care,
        next_words=findings.next_visit,
        next_at=_next_visit(note.patient, max(now, visit.starts_at)),
        seek_care=when_to_seek_care(clinic).items,
    )


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A summary in a list."""

    id: str
    at: datetime
    time_zone: str
    therapist: str
    nrs_before: int | None
    nrs_after: int | None


def summary_lines(notes: Iterable[SoapNote]) -> list[SummaryLine]:
    """Of notes that were released; opens none of their texts."""
    return [
        SummaryLine(
            id=note.public_id,
            at=note.appointment.starts_at,
            time_zone=note.appointment.time_zone,
            therapist=note.author.full_name,
            nrs_before=note.nrs_before,
            nrs_after=note.nrs_after,
        )
        for note in notes
    ]


def summary_paper(note: SoapNote, now: datetime) -> Paper:
    with in_language_of(note.patient) as language:
        summary = visit_summary(note, now)
        clinic: Clinic = note.patient.clinic
        return make_paper(
            kind="visit_summary",
            title=_("Your visit"),
            patient=note.patient,
            language=language,
            now=now,
            about=[(_("Visit"), moment(summary.at, summary.time_zone)), (_("Therapist"), summary.therapist)],
            sections=[
                _said(summary),
                _done(summary),
                Section("home_care", _("At home"), _words(summary.home_care)),
                Section("next_visit", _("Next visit"), _words(next_in_words(summary))),
                Section("seek_care", _("When to seek care"), (when_to_seek_care(clinic),)),
            ],
        )


def next_in_words(summary: VisitSummary) -> str:
    """What the therapist said of it, and the visit that is booked."""
    booked = moment(summary.next_at, summary.time_zone) if summary.next_at else ""
    return "\n".join(filter(None, [summary.next_words, booked]))


def pain_in_words(summary: VisitSummary) -> str:
    """Empty unless it was rated before and after."""
    if summary.nrs_before is None or summary.nrs_after is None:
        return ""
    return _("%(before)s before, %(after)s after, on a scale from 0 to 10") % {
        "before": summary.nrs_before,
        "after": summary.nrs_after,
    }


def _said(summary: VisitSummary) -> Section:
    return Section("summary", "", _words(summary.text))


def _done(summary: VisitSummary) -> Section:
    rows = [
        (_("Areas"), ", ".join(summary.areas)),
        (_("Length"), duration(summary.minutes)),
        (_("Pain"), pain_in_words(summary)),
    ]
    return Section("done", _("What we did"), (Facts(tuple(row for row in rows if row[1])),))


def _words(text: str) -> tuple[Words, ...]:
    return (Words(text),) if text.strip() else ()


def _next_visit(patient: Patient, after: datetime) -> datetime | None:
    visits = Appointment.objects.filter(
        patient__in=patient.family_of_records(), status__in=_AHEAD, starts_at__gt=after
    )
    return visits.order_by("starts_at").values_list("starts_at", flat=True).first()

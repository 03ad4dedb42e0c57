"""What a new note opens with: the check before the visit, and last time, each marked until it is touched."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from bookings.models import Appointment, Patient
from notes.models import SoapNote
from notes.screening.pre_visit import PreVisitSheet, pre_visit_sheet
from notes.soap.findings import EMPTY, Findings, Technique, read
from notes.soap.limits import VASCULAR_CODES
from notes.soap.modalities import DEEP_FROM, shares, template_for
from notes.soap.standing import booked_minutes, limits_of

CARRIABLE = ("subjective", "nrs_before", "objective", "next_step")
MOST_AREAS = 6
Source = Literal["last", "template"]


@dataclass(frozen=True, slots=True)
class Opening:
    """Fields of the note, and which of them are only carried over."""

    values: Mapping[str, Any]
    findings: Findings
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastNote:
    """What the note before said, to be seen beside this one. `at` is the start of that visit."""

    id: str
    at: datetime
    objective: str
    next_step: str
    nrs_after: int | None
    findings: Findings


def opening_of(visit: Appointment) -> Opening:
    """What the draft of a visit begins with. The newest check before it, or what was written when booking."""
    values: dict[str, Any] = {}
    findings = EMPTY
    before = last_note(visit.patient, visit.starts_at) if visit.patient else None
    if check := pre_visit_sheet(visit):
        values = {"nrs_before": check.pain_now, "subjective": _in_words(check)}
        findings = replace(
            EMPTY, night_worst=check.night_worst, night_wakings=check.woken, night_eases=check.eases
        )
    elif before is None and visit.reason.strip():
        values = {"subjective": _("When booking: “%(words)s”") % {"words": visit.reason.strip()}}
    if before:
        values |= {name: text for name in ("objective", "next_step") if (text := getattr(before, name))}
    return Opening(values, findings, tuple(name for name in CARRIABLE if name in values))


def last_note(patient: Patient, before_visit: datetime) -> LastNote | None:
    """The signed note of the patient's last visit before an instant; none that was entered in error."""
    before = (
        SoapNote.objects.filter(
            patient__in=patient.family_of_records(),
            status=SoapNote.Status.SIGNED,
            appointment__starts_at__lt=before_visit,
            retraction__isnull=True,
        )
        .select_related("appointment")
        .defer("appointment__reason")
        .order_by("-appointment__starts_at")
        .first()
    )
    if before is None:
        return None
    return LastNote(
        id=before.public_id,
        at=before.appointment.starts_at,
        objective=before.objective,
        next_step=before.next_step,
        nrs_after=before.nrs_after,
        findings=read(json.loads(before.findings)) if before.findings else EMPTY,
    )


def proposed_rows(note: SoapNote, findings: Findings, source: Source) -> tuple[Technique, ...]:
    """Rows of techniques to begin from: those of last time, or the template's over the areas that are worked on.

    Excluded areas are left out and pressure keeps to the cap; together they last as long as was booked.
    """
    limits = limits_of(note)
    last = last_note(note.patient, note.appointment.starts_at)
    earlier = last.findings.techniques if last else ()
    if source == "last":
        rows = [replace(row, override_reason="") for row in earlier]
        return tuple(row for row in rows if not limits.on_row(row))
    template = template_for(limits.modality)
    areas = [one.region for one in findings.areas] or (list(note.plan.problem.regions) if note.plan else [])
    areas = [one for one in dict.fromkeys(areas or [row.region for row in earlier]) if one]
    areas = [one for one in areas if one not in limits.excluded_regions][:MOST_AREAS] or [""]
    number = max(len(template.techniques), len(areas))
    names = template.techniques

    def firmness(area: str) -> int:
        most = DEEP_FROM - 1 if area.startswith(VASCULAR_CODES) else template.pressure
        return min(template.pressure, most, limits.cap_at(area))

    return tuple(
        Technique(names[n % len(names)], areas[n % len(areas)], firmness(areas[n % len(areas)]), minutes)
        for n, minutes in enumerate(shares(booked_minutes(note), number))
    )


def _in_words(check: PreVisitSheet) -> str:
    said = _(
        "Before the visit: pain %(now)s now, %(night)s at worst at night, woken in %(woken)s of 7 nights."
    ) % {
        "now": check.pain_now,
        "night": check.night_worst,
        "woken": check.woken,
    }
    return f"{said} {_('Said that something is new.')}" if check.is_something_new else said

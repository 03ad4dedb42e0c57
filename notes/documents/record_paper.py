"""The whole record on paper, to be read; the copy as data (notes.record.whole) holds every last field."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bookings.models import Appointment, Patient
from bookings.wording import duration, short_moment
from notes.documents.letterhead import in_language_of, make_paper
from notes.documents.parts import Facts, Paper, Part, Section, Table, Words
from notes.documents.pictures import plain
from notes.documents.plan_papers import problem_of, results_of
from notes.documents.wording import day_of, exercises_of, goals_of, parts_of
from notes.homecare.queries import home_care_of
from notes.models import MeasureResponse, SoapNote, TreatmentPlan
from notes.outcomes.lines import NAMES
from notes.outcomes.record import SUPPORT
from notes.outcomes.words import SUPPORT_NAME
from notes.plans.queries import plan_sheet
from notes.screening.queries import screening_sheets
from notes.soap.queries import NoteSheet, note_sheet
from notes.soap.words import in_lines


def record_paper(patient: Patient, now: datetime) -> Paper:
    """Everything but drafts and an author's working notes, in the patient's language; texts as they were typed."""
    with in_language_of(patient) as language:
        return make_paper(
            kind="record",
            title=_("Your record"),
            patient=patient,
            language=language,
            now=now,
            about=[
                (label, value)
                for label, value in ((_("E-mail"), patient.email), (_("Phone"), patient.phone))
                if value
            ],
            sections=[
                *_plans(patient, now),
                *_notes(patient),
                _measures(patient),
                _checks(patient, now),
                _exercises(patient, now),
                _visits(patient),
                Section(
                    "more",
                    _("What is not on these pages"),
                    (Words(_("The copy as data holds every single answer, entry and message besides.")),),
                ),
            ],
        )


def _plans(patient: Patient, now: datetime) -> Iterator[Section]:
    rows = TreatmentPlan.objects.filter(patient__in=patient.family_of_records()).exclude(started_at=None)
    today = patient.clinic.date_at(now)
    for plan in rows.select_related("patient__clinic", "problem", "author").order_by("-started_at"):
        sheet = plan_sheet(plan, today=today, now=now)
        title = _("Plan: %(problem)s") % {"problem": sheet.problem}
        parts: list[Part] = [problem_of(sheet, patient.clinic)]
        parts += [goals_of(sheet.goals)] if sheet.goals else []
        parts += [parts_of(sheet.components)] if sheet.components else []
        parts += results_of(sheet, patient.clinic)
        for review in sheet.course.reviews:
            head = f"{day_of(review.at, patient.clinic.time_zone)}, {review.by}: {review.decision}"
            parts.append(Words(f"{head}\n{review.text}".strip()))
        if sheet.closed_at:
            ended = f"{day_of(sheet.closed_at, patient.clinic.time_zone)}: {sheet.close_reason or sheet.status_label}"
            parts.append(Facts(((_("Ended"), f"{ended}\n{sheet.close_text}".strip()),)))
        yield Section("plan", title, tuple(parts))


def _notes(patient: Patient) -> Iterator[Section]:
    # By their keys: among so many tables a subquery would be joined last, after everybody's notes.
    family = list(patient.family_of_records().values_list("pk", flat=True))
    rows = SoapNote.objects.filter(patient__in=family, status=SoapNote.Status.SIGNED).select_related(
        "appointment__option__service", "patient", "plan__problem", "author", "signed_by"
    )
    for note in rows.defer("appointment__reason").order_by("appointment__starts_at"):
        sheet = note_sheet(note)
        title = _("Note of %(when)s") % {"when": short_moment(sheet.starts_at, sheet.time_zone)}
        yield Section("note", title, tuple(_note(sheet)))


def _note(sheet: NoteSheet) -> Iterator[Part]:
    if sheet.retraction:
        yield Words(f"{sheet.retraction.kind}: {sheet.retraction.reason}", "warn")
    content = sheet.content
    pain = (
        f"{content.nrs_before} → {content.nrs_after}"
        if content.nrs_before is not None
        else sheet.missing_reason
    )
    rows: Iterable[tuple[str, str]] = [
        (_("By"), f"{sheet.author}, {sheet.service}"),
        (_("Pain"), pain),
        (_("Subjective"), content.subjective),
        (_("Objective"), content.objective),
        (_("Assessment"), content.assessment),
        (_("Plan"), content.next_step),
        (_("Findings"), in_lines(content.findings)),
        (_("For the patient"), content.patient_summary),
    ]
    yield Facts(tuple(row for row in rows if row[1]))
    for one in sheet.addenda:
        head = f"{one.kind}, {one.author}, {short_moment(one.at, sheet.time_zone)}"
        yield Words(f"{head}\n{one.text}\n{one.reason}".strip())


def _measures(patient: Patient) -> Section:
    zone = patient.clinic.time_zone
    rows = MeasureResponse.objects.filter(patient__in=patient.family_of_records()).order_by("taken_at", "id")
    lines = tuple(
        (
            day_of(row.taken_at, zone),
            str(SUPPORT_NAME if row.code == SUPPORT else NAMES[row.code]),
            _answered(row.answers),
            plain(row.value),
        )
        for row in rows
    )
    head = (_("On"), _("Measure"), _("Answers"), _("Score"))
    return Section("measures", _("What you answered"), (Table(head, lines),) if lines else ())


def _answered(answers: str) -> str:
    said = json.loads(answers) if answers else {}
    return ", ".join(f"{name}: {value}" for name, value in said.items() if not isinstance(value, dict | list))


def _checks(patient: Patient, now: datetime) -> Section:
    parts: list[Part] = []
    for sheet in screening_sheets(patient, now):
        rows = [
            (_("Answered"), day_of(sheet.answered_at, patient.clinic.time_zone)),
            (_("What follows"), sheet.tier_name),
            (_("Because"), "\n".join(reason.words for reason in sheet.reasons)),
            *(
                (line.outcome, f"{line.text}\n{line.decided_by}, {date_format(line.expires_date)}")
                for line in sheet.clearances
            ),
        ]
        parts.append(Facts(tuple(row for row in rows if row[1])))
    return Section("checks", _("Safety checks"), tuple(parts))


def _exercises(patient: Patient, now: datetime) -> Section:
    lines = home_care_of(patient, patient.clinic.date_at(now)).lines
    return Section("exercises", _("Exercises at home"), (exercises_of(lines),) if lines else ())


def _visits(patient: Patient) -> Section:
    rows = (
        Appointment.objects.filter(patient__in=patient.family_of_records())
        .exclude(status=Appointment.Status.HELD)
        .select_related("option__service", "therapist")
        .defer("reason")
        .order_by("starts_at")
    )
    lines = tuple(
        (
            short_moment(row.starts_at, row.time_zone),
            f"{row.option.service.name}, {duration(row.option.minutes)}",
            row.therapist.full_name,
            str(row.get_status_display()),
        )
        for row in rows
    )
    head = (_("When"), _("What"), _("With"), _("How it went"))
    return Section("visits", _("Your visits"), (Table(head, lines),) if lines else ())

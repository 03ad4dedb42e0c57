"""Writing a note: opening the draft of a visit, and saving it without losing anybody's words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Appointment, Therapist
from bookings.transactions import action
from notes.models import SoapNote, TreatmentPlan, WorkingNote
from notes.plans.details import too_long
from notes.soap.findings import EMPTY, BadFindings, Findings, plain, read
from notes.soap.limits import rows_at_fault
from notes.soap.opening import CARRIABLE, opening_of
from notes.soap.standing import NO_NOTE, limits_of

LONGEST_SECTION = 20_000
SECTIONS = ("subjective", "objective", "assessment", "next_step")
TEXTS = (*SECTIONS, "patient_summary")
MOST_DELAY_HOURS = 72


class NoteNotAllowed(DomainError):
    """No note is written about this visit by this person."""

    code = "note_not_allowed"
    message = _("A note is written by the therapist of a visit that took place.")


class NoteSigned(DomainError):
    """A signed note is final; what is to be said later is an addendum."""

    code = "note_signed"
    message = _("This note has been signed. Add an addendum instead.")


class BadNote(DomainError):
    """A value a draft cannot hold. `details["errors"]` maps fields to sentences."""

    code = "bad_note"
    message = _("Some parts of the note need another look.")


class Contraindicated(BadNote):
    """A technique that a restriction speaks against, without a reason. `details["rows"]` maps numbers to sentences."""

    code = "contraindicated"
    message = _("Something speaks against a technique. Please change the row, or give the reason.")


@dataclass(frozen=True, slots=True)
class NoteContent:
    """Everything of a note that its author types or taps."""

    subjective: str = ""
    objective: str = ""
    assessment: str = ""
    next_step: str = ""
    patient_summary: str = ""
    nrs_before: int | None = None
    nrs_after: int | None = None
    nrs_missing_reason: str = ""
    health_status_confirmed: bool = False
    consent_today: bool = False
    summary_delay_hours: int = 0
    summary_delay_reason: str = ""
    carried: tuple[str, ...] = ()
    findings: Findings = EMPTY

    @classmethod
    def of(cls, note: SoapNote) -> "NoteContent":
        values = {field.name: getattr(note, field.name) for field in fields(cls)}
        findings = read(json.loads(note.findings)) if note.findings else EMPTY
        return cls(**{**values, "carried": tuple(note.carried), "findings": findings})


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved note, and the sentences about the rows of techniques that were not saved with it, by their numbers."""

    note: SoapNote
    held_back: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Editor:
    """One opened window, and the number of its save. A window that never heard back may save over itself."""

    name: str = ""
    step: int = 0

    def wrote(self, note: SoapNote | WorkingNote) -> bool:
        """Whether the last save was an earlier one of this window."""
        return bool(self.name) and self.name == note.editor and self.step > note.editor_step


NO_EDITOR = Editor()


class NoteConflict(DomainError):
    """The note was saved elsewhere since `expected` was read.

    `details` hold both: `mine` and `theirs` (NoteContent), and the `version` that stands.
    """

    code = "note_conflict"
    message = _("This note was changed in another window. Nothing was overwritten.")


@action
def open_note(
    *, appointment: Appointment, therapist: Therapist, now: datetime, plan: TreatmentPlan | None = None
) -> SoapNote:
    """The note of a visit: the one there is, or a new draft.

    Without a plan, the draft is tied to the patient's plan in force, the youngest if there are several. It opens
    with what the check before the visit said, and with what was found and planned last time, both marked as such.
    Raises NoteNotAllowed unless `therapist` gives the visit and it is neither a hold nor off.
    """
    # Locked, so that two taps make one note.
    visit = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=appointment.pk)
    note = SoapNote.objects.filter(appointment=visit).first()
    if note is not None:
        if note.is_draft and note.author_id != therapist.pk:
            raise NoteNotAllowed(_("Another therapist has begun the note of this visit."))
        return note
    if visit.therapist_id != therapist.pk or visit.patient_id is None or visit.status in NO_NOTE:
        raise NoteNotAllowed
    plan = plan or _plan_in_force(visit)
    opening = opening_of(visit)
    return SoapNote.objects.create(
        **{name: value for name, value in opening.values.items() if name != "findings"},
        findings=as_stored(opening.findings),
        carried=list(opening.carried),
        clinic_id=visit.clinic_id,
        appointment=visit,
        # A plan of a record that was merged into the visit's goes on under that record.
        patient_id=plan.patient_id if plan else visit.patient_id,
        plan=plan,
        author=therapist,
        saved_at=now,
    )


@action
def save_draft(
    *,
    note: SoapNote,
    content: NoteContent,
    expected_version: int,
    editor: Editor = NO_EDITOR,
    now: datetime,
) -> SoapNote:
    """Keep what was typed. Saving what stands already changes nothing, whatever version was expected.

    Raises NoteConflict (with both contents), NoteSigned, BadNote, Contraindicated.
    """
    note = lock_draft(note)
    if at_fault := dict(rows_at_fault(content.findings, limits_of(note))):
        raise Contraindicated(rows=at_fault, errors={"techniques": Contraindicated.message})
    return write(note, content, expected_version, editor, now)


@action
def save_words(
    *,
    note: SoapNote,
    content: NoteContent,
    expected_version: int,
    editor: Editor = NO_EDITOR,
    now: datetime,
) -> Kept:
    """Keep what was typed, save for rows that a restriction speaks against: no word waits for their reason.

    Raises NoteConflict, NoteSigned, BadNote.
    """
    return write_words(lock_draft(note), content, expected_version, editor, now)


def write_words(
    note: SoapNote, content: NoteContent, expected_version: int, editor: Editor, now: datetime
) -> Kept:
    """The step that saving and signing pages share; the note is locked. Raises NoteConflict, BadNote."""
    at_fault = dict(rows_at_fault(content.findings, limits_of(note)))
    rows = enumerate(content.findings.techniques)
    sound = replace(content.findings, techniques=tuple(row for n, row in rows if n not in at_fault))
    return Kept(write(note, replace(content, findings=sound), expected_version, editor, now), at_fault)


def write(
    note: SoapNote, content: NoteContent, expected_version: int, editor: Editor, now: datetime
) -> SoapNote:
    """The step that all ways of saving share; the note is locked. Raises NoteConflict, BadNote."""
    theirs = NoteContent.of(note)
    if content == theirs:
        return note
    if note.version != expected_version and not editor.wrote(note):
        raise NoteConflict(mine=content, theirs=theirs, version=note.version)
    _check(content)
    for field in fields(content):
        setattr(note, field.name, getattr(content, field.name))
    note.carried, note.findings = list(content.carried), as_stored(content.findings)
    note.version += 1
    note.editor, note.editor_step = editor.name, editor.step
    note.saved_at = now
    note.save()
    return note


@action
def tie_to_plan(*, note: SoapNote, plan: TreatmentPlan | None, now: datetime) -> SoapNote:
    """Say which plan of the same patient the visit belongs to, or none. Raises NoteSigned, NoteNotAllowed."""
    note = lock_draft(note)
    if plan is not None:
        if not note.patient.family_of_records().filter(pk=plan.patient_id).exists():
            raise NoteNotAllowed(_("This plan is another patient's."))
        note.patient_id = plan.patient_id
    note.plan = plan
    note.saved_at = now
    note.save(update_fields=["patient", "plan", "saved_at"])
    return note


def lock_draft(note: SoapNote) -> SoapNote:
    """The draft as it stands now, kept still until the transaction ends. Raises NoteSigned, also while it awaits."""
    rows = SoapNote.objects.select_for_update(of=("self",), no_key=True)
    note = rows.select_related(
        "clinic", "appointment__option__service", "patient__clinic", "plan__problem", "author"
    ).get(pk=note.pk)
    if not note.is_draft:
        raise NoteSigned
    return note


def as_stored(findings: Findings) -> str:
    """What the column holds, before it is encrypted."""
    said = plain(findings)
    return json.dumps(said, sort_keys=True, ensure_ascii=False) if said else ""


def _check(content: NoteContent) -> None:
    errors: dict[str, object] = {}
    try:
        read(plain(content.findings))
    except BadFindings as bad:
        errors.update({f"findings.{path}": what for path, what in bad.errors.items()})
    if not 0 <= content.summary_delay_hours <= MOST_DELAY_HOURS:
        errors["summary_delay_hours"] = _("The summary can wait for three days at most.")
    for name in (*TEXTS, "summary_delay_reason"):
        if len(getattr(content, name)) > LONGEST_SECTION:
            errors[name] = too_long(LONGEST_SECTION)
    for name in ("nrs_before", "nrs_after"):
        value = getattr(content, name)
        if value is not None and not 0 <= value <= 10:
            errors[name] = _("Please give a number from 0 to 10.")
    if content.nrs_missing_reason not in ("", *SoapNote.MissingPain.values):
        errors["nrs_missing_reason"] = _("Please choose a reason from the list.")
    if set(content.carried) - set(CARRIABLE):
        errors["carried"] = _("This part cannot be carried over.")
    if errors:
        raise BadNote(errors=errors)


def _plan_in_force(visit: Appointment) -> TreatmentPlan | None:
    if visit.patient is None:
        return None
    records = visit.patient.family_of_records()
    plans = TreatmentPlan.objects.filter(patient__in=records, status=TreatmentPlan.Status.ACTIVE)
    return plans.order_by("-started_at").first()

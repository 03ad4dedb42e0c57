"""What patients ask about their record: a copy, something put right, erasure. Asking, answering, and who waits.

Each has a clock (docs/privacy.md). A copy and an erasure are the owner's to answer; what is to be put right is read by
the therapist who treats the patient alone: accepted, an addendum says it; refused, the request stays with the note.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_person
from bookings.errors import DomainError
from bookings.models import Clinic, Patient, Therapist, User
from bookings.transactions import action
from bookings.wording import moment
from notes.access import write_down
from notes.models import Addendum, RecordRequest, SoapNote
from notes.record.erase import Category, erase_locked
from notes.record.retention import due_date
from notes.soap.addend import write_addendum

Kind, State = RecordRequest.Kind, RecordRequest.State
LONGEST_TEXT = 4000
# More wishes to put something right than this wait for nobody's good.
MOST_OPEN = 10
MOST_VISITS = 100
# After an answered request the copy, working notes included, can be fetched for so long.
COPY_READY_FOR = timedelta(days=30)


class BadRequest(DomainError):
    code = "bad_request"
    message = _("Please say in a few words what it is about.")


class AlreadyAsked(DomainError):
    code = "already_asked"
    message = _("You have asked for this already. The clinic will answer.")


class RequestAnswered(DomainError):
    code = "already_answered"
    message = _("This request has been answered already.")


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request, without what was written in it. `days_left` is negative once it is late."""

    id: str
    kind: str
    kind_label: str | Promise
    state: str
    state_label: str | Promise
    patient_id: str
    patient_name: str
    asked_at: datetime
    due_date: date
    days_left: int
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.days_left < 0


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """The same for the patient who asked, with the words of both sides."""

    line: RequestLine
    text: str
    reply: str
    statement: str

    @property
    def may_add(self) -> bool:
        """Whoever is refused may say their side, once."""
        return self.line.kind == Kind.AMENDMENT and self.line.state == State.REFUSED and not self.statement


@action
def ask(
    *,
    patient: Patient,
    kind: str,
    user: User,
    now: datetime,
    text: str = "",
    note_id: str = "",
) -> RecordRequest:
    """Write the request down and start its clock; `note_id` names the signed note that an amendment is about.

    Raises BadRequest (with the field), AlreadyAsked.
    """
    patient = lock_person(patient)
    text = text.strip()
    if kind not in Kind.values:
        raise BadRequest(_("Please choose what you would like."), field="kind")
    if len(text) > LONGEST_TEXT or (kind == Kind.AMENDMENT and not text):
        raise BadRequest(field="text")
    waiting = RecordRequest.objects.filter(
        patient__in=patient.family_of_records(), kind=kind, state=State.OPEN
    ).count()
    if waiting >= (MOST_OPEN if kind == Kind.AMENDMENT else 1):
        raise AlreadyAsked
    is_amendment = kind == Kind.AMENDMENT
    return _write(
        patient,
        kind,
        user,
        now,
        text if is_amendment else "",
        signed_note(patient, note_id) if is_amendment else None,
    )


@action
def withdraw(*, request: RecordRequest, user: User, now: datetime) -> None:
    """The patient does not want it any more. Answered already, it stays as it is."""
    row = _locked(request)
    if row.state == State.OPEN:
        row.state = State.WITHDRAWN
        row.save(update_fields=["state"])
        _log(row, user, "withdrawn", now)


@action
def hand_over_copy(*, request: RecordRequest, user: User, now: datetime) -> RecordRequest:
    """Make the whole record, working notes included, ready to be fetched by the patient. Raises RequestAnswered."""
    row = _open(request, Kind.COPY)
    return _decide(row, State.ACCEPTED, user, now)


@action
def erase_patient(*, patient: Patient, user: User, now: datetime) -> list[Category]:
    """Erase what may go, and answer the request with what stays and why; asked just now, it is written down first.

    Raises OnHold, and then nothing has changed and the request stays open.
    """
    patient = lock_person(patient)
    done = erase_locked(patient, user, now)
    waiting = RecordRequest.objects.filter(
        patient__in=patient.family_of_records(), kind=Kind.ERASURE, state=State.OPEN
    ).select_related("clinic", "patient")
    request = waiting.first() or _write(patient, Kind.ERASURE, user, now)
    _decide(request, State.ACCEPTED, user, now, reply=_erasure_reply(done))
    return done


@action
def refuse(*, request: RecordRequest, reason: str, user: User, now: datetime) -> RecordRequest:
    """Say no, and why; the request is shown with the note it is about. Raises RequestAnswered, BadRequest."""
    row = _open(request, request.kind)
    if not reason.strip() or len(reason) > LONGEST_TEXT:
        raise BadRequest(_("Please say why."), field="reason")
    return _decide(row, State.REFUSED, user, now, reply=reason.strip())


@action
def amend(
    *, request: RecordRequest, note: SoapNote, text: str, therapist: Therapist, user: User, now: datetime
) -> Addendum:
    """Put it right by an addendum to the signed note. Raises RequestAnswered, NotSigned, BadAddendum."""
    row = _open(request, Kind.AMENDMENT)
    addendum = write_addendum(
        note, therapist, Addendum.Kind.CORRECTION, str(_("Asked for by the patient")), text, now
    )
    row.note = note
    _decide(row, State.ACCEPTED, user, now, reply=text.strip())
    return addendum


@action
def add_statement(*, request: RecordRequest, text: str, user: User, now: datetime) -> RecordRequest:
    """Who was refused adds their side; it is shown and copied with the record. Raises BadRequest, RequestAnswered."""
    row = _locked(request)
    if row.kind != Kind.AMENDMENT or row.state != State.REFUSED or row.statement:
        raise RequestAnswered
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise BadRequest(field="statement")
    row.statement = text.strip()
    row.save(update_fields=["statement"])
    _log(row, user, "added", now)
    return row


def open_requests(
    clinic: Clinic, now: datetime, treated: QuerySet[Patient] | None = None
) -> list[RequestLine]:
    """What waits, the most urgent first; with `treated` only what is to be put right about these. One query."""
    rows = _rows_of(clinic, treated).filter(state=State.OPEN)
    return [_line(row, clinic, now) for row in rows]


def answered_requests(
    clinic: Clinic, now: datetime, treated: QuerySet[Patient] | None = None, limit: int = 50
) -> list[RequestLine]:
    """The same of what is over, the latest first. One query."""
    rows = _rows_of(clinic, treated).exclude(state=State.OPEN).order_by("-asked_at", "-id")
    return [_line(row, clinic, now) for row in rows[:limit]]


def _rows_of(clinic: Clinic, treated: QuerySet[Patient] | None) -> QuerySet[RecordRequest]:
    rows = RecordRequest.objects.filter(clinic=clinic).select_related("patient")
    if treated is not None:
        rows = rows.filter(kind=Kind.AMENDMENT, patient__in=treated)
    return rows.defer("text", "reply", "statement")


def requests_of(patient: Patient, now: datetime) -> list[OwnRequest]:
    """Everything that was asked about this person's record, the latest first. One query."""
    rows = RecordRequest.objects.filter(patient__in=patient.family_of_records()).select_related("patient")
    return [
        OwnRequest(_line(row, patient.clinic, now), row.text, row.reply, row.statement)
        for row in rows.order_by("-asked_at", "-id")
    ]


def visits_to_name(patient: Patient) -> list[tuple[str, str]]:
    """Signed notes as their visits, the latest first: note id and day. One query."""
    notes = SoapNote.objects.filter(patient__in=patient.family_of_records(), status=SoapNote.Status.SIGNED)
    rows = notes.order_by("-appointment__starts_at").values_list(
        "public_id", "appointment__starts_at", "appointment__time_zone"
    )
    return [(public_id, moment(starts_at, zone)) for public_id, starts_at, zone in rows[:MOST_VISITS]]


def signed_note(patient: Patient, public_id: str) -> SoapNote | None:
    """The signed note of this patient with that id, if there is one."""
    notes = SoapNote.objects.filter(patient__in=patient.family_of_records(), status=SoapNote.Status.SIGNED)
    return notes.filter(public_id=public_id).first() if public_id else None


def with_working_notes(patient: Patient, now: datetime) -> bool:
    """Whether a copy that was asked for is ready: it holds what its author keeps beside the notes, too [P2]."""
    done = RecordRequest.objects.filter(
        patient__in=patient.family_of_records(), kind=Kind.COPY, state=State.ACCEPTED
    )
    return done.filter(decided_at__gt=now - COPY_READY_FOR).exists()


def refused_about(note: SoapNote) -> list[RecordRequest]:
    """What was asked to be put right in this note and was not: shown with it."""
    return list(RecordRequest.objects.filter(note=note, kind=Kind.AMENDMENT, state=State.REFUSED))


def _line(row: RecordRequest, clinic: Clinic, now: datetime) -> RequestLine:
    today = clinic.date_at(now)
    return RequestLine(
        id=row.public_id,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        state=row.state,
        state_label=row.get_state_display(),
        patient_id=row.patient.public_id,
        patient_name=row.patient.full_name,
        asked_at=row.asked_at,
        due_date=row.due_date,
        days_left=(row.due_date - today).days,
        decided_at=row.decided_at,
    )


def _locked(request: RecordRequest) -> RecordRequest:
    person = lock_person(request.patient)
    row = RecordRequest.objects.select_related("clinic").get(pk=request.pk)
    row.patient = person if row.patient_id == person.pk else row.patient
    return row


def _open(request: RecordRequest, kind: str) -> RecordRequest:
    row = _locked(request)
    if row.state != State.OPEN or row.kind != kind:
        raise RequestAnswered
    return row


def _decide(row: RecordRequest, state: str, user: User, now: datetime, reply: str = "") -> RecordRequest:
    row.state, row.reply, row.decided_by, row.decided_at = state, reply, user, now
    row.save(update_fields=["state", "reply", "decided_by", "decided_at", "note"])
    _log(row, user, str(state), now)
    return row


def _erasure_reply(done: list[Category]) -> str:
    lines = []
    for one in done:
        if one.kept_because:
            lines.append(f"{one.label}: {one.count}. {one.kept_because} ({one.kept_until})")
        else:
            lines.append(f"{one.label}: {one.count}. " + str(_("Erased.")))
    return "\n".join(lines)


def _write(
    patient: Patient, kind: str, user: User, now: datetime, text: str = "", note: SoapNote | None = None
) -> RecordRequest:
    today = patient.clinic.date_at(now)
    request = RecordRequest.objects.create(
        clinic=patient.clinic,
        patient=patient,
        kind=kind,
        note=note,
        text=text,
        asked_by=user,
        asked_at=now,
        due_date=due_date(kind, today),
    )
    _log(request, user, "asked", now)
    return request


def _log(row: RecordRequest, user: User, verb: str, now: datetime) -> None:
    write_down(row, user, verb, "request", now, row.kind)

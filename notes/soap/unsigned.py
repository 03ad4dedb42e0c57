"""What still wants a signature: on a day, by therapist, for whoever supervises; and the morning message about it.

After 24 hours it is asked for, after 72 it is overdue (rule). Only of those who write notes here at all: who never began
one is not asked for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from bookings.models import Appointment, AppointmentEvent, Clinic, Therapist, User
from bookings.models.appointments import LONGEST
from bookings.notifications.staff import plan_unsigned_notes
from notes.models import NoteRemark, SoapNote
from notes.soap.standing import NO_NOTE, TOOK_PLACE

REMIND_AFTER = timedelta(hours=24)
OVERDUE_AFTER = timedelta(hours=72)
LOOKED_BACK = timedelta(days=14)
LISTED_BACK = timedelta(days=90)
MOST_LINES = 200
_Status = SoapNote.Status
# Said as EXISTS, which the database asks of many visits at once.
_UNSIGNED = ~Exists(SoapNote.objects.filter(appointment=OuterRef("pk")).exclude(status=_Status.DRAFT))
# One that was still to come when it was brought along has an event of its own once it took place.
_was_brought_along = Q(source=Appointment.Source.IMPORT) & ~Exists(
    AppointmentEvent.objects.filter(appointment=OuterRef("pk")).exclude(kind=AppointmentEvent.Kind.IMPORTED)
)


@dataclass(frozen=True, slots=True)
class SigningOfDay:
    """How many visits of a day have a note that its author signed, and how many of these await a co-signature."""

    signed: int
    awaiting: int
    visits: int


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A visit without a signed note. `state` is none, draft or sent_back; `note_id` is empty without a note."""

    visit_id: str
    note_id: str
    patient: str
    therapist_id: str
    therapist: str
    starts_at: datetime
    time_zone: str
    state: str
    is_late: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class AwaitingNote:
    """A note that its author signed and somebody else has to."""

    note_id: str
    patient: str
    author: str
    starts_at: datetime
    signed_at: datetime
    time_zone: str


def signing_of_day(clinic: Clinic, day: date, therapist: Therapist | None = None) -> SigningOfDay:
    """The visits of a calendar day of the clinic, of one therapist or of all: one query."""
    zone = ZoneInfo(clinic.time_zone)
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    visits = _with_notes(clinic, therapist).filter(starts_at__gte=start, starts_at__lt=end)
    states = list(visits.values_list("note_status", flat=True))
    awaiting = states.count(_Status.AWAITING)
    return SigningOfDay(states.count(_Status.SIGNED) + awaiting, awaiting, len(states))


def open_notes(clinic: Clinic, now: datetime, therapist: Therapist | None = None) -> list[OpenNote]:
    """Ended visits of the last 90 days that nobody has signed a note about, the oldest first: one query."""
    visits = _ended(_with_notes(clinic, therapist), now - LISTED_BACK, now)
    waiting = visits.filter(_UNSIGNED).select_related("patient", "therapist").defer("reason")
    return [_open_note(visit, now) for visit in waiting.order_by("starts_at", "pk")[:MOST_LINES]]


def to_cosign(supervisor: Therapist) -> list[AwaitingNote]:
    """What waits for this signature, the oldest first: one query."""
    return _awaiting(SoapNote.objects.filter(author__supervision__supervisor=supervisor))


def awaiting_of(author: Therapist) -> list[AwaitingNote]:
    """What this therapist signed and a supervisor has not yet: one query."""
    return _awaiting(SoapNote.objects.filter(author=author))


def who_has_to_sign(clinic: Clinic, now: datetime) -> QuerySet[User]:
    """Whoever had a visit on an earlier day, two weeks back at most, that has no signed note, or owes a co-signature."""
    zone = ZoneInfo(clinic.time_zone)
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    visits = _ended(_with_notes(clinic, None), now - LOOKED_BACK, today).filter(_UNSIGNED)
    awaiting = SoapNote.objects.filter(clinic=clinic, status=_Status.AWAITING, signed_at__lt=today)
    theirs = visits.order_by().values(who=F("therapist__user"))
    return User.objects.filter(
        pk__in=theirs.union(awaiting.order_by().values(who=F("author__supervision__supervisor__user")))
    )


def remind_of_notes(*, now: datetime) -> None:
    """Plan the morning's messages in every clinic, and take back those of whoever has signed meanwhile."""
    for clinic in Clinic.objects.select_related("policy"):
        plan_unsigned_notes(clinic=clinic, users=list(who_has_to_sign(clinic, now)), now=now)


def _ended(visits: QuerySet[Any], since: datetime, until: datetime) -> QuerySet[Any]:
    """Those that ended between two instants, asked by their starts as well: the index is on these."""
    return visits.filter(
        ends_at__gte=since, ends_at__lte=until, starts_at__gte=since - LONGEST, starts_at__lt=until
    )


def _with_notes(clinic: Clinic, therapist: Therapist | None) -> QuerySet[Any]:
    """Visits that took place, or whose author says so by having signed, with the status and public id of the note.

    Not the past of another system: what was written about it was written there.
    """
    notes = SoapNote.objects.filter(appointment=OuterRef("pk"))
    writers = Therapist.objects.filter(Exists(SoapNote.objects.filter(author=OuterRef("pk"))), clinic=clinic)
    rows = (
        Appointment.objects.filter(clinic=clinic, patient__isnull=False, therapist__in=writers)
        .exclude(status__in=NO_NOTE)
        .exclude(_was_brought_along)
        .alias(was_signed=Exists(notes.filter(signed_at__isnull=False)))
        .filter(Q(status__in=TOOK_PLACE) | Q(was_signed=True))
        .annotate(
            note_status=Subquery(notes.values("status")[:1]),
            note_id=Subquery(notes.values("public_id")[:1]),
            was_sent_back=Exists(NoteRemark.objects.filter(note__appointment=OuterRef("pk"))),
        )
    )
    return rows.filter(therapist=therapist) if therapist else rows


def _open_note(visit: Appointment, now: datetime) -> OpenNote:
    said = vars(visit)
    state = "none" if said["note_id"] is None else "sent_back" if said["was_sent_back"] else "draft"
    return OpenNote(
        visit_id=visit.public_id,
        note_id=said["note_id"] or "",
        patient=visit.patient.full_name if visit.patient else "",
        therapist_id=visit.therapist.public_id,
        therapist=visit.therapist.full_name,
        starts_at=visit.starts_at,
        time_zone=visit.time_zone,
        state=state,
        is_late=now - visit.ends_at >= REMIND_AFTER,
        is_overdue=now - visit.ends_at >= OVERDUE_AFTER,
    )


def _awaiting(notes: QuerySet[SoapNote]) -> list[AwaitingNote]:
    rows = notes.filter(status=_Status.AWAITING).select_related("appointment", "patient", "author")
    heads = rows.only(
        "public_id",
        "signed_at",
        "patient__first_name",
        "patient__last_name",
        "author__first_name",
        "author__last_name",
        "appointment__starts_at",
        "appointment__time_zone",
    )
    return list(_awaiting_lines(heads.order_by("signed_at", "pk")[:MOST_LINES]))


def _awaiting_lines(notes: QuerySet[SoapNote]) -> Iterator[AwaitingNote]:
    for note in notes:
        if note.signed_at is not None:
            yield AwaitingNote(
                note_id=note.public_id,
                patient=note.patient.full_name,
                author=note.author.full_name,
                starts_at=note.appointment.starts_at,
                signed_at=note.signed_at,
                time_zone=note.appointment.time_zone,
            )

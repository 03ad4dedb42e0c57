"""The ledger of messages: what was planned, what became of it, and why. Reads only, never a body."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.availability.hours import begins_at
from bookings.models import Appointment, Clinic, Notification, Patient
from bookings.notifications import wording
from bookings.notifications.refusals import undelivered_rows
from bookings.notifications.resend import can_be_resent
from bookings.notifications.truth import SPEAKS_OF, holds

State = Notification.State


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One message: planned for `send_at`, now in `state`; `why` is a sentence or empty. Instants in UTC.

    `person` is the patient that it is about, or the member of the staff that it is for. Without an appointment,
    `starts_at` is None and `appointment_id` empty.
    """

    public_id: str
    kind: str
    recipient: str
    send_at: datetime
    sent_at: datetime | None
    state: str
    state_label: str
    why: str
    attempts: int
    is_about_old_time: bool
    offset_hours: int | None
    channel: str
    person: str
    patient_id: str
    appointment_id: str
    starts_at: datetime | None
    time_zone: str
    can_be_resent: bool


@dataclass(frozen=True, slots=True)
class StateCount:
    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A day's messages of a clinic, by the time they were meant to leave; `counts` before any narrowing."""

    day: date
    lines: tuple[LedgerLine, ...]
    counts: tuple[StateCount, ...]
    is_cut: bool

    @property
    def total(self) -> int:
        return sum(count.count for count in self.counts)


LEDGER_LINES = 200


def ledger(*, clinic: Clinic, day: date, state: str = "", kind: str = "") -> Ledger:
    """What was to leave on `day`, a date of the clinic, narrowed by kind and state; two queries."""
    zone = ZoneInfo(clinic.time_zone)
    start, end = begins_at(day, zone), begins_at(day + timedelta(days=1), zone)
    rows = Notification.objects.filter(clinic=clinic, send_at__gte=start, send_at__lt=end)
    rows = rows.filter(kind=kind) if kind else rows
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    narrowed = rows.filter(state=state) if state else rows
    lines = _lines(narrowed[: LEDGER_LINES + 1])
    return Ledger(
        day=day,
        lines=tuple(lines[:LEDGER_LINES]),
        counts=tuple(StateCount(s.value, _state(s.value), found[s.value]) for s in State if s.value in found),
        is_cut=len(lines) > LEDGER_LINES,
    )


def messages_of(appointment: Appointment) -> list[LedgerLine]:
    """Every message about one appointment, in the order in which they were to leave. One query."""
    return _lines(Notification.objects.filter(appointment=appointment).order_by("send_at", "pk"))


def never_planned(appointment: Appointment, lines: Sequence[LedgerLine]) -> list[int]:
    """The clinic's reminders, by hours before, that a coming visit has none of. No query beyond the policy's.

    They were due before it was booked or moved, would only have come in quiet hours, or were switched on later.
    """
    if appointment.status != Appointment.Status.BOOKED:
        return []
    planned = {line.offset_hours for line in lines if not line.is_about_old_time}
    return [hours for hours in appointment.clinic.policy.reminder_offsets_hours if hours not in planned]


def messages_to(patient: Patient, *, limit: int = LEDGER_LINES) -> list[LedgerLine]:
    """Every message about one patient, under whichever record it was planned, the latest first. One query."""
    rows = Notification.objects.filter(patient__in=patient.family_of_records())
    return _lines(rows.order_by("-send_at", "-pk")[:limit])


def undelivered(*, clinic: Clinic, since: datetime) -> list[LedgerLine]:
    """The messages about visits after `since` that could not be delivered, the nearest visit first. One query."""
    rows = undelivered_rows(clinic, since)
    return _lines(rows.order_by("appointment__starts_at", "pk")[:LEDGER_LINES])


def undelivered_count(*, clinic: Clinic, since: datetime) -> int:
    return undelivered_rows(clinic, since).count()


def why_in_words(why: str) -> str:
    """The stored reason in the language that is active; a code of the other side stays behind it."""
    said, bracket, code = why.partition(" (")
    return f"{_(said)}{bracket}{code}" if why else ""


def _lines(rows: QuerySet[Notification]) -> list[LedgerLine]:
    rows = rows.select_related("appointment", "patient", "user", "clinic").defer("appointment__reason")
    return [_line(row) for row in rows]


def _line(row: Notification) -> LedgerLine:
    visit = row.appointment
    person = row.patient or row.user
    return LedgerLine(
        public_id=row.public_id,
        kind=_kind(row),
        recipient=row.recipient,
        send_at=row.send_at,
        sent_at=row.sent_at,
        state=row.state,
        state_label=_state_label(row),
        why=why_in_words(row.why),
        attempts=row.attempts,
        is_about_old_time=visit is not None and row.revision < visit.revision,
        offset_hours=row.offset_hours,
        channel=str(row.get_channel_display()),
        person=str(person or ""),
        patient_id=row.patient.public_id if row.patient else "",
        appointment_id=visit.public_id if visit else "",
        starts_at=visit.starts_at if visit else None,
        time_zone=visit.time_zone if visit else row.clinic.time_zone,
        can_be_resent=_is_resendable(row),
    )


def _state_label(row: Notification) -> str:
    """What was told together with other dates did reach them: its state alone would say that it did not."""
    if row.state == State.VOID and row.why == wording.IN_ONE_LETTER:
        return _("In the series letter")
    return _state(row.state)


def _state(state: str) -> str:
    """Beside a reason: whatever kept a message back, it was not sent."""
    return _("Not sent") if state == State.VOID else str(State(state).label)


def _is_resendable(row: Notification) -> bool:
    """Asking for it has a chance, and what it says of a visit still holds."""
    speaks_of_visit = row.appointment is not None and row.kind in SPEAKS_OF
    return can_be_resent(row) and (not speaks_of_visit or holds(row, row.appointment))


def _kind(row: Notification) -> str:
    if row.offset_hours is None:
        return str(row.get_kind_display())
    return ngettext("Reminder %(count)d hour before", "Reminder %(count)d hours before", row.offset_hours) % {
        "count": row.offset_hours
    }

"""The ledger of messages: what was planned, what became of it, and why. Reads only, never a body."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import Appointment, Clinic, Notification

State = Notification.State


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One message: planned for `send_at`, now in `state`; `why` is a sentence or empty. Instants in UTC."""

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
    patient: str
    appointment_id: str
    starts_at: datetime
    time_zone: str


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


def ledger(*, clinic: Clinic, day: date, state: str = "") -> Ledger:
    """What was to leave on `day`, a date of the clinic; two queries."""
    zone = ZoneInfo(clinic.time_zone)
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    rows = Notification.objects.filter(clinic=clinic, send_at__gte=start, send_at__lt=end)
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    narrowed = rows.filter(state=state) if state else rows
    lines = _lines(
        narrowed.select_related("appointment", "patient").defer("appointment__reason")[: LEDGER_LINES + 1]
    )
    return Ledger(
        day=day,
        lines=tuple(lines[:LEDGER_LINES]),
        counts=tuple(StateCount(s.value, str(s.label), found[s.value]) for s in State if s.value in found),
        is_cut=len(lines) > LEDGER_LINES,
    )


def messages_of(appointment: Appointment) -> list[LedgerLine]:
    """Every message about one appointment, in the order in which they were to leave. One query."""
    rows = Notification.objects.filter(appointment=appointment).select_related("appointment", "patient")
    rows = rows.defer("appointment__reason")
    return _lines(rows.order_by("send_at", "pk"))


def undelivered(*, clinic: Clinic, since: datetime) -> list[LedgerLine]:
    """The messages about visits after `since` that could not be delivered, the nearest visit first. One query."""
    rows = _undelivered(clinic, since).select_related("appointment", "patient").defer("appointment__reason")
    return _lines(rows.order_by("appointment__starts_at", "pk")[:LEDGER_LINES])


def undelivered_count(*, clinic: Clinic, since: datetime) -> int:
    return _undelivered(clinic, since).count()


def _undelivered(clinic: Clinic, since: datetime) -> QuerySet[Notification]:
    """Those of the present time of visits that still take place: the rest harms nobody any more."""
    return Notification.objects.filter(
        clinic=clinic,
        state=State.FAILED,
        revision=F("appointment__revision"),
        appointment__starts_at__gte=since,
        appointment__status__in=[Appointment.Status.PENDING, Appointment.Status.BOOKED],
    )


def _lines(rows: Iterable[Notification]) -> list[LedgerLine]:
    return [
        LedgerLine(
            public_id=row.public_id,
            kind=_kind(row),
            recipient=row.recipient,
            send_at=row.send_at,
            sent_at=row.sent_at,
            state=row.state,
            state_label=row.get_state_display(),
            why=_(row.why) if row.why else "",
            attempts=row.attempts,
            is_about_old_time=row.revision < row.appointment.revision,
            patient=row.patient.full_name,
            appointment_id=row.appointment.public_id,
            starts_at=row.appointment.starts_at,
            time_zone=row.appointment.time_zone,
        )
        for row in rows
    ]


def _kind(row: Notification) -> str:
    if row.offset_hours is None:
        return str(row.get_kind_display())
    return ngettext("Reminder %(count)d hour before", "Reminder %(count)d hours before", row.offset_hours) % {
        "count": row.offset_hours
    }

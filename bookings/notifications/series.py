"""One letter about several dates, and what is to be said when a change is taken back.

Each date keeps a row of its own, void because it is told in the letter; the letter is a further row of the kind
SERIES with the same Message-ID. It tells of the dates whose rows are still true when it leaves, and lists them all.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from bookings.models import Appointment, Notification
from bookings.notifications import wording
from bookings.notifications.outbox import AT_ONCE, held_back, insert, row_for, rows_for, void_waiting
from bookings.notifications.recipients import recipient_of
from bookings.notifications.wishes import OPTIONAL

Kind, State, Status = Notification.Kind, Notification.State, Appointment.Status
# What comes by itself says nothing of an act; the letter about a series hangs on one date and tells of others.
NOT_NEWS = (*OPTIONAL, Kind.SERIES)
LEFT = (State.SENT, State.SENDING)
# Nobody was told, and nothing that they know became wrong.
UNSAID = (wording.UNDONE_IN_TIME, wording.OTHER_ROOM)


def plan_for_series(
    appointments: Sequence[Appointment],
    kind: Notification.Kind,
    now: datetime,
    *,
    hold_back: timedelta = AT_ONCE,
    is_silent: bool = False,
) -> None:
    """Appointments of one patient were booked (CONFIRMATION), moved (RESCHEDULED) or CANCELLED in one act.

    One letter tells of all, an ordinary message of a single one; reminders are planned for each. `is_silent` keeps
    a cancellation from the patient, who was told in person: its rows are void and say so.
    """
    for appointment in appointments:
        if kind == Kind.CANCELLED:
            void_waiting(appointment, why=wording.CANCELLED)
        elif kind == Kind.RESCHEDULED:
            void_waiting(appointment, why=wording.MOVED, before_revision=appointment.revision)
    if is_silent:
        _keep_to_ourselves(appointments, now)
    else:
        _tell(appointments, kind, now, hold_back)


def plan_for_undo(appointments: Sequence[Appointment], now: datetime) -> None:
    """What one act did to these was taken back, and their revision raised.

    Its message is void if it has not left. Whoever was told of it, or was not told of what holds again, is told now;
    all are reminded anew.
    """
    to_tell: dict[Notification.Kind, list[Appointment]] = defaultdict(list)
    known: list[Appointment] = []
    for appointment in appointments:
        rows = Notification.objects.filter(appointment=appointment).exclude(kind__in=NOT_NEWS)
        latest = list(rows.order_by("-pk")[:2])
        act, earlier = (*latest, None, None)[:2]
        void_waiting(appointment, why=wording.UNDONE)
        if act and _has_left(act):
            moved = act.kind == Kind.RESCHEDULED
            to_tell[Kind.RESCHEDULED if moved else Kind.CONFIRMATION].append(appointment)
        elif earlier and earlier.why not in UNSAID and not _has_left(earlier):
            to_tell[Kind.CONFIRMATION].append(appointment)
        else:
            known.append(appointment)
        if act:
            _letters_with(act).filter(state=State.WAITING).update(state=State.VOID, why=wording.UNDONE)
    for kind, several in to_tell.items():
        _tell(several, kind, now, AT_ONCE)
    for appointment in known:
        _plan_silently(appointment, now, why=wording.UNDONE_IN_TIME)


def plan_for_other_room(appointment: Appointment, now: datetime, *, hold_back: timedelta) -> None:
    """Only the room is another, of which no letter speaks: nobody is told, unless the last news has not left yet."""
    news = Notification.objects.filter(appointment=appointment).exclude(kind__in=NOT_NEWS)
    latest = news.order_by("-pk").first()
    untold = latest if latest and latest.why not in UNSAID and not _has_left(latest) else None
    void_waiting(appointment, why=wording.MOVED, before_revision=appointment.revision)
    if untold:
        _tell([appointment], Kind(untold.kind), now, hold_back)
    else:
        _plan_silently(appointment, now, why=wording.OTHER_ROOM)


def told_by(letter: Notification) -> list[Notification]:
    """The rows of the dates that a letter about a series tells of, with their appointments. One query."""
    return list(_letters_with(letter).exclude(kind=Kind.SERIES).select_related("appointment"))


def dates_of(appointment: Appointment) -> list[Appointment]:
    """Every date of the appointment's series that was ever booked or requested, in order. One query."""
    if appointment.series_id is None:
        return [appointment]
    rows = Appointment.objects.filter(series=appointment.series_id, patient__isnull=False)
    return list(rows.select_related("clinic", "location", "patient__guardian").defer("reason"))


def held_dates_of(first: Appointment) -> list[Appointment]:
    """What is held of the series, in order. One query."""
    rows = Appointment.objects.filter(series=first.series_id, status=Status.HELD).order_by("starts_at", "pk")
    return list(rows.select_related("clinic", "location").defer("reason"))


def _tell(
    appointments: Sequence[Appointment], kind: Notification.Kind, now: datetime, hold_back: timedelta
) -> None:
    rows = [_news(appointment, kind, now, hold_back) for appointment in appointments]
    first = min(appointments, key=lambda appointment: appointment.starts_at)
    if len(appointments) > 1 and first.patient:
        until = max(appointment.starts_at for appointment in appointments)
        letter = row_for(
            first, recipient_of(first.patient), Kind.SERIES, about=kind.value,
            send_at=held_back(now, hold_back, first.starts_at), useful_until=until,
        )  # fmt: skip
        for news, *_ in rows:
            news.state, news.why, news.message_id = State.VOID, wording.IN_ONE_LETTER, letter.message_id
        rows.append([letter])
    insert([row for several in rows for row in several])


def _news(
    appointment: Appointment, kind: Notification.Kind, now: datetime, hold_back: timedelta = AT_ONCE
) -> list[Notification]:
    """The news about one date and its reminders; a request is acknowledged instead."""
    if appointment.status == Status.PENDING:
        return rows_for(appointment, Kind.REQUEST_RECEIVED, now, hold_back=hold_back)
    reminded = appointment.status == Status.BOOKED
    return rows_for(appointment, kind, now, with_reminders=reminded, hold_back=hold_back)


def _plan_silently(appointment: Appointment, now: datetime, *, why: str) -> None:
    """Reminders as ever, and for the record the news that nobody needs."""
    news, *reminders = _news(appointment, Kind.CONFIRMATION, now)
    news.state, news.why = State.VOID, why
    insert([news, *reminders])


def _keep_to_ourselves(appointments: Sequence[Appointment], now: datetime) -> None:
    rows = [row for appointment in appointments for row in _news(appointment, Kind.CANCELLED, now)]
    for row in rows:
        row.state, row.why = State.VOID, wording.TOLD_IN_PERSON
    insert(rows)


def _has_left(news: Notification) -> bool:
    return _letters_with(news).filter(state__in=LEFT).exists()


def _letters_with(news: Notification) -> QuerySet[Notification]:
    """The row and, if it is told in a letter with others, theirs and the letter's."""
    rows = Notification.objects.filter(message_id=news.message_id)
    series = news.appointment.series_id if news.appointment else None
    if series is None:
        return rows.filter(appointment=news.appointment_id)
    return rows.filter(appointment__series=series)

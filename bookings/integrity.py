"""Walking the data for what must never be: asked of the rows themselves, not of the constraints that guard them.

Each check yields findings in words, with public ids and without anything a patient said. Reads only.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from bookings.models import Appointment, Notification
from bookings.models.appointments import OCCUPYING
from bookings.notifications import outbox

Status, Kind, State = Appointment.Status, Notification.Kind, Notification.State
# A lease lasts minutes; whoever left one behind for so long is not coming back, and nobody swept.
FORGOTTEN = timedelta(minutes=30)
ANNOUNCEMENTS = (Kind.CONFIRMATION, Kind.ACCEPTED, Kind.RESCHEDULED)
SPEAK_OF_THE_END = (Kind.CANCELLED, Kind.DECLINED)
BATCH = 2000

# A row overlaps an earlier one of the same key if it begins before the latest end among those before it.
OVERLAPS = """
WITH rows AS (
    SELECT public_id, {key} AS key, {start} AS start_at, id,
           max({end}) OVER earlier AS latest_end
    FROM bookings_appointment
    WHERE status = ANY(%s) AND {key} IS NOT NULL
    WINDOW earlier AS (
        PARTITION BY {key} ORDER BY {start}, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
)
SELECT public_id, (SELECT public_id FROM {table} WHERE id = key) FROM rows
WHERE start_at < latest_end ORDER BY start_at, id
"""
WITHOUT_EVENTS = """
SELECT a.public_id, a.revision, e.revision
FROM bookings_appointment a
LEFT JOIN (
    SELECT appointment_id, max(revision) AS revision FROM bookings_appointmentevent GROUP BY appointment_id
) e ON e.appointment_id = a.id
WHERE e.revision IS DISTINCT FROM a.revision ORDER BY a.id
"""
ELSEWHERE = """
SELECT a.public_id FROM bookings_appointment a LEFT JOIN {table} other ON other.id = a.{column}
WHERE a.{column} IS NOT NULL AND other.clinic_id IS DISTINCT FROM a.clinic_id ORDER BY a.id
"""
ROOM_ELSEWHERE = """
SELECT a.public_id FROM bookings_appointment a JOIN bookings_room r ON r.id = a.room_id
WHERE r.location_id <> a.location_id ORDER BY a.id
"""
MESSAGE_ELSEWHERE = """
SELECT n.public_id FROM bookings_notification n JOIN bookings_appointment a ON a.id = n.appointment_id
LEFT JOIN bookings_patient p ON p.id = n.patient_id
WHERE n.clinic_id <> a.clinic_id OR p.clinic_id IS DISTINCT FROM n.clinic_id ORDER BY n.id
"""
POINTS_AT = {
    "therapist": "bookings_therapist",
    "room": "bookings_room",
    "location": "bookings_location",
    "option": "bookings_serviceoption",
    "patient": "bookings_patient",
}
OCCUPANCY = {"therapist": ("occupies_from", "occupies_until"), "room": ("occupies_from", "occupies_until")}
TREATMENT = ("starts_at", "ends_at")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: the kind of fault, and a sentence that names the rows by public id."""

    kind: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.sentence}"


def findings(now: datetime) -> Iterator[Finding]:
    """Everything that is wrong with calendars, their history, their clinics and their messages."""
    yield from overlaps()
    yield from unwritten_history()
    yield from strangers()
    yield from outbox_gaps(now)
    yield from stale_messages(now)


def overlaps() -> Iterator[Finding]:
    """Therapists, rooms (buffers included) and patients that are in two places at once."""
    for key in ("therapist", "room", "patient"):
        start, end = OCCUPANCY.get(key, TREATMENT)
        question = OVERLAPS.format(key=f"{key}_id", start=start, end=end, table=POINTS_AT[key])
        for appointment, whose in _ask(question, [str(status) for status in OCCUPYING]):
            yield Finding(
                "overlap", f"appointment {appointment} begins before an earlier one of {key} {whose} ends"
            )


def unwritten_history() -> Iterator[Finding]:
    """Appointments that nobody made, and moves that nobody wrote down."""
    for appointment, revision, written in _ask(WITHOUT_EVENTS):
        if written is None:
            yield Finding("history", f"appointment {appointment} has no events")
        else:
            yield Finding(
                "history",
                f"appointment {appointment} is at revision {revision}, its events end at {written}",
            )


def strangers() -> Iterator[Finding]:
    """Rows that point into another clinic, at nothing, or at a room of another location."""
    for name, table in POINTS_AT.items():
        for (appointment,) in _ask(ELSEWHERE.format(table=table, column=f"{name}_id")):
            yield Finding("clinic", f"the {name} of appointment {appointment} is not of its clinic")
    for (appointment,) in _ask(ROOM_ELSEWHERE):
        yield Finding("clinic", f"the room of appointment {appointment} is at another location")
    for (message,) in _ask(MESSAGE_ELSEWHERE):
        yield Finding("clinic", f"message {message} is not of the clinic of its appointment")


def outbox_gaps(now: datetime) -> Iterator[Finding]:
    """Booked times ahead of which nobody is told, or not reminded as the clinic means to.

    A reminder that was switched on later is not missing from what was booked before: the same reminder of
    an appointment announced earlier is the proof that it was on. With no reminder at all none is needed.
    """
    ahead = Appointment.objects.filter(status=Status.BOOKED, starts_at__gt=now)
    since = _reminders_since()
    for batch in _batches(
        ahead.select_related("clinic__policy", "patient__clinic", "patient__guardian").defer("reason")
    ):
        planned = _planned_for(batch)
        for appointment in batch:
            yield from _gaps(appointment, planned.get(appointment.pk, []), since)


def stale_messages(now: datetime) -> Iterator[Finding]:
    """Messages that wait to say what is no longer true, and those that were begun and left.

    One that was tried before is left alone: it may have been under way when the appointment changed, and
    is looked at again before it leaves.
    """
    # A letter about a series hangs on one date and tells of others: it leaves out what is no longer true.
    waiting = Notification.objects.filter(state=State.WAITING, attempts=0).exclude(kind=Kind.SERIES)
    off = waiting.filter(appointment__status=Status.CANCELLED).exclude(kind__in=SPEAK_OF_THE_END)
    for message, appointment in off.values_list("public_id", "appointment__public_id"):
        yield Finding("outbox", f"message {message} waits although appointment {appointment} is cancelled")
    earlier = waiting.exclude(appointment=None).exclude(revision=F("appointment__revision"))
    for message, appointment in earlier.values_list("public_id", "appointment__public_id"):
        yield Finding("outbox", f"message {message} waits about an earlier time of appointment {appointment}")
    left = Notification.objects.filter(state=State.SENDING)
    for message, lease_until in left.values_list("public_id", "lease_until"):
        if lease_until is None or lease_until < now - FORGOTTEN:
            yield Finding("outbox", f"message {message} was begun and neither finished nor taken up again")


def _gaps(
    appointment: Appointment, planned: list[Notification], since: Mapping[tuple[int, int], datetime]
) -> Iterator[Finding]:
    told = next((message for message in planned if message.kind in ANNOUNCEMENTS), None)
    if told is None:
        yield Finding("outbox", f"nobody is told that appointment {appointment.public_id} is booked")
        return
    reminders = {message.offset_hours for message in planned if message.kind == Kind.REMINDER}
    for reminder in outbox.reminders_for(appointment, told.send_at):
        offset = reminder.offset_hours
        was_on = since.get((appointment.clinic_id, offset), told.send_at) < told.send_at
        if offset not in reminders and (was_on or not reminders):
            yield Finding(
                "outbox", f"the reminder {offset} h before appointment {appointment.public_id} is missing"
            )


def _planned_for(appointments: list[Appointment]) -> Mapping[int, list[Notification]]:
    """The messages about the present revision of each."""
    revisions = {appointment.pk: appointment.revision for appointment in appointments}
    rows = Notification.objects.filter(appointment__in=revisions)
    found: dict[int, list[Notification]] = defaultdict(list)
    for row in rows.only("appointment_id", "revision", "kind", "offset_hours", "send_at"):
        if row.appointment_id and row.revision == revisions[row.appointment_id]:
            found[row.appointment_id].append(row)
    return found


def _reminders_since() -> Mapping[tuple[int, int], datetime]:
    """When each clinic first planned a reminder of each offset, by clinic and hours."""
    first = """
        SELECT r.clinic_id, r.offset_hours, min(told.send_at)
        FROM bookings_notification r
        JOIN bookings_notification told ON told.appointment_id = r.appointment_id
         AND told.revision = r.revision AND told.kind = ANY(%s)
        WHERE r.kind = 'reminder' GROUP BY r.clinic_id, r.offset_hours
    """
    return {(clinic, hours): at for clinic, hours, at in _ask(first, [str(kind) for kind in ANNOUNCEMENTS])}


def _batches(rows: QuerySet[Appointment]) -> Iterator[list[Appointment]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _ask(question: str, *values: list[str]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        yield from cursor.fetchall()

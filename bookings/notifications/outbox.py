"""Messages become rows in the transaction that causes them, and are taken back when they stop being true.

Every function here runs inside the caller's transaction. The dedupe key is unique in the database and names
the appointment's revision, so planning twice plans once.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from bookings.models import Appointment, BookingPolicy, Clinic, Notification, Patient, User
from bookings.notifications import wording
from bookings.notifications.channels.sms import texts_are_on
from bookings.notifications.names import sender_address
from bookings.notifications.recipients import Channel, Recipient, recipient_of
from bookings.notifications.reminders import QuietHours, Reminder, leaves_at, plan_reminders
from bookings.statements import insert_unknown

Kind, State = Notification.Kind, Notification.State
AT_ONCE = timedelta()


def plan_for_booking(appointment: Appointment, now: datetime) -> None:
    """A booked time is confirmed at once and reminded of; a request is acknowledged and waits."""
    if appointment.status == Appointment.Status.PENDING:
        _plan(appointment, Kind.REQUEST_RECEIVED, now)
    else:
        _plan(appointment, Kind.CONFIRMATION, now, with_reminders=True)


def plan_for_accept(appointment: Appointment, now: datetime) -> None:
    """A request was accepted."""
    void_waiting(appointment, why=wording.ANSWERED)
    _plan(appointment, Kind.ACCEPTED, now, with_reminders=True)


def plan_for_decline(appointment: Appointment, now: datetime) -> None:
    """A request was declined."""
    void_waiting(appointment, why=wording.ANSWERED)
    _plan(appointment, Kind.DECLINED, now)


def plan_for_move(appointment: Appointment, now: datetime, *, hold_back: timedelta = AT_ONCE) -> None:
    """The time changed and `revision` with it: what waits about the old time is void."""
    void_waiting(appointment, why=wording.MOVED, before_revision=appointment.revision)
    if appointment.status == Appointment.Status.PENDING:
        _plan(appointment, Kind.REQUEST_RECEIVED, now, hold_back=hold_back)
    else:
        _plan(appointment, Kind.RESCHEDULED, now, with_reminders=True, hold_back=hold_back)


def plan_for_cancel(appointment: Appointment, now: datetime, *, hold_back: timedelta = AT_ONCE) -> None:
    """The appointment will not take place: nothing else about it is true any more."""
    void_waiting(appointment, why=wording.CANCELLED)
    _plan(appointment, Kind.CANCELLED, now, hold_back=hold_back)


def reminders_for(appointment: Appointment, now: datetime) -> list[Reminder]:
    """The reminders of this appointment as its clinic's policy and whoever is told have them at `now`."""
    policy = appointment.clinic.policy
    recipient = recipient_of(appointment.patient) if appointment.patient else None
    return plan_reminders(
        starts_at=appointment.starts_at,
        now=now,
        offsets_hours=policy.reminder_offsets_hours,
        quiet=_quiet_hours(recipient, policy),
        zone=ZoneInfo(appointment.time_zone),
    )


def plan_texts(appointment: Appointment, now: datetime) -> None:
    """Reminders by text message for one that is booked already: those that are still to come."""
    if appointment.patient:
        recipient = recipient_of(appointment.patient)
        insert(_text_rows(appointment, recipient, reminders_for(appointment, now)))


def out_of_quiet(
    moment: datetime, recipient: Recipient, clinic: Clinic, zone: str, *, until: datetime
) -> datetime | None:
    """When `recipient` may be told what they did not ask for: at `moment` or, on the wall of `zone`, after the quiet
    hours it lies in; None if that is not before `until`."""
    quiet = _quiet_hours(recipient, clinic.policy)
    return leaves_at(moment, until=until, quiet=quiet, zone=ZoneInfo(zone))


def _quiet_hours(recipient: Recipient | None, policy: BookingPolicy) -> QuietHours:
    """Their own, else the clinic's."""
    own = recipient.quiet if recipient else None
    return own or QuietHours(policy.quiet_from_minute, policy.quiet_to_minute)


def ring_on_commit() -> None:
    """Wake the sender after the commit. Whatever fails then, the rows stay and are found later."""
    bell: Callable[[], None] = import_string(settings.OUTBOX_BELL)
    transaction.on_commit(bell, robust=True)


def row_to_staff(
    clinic: Clinic, user: User, kind: Notification.Kind, key: str, at: datetime, until: datetime
) -> Notification:
    """A message to one of the staff, unsaved: due `at`, of use until `until`, in their language."""
    return Notification(
        clinic=clinic, user=user, kind=kind, recipient=user.email, language=user.language or clinic.language,
        send_at=at, try_at=at, useful_until=until, dedupe_key=key, message_id=message_id_for(key),
    )  # fmt: skip


def row_to_patient(
    patient: Patient, kind: Notification.Kind, key: str, at: datetime, until: datetime
) -> Notification:
    """The same to a patient: about no visit, unless the caller names one."""
    recipient = recipient_of(patient)
    return Notification(
        clinic_id=patient.clinic_id, patient=patient, kind=kind, recipient=recipient.email,
        language=recipient.language, send_at=at, try_at=at, useful_until=until, dedupe_key=key,
        message_id=message_id_for(key), why="" if recipient.email else wording.NO_ADDRESS_YET,
    )  # fmt: skip


def message_id_for(dedupe_key: str) -> str:
    """The same for every attempt at one message, so that a second copy can be recognised as one."""
    domain = sender_address().rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]}@{domain}>"


def rows_for(
    appointment: Appointment,
    kind: Notification.Kind,
    now: datetime,
    *,
    with_reminders: bool = False,
    hold_back: timedelta = AT_ONCE,
) -> list[Notification]:
    """What there is to say about the appointment as it stands: waiting rows, not saved. Nobody to tell: none.

    The news comes first and waits for `hold_back`, so long as it is of use by then; the reminders follow.
    """
    if appointment.patient is None:
        return []
    recipient, until = recipient_of(appointment.patient), appointment.starts_at
    rows = [
        row_for(appointment, recipient, kind, send_at=held_back(now, hold_back, until), useful_until=until)
    ]
    return [*rows, *reminder_rows(appointment, now)] if with_reminders else rows


def reminder_rows(appointment: Appointment, now: datetime) -> list[Notification]:
    """Its reminders that are still to come and nothing else: waiting rows, not saved."""
    if appointment.patient is None:
        return []
    recipient, planned = recipient_of(appointment.patient), reminders_for(appointment, now)
    rows = [_reminder_row(appointment, recipient, reminder) for reminder in planned]
    return rows + _text_rows(appointment, recipient, planned)


def held_back(now: datetime, wait: timedelta, until: datetime) -> datetime:
    """When news leaves that could still be taken back; at once if it would come too late otherwise."""
    return now + wait if now + wait < until else now


def insert(rows: Iterable[Notification]) -> None:
    """Keep planned rows, if there are any; those that are planned already stay as they are."""
    if planned := list(rows):
        insert_unknown(planned)
        ring_on_commit()


def _plan(
    appointment: Appointment,
    kind: Notification.Kind,
    now: datetime,
    *,
    with_reminders: bool = False,
    hold_back: timedelta = AT_ONCE,
) -> None:
    insert(rows_for(appointment, kind, now, with_reminders=with_reminders, hold_back=hold_back))


def _text_rows(
    appointment: Appointment, recipient: Recipient, planned: Iterable[Reminder]
) -> list[Notification]:
    """The same reminders by text message, for whoever wants them of a clinic that sends them."""
    if not (recipient.wants_texts and appointment.clinic.policy.text_messages and texts_are_on()):
        return []
    return [_reminder_row(appointment, recipient, reminder, Channel.SMS) for reminder in planned]


def _reminder_row(
    appointment: Appointment, recipient: Recipient, reminder: Reminder, channel: Channel = Channel.EMAIL
) -> Notification:
    return row_for(
        appointment,
        recipient,
        Kind.REMINDER,
        send_at=reminder.send_at,
        useful_until=reminder.useful_until,
        offset_hours=reminder.offset_hours,
        channel=channel,
    )


def row_for(
    appointment: Appointment,
    recipient: Recipient,
    kind: Notification.Kind,
    *,
    send_at: datetime,
    useful_until: datetime,
    offset_hours: int | None = None,
    about: str = "",
    channel: Channel = Channel.EMAIL,
) -> Notification:
    """A waiting row. Without an address it waits all the same: one may be added before it is due.

    `about` tells apart messages of one kind about one revision.
    """
    which = "-".join(str(part) for part in (kind.value, about, offset_hours) if part not in ("", None))
    key = f"{appointment.public_id}:{appointment.revision}:{which}:{channel.value}"
    return Notification(
        clinic_id=appointment.clinic_id,
        appointment=appointment,
        patient=appointment.patient,
        revision=appointment.revision,
        kind=kind,
        offset_hours=offset_hours,
        channel=channel,
        recipient=recipient.address_on(channel),
        language=recipient.language,
        send_at=send_at,
        try_at=send_at,
        useful_until=useful_until,
        dedupe_key=key,
        message_id=message_id_for(key),
        why="" if recipient.address_on(channel) else _unreachable(channel),
    )


def _unreachable(channel: Channel) -> str:
    return wording.NO_PHONE if channel == Channel.SMS else wording.NO_ADDRESS_YET


def void_waiting(appointment: Appointment, *, why: str, before_revision: int | None = None) -> None:
    """What is being sent this moment is left alone: the sender looks again before it sends.

    So is the letter about a series, which has other dates to tell of and leaves out what is no longer true.
    """
    waiting = Notification.objects.filter(appointment=appointment, state=State.WAITING)
    waiting = waiting.exclude(kind=Kind.SERIES)
    if before_revision is not None:
        waiting = waiting.filter(revision__lt=before_revision)
    waiting.update(state=State.VOID, why=why)

"""Visits become rows as if they had been lived through: appointment, events, and the messages they caused.

Each visit is a script of moments. Those up to `now` happen; what they plan is asked from the outbox, and what
was due in between is sent, or not, as the sender would decide.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bookings.models import Appointment, AppointmentEvent, Notification, RefusedAddress, User
from bookings.notifications import outbox, wording
from bookings.notifications.recipients import recipient_of
from bookings.notifications.refusals import FLAGGED_AFTER
from bookings.notifications.truth import Untrue, objection
from notes.demo.diary import Visit
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.demo.people import UNREACHABLE

Status, Kind, Message = Appointment.Status, AppointmentEvent.Kind, Notification.Kind
Reason, Actor = Appointment.CancelReason, AppointmentEvent.Actor
PATIENT_REASONS = (Reason.ILLNESS, Reason.WORK, Reason.WORK, Reason.TRANSPORT, Reason.BETTER, Reason.OTHER)
WISHES = (
    "Neck and shoulders, please.",
    "Long week at the desk.",
    "Legs after a half marathon.",
    "Prefer light pressure today.",
    "Would like the same as last time.",
)
CONSENT = "portal-1"
BY_PORTAL = 0.7
REASON_GIVEN = 0.3
CONFIRMS = 0.6
Moment = tuple[datetime, Callable[[datetime], None]]


@dataclass
class Ledger:
    """Rows to be saved, in the order in which they came to be."""

    appointments: list[Appointment] = field(default_factory=list)
    events: list[AppointmentEvent] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)

    def save(self) -> None:
        Appointment.objects.bulk_create(self.appointments, batch_size=500)
        AppointmentEvent.objects.bulk_create(self.events, batch_size=2000)
        RefusedAddress.objects.bulk_create(_refused(self.notifications))
        Notification.objects.bulk_create(self.notifications, batch_size=1000)


def _refused(messages: list[Notification]) -> list[RefusedAddress]:
    """Addresses that were refused twice; what was due after that was not sent there any more."""
    failed: dict[str, list[Notification]] = defaultdict(list)
    for message in sorted(messages, key=lambda message: message.send_at):
        if message.state == Notification.State.FAILED:
            failed[message.recipient].append(message)
    for message in [late for several in failed.values() for late in several[FLAGGED_AFTER:]]:
        message.state, message.attempts, message.why = Notification.State.VOID, 0, wording.REFUSED_ADDRESS
    return [
        RefusedAddress(
            public_id=second.public_id, clinic_id=second.clinic_id, address=address, refusals=FLAGGED_AFTER,
            refused_at=second.send_at, flagged_at=second.send_at, answer="550",
        )
        for address, second in ((address, several[1]) for address, several in failed.items() if len(several) > 1)
    ]  # fmt: skip


def live_through(house: House, visit: Visit, ledger: Ledger, *, now: datetime, dice: Dice) -> None:
    """Let happen what has happened by `now`; the visit gets its appointment."""
    life = _Life(house, visit, ledger, dice)
    visit.appointment = life.appointment
    for at, happens in sorted(life.script(), key=lambda moment: moment[0]):
        if at > now:
            break
        life.deliver(at)
        happens(at)
    life.deliver(now)
    ledger.appointments.append(life.appointment)
    ledger.notifications += life.messages


class _Life:
    """One appointment from the reservation of its time to whatever becomes of it."""

    def __init__(self, house: House, visit: Visit, ledger: Ledger, dice: Dice) -> None:
        self.house, self.visit, self.ledger, self.dice = house, visit, ledger, dice
        self.is_portal = dice.chance(BY_PORTAL) or visit.fate in ("pending", "accepted")
        self.booked_at = self._booking_time()
        self.appointment = self._new_row()
        self.messages: list[Notification] = []

    def script(self) -> Iterator[Moment]:
        """Everything that is to happen, wherever `now` may be."""
        fate, start, end = self.visit.fate, self.visit.starts_at, self.visit.ends_at
        if self.is_portal:
            yield self.booked_at - timedelta(minutes=self.dice.randint(1, 4)), self._hold
        yield self.booked_at, self._request if fate in ("pending", "accepted") else self._book
        if fate == "pending":
            return
        if fate == "accepted":
            yield self.booked_at + timedelta(minutes=self.dice.randint(40, 180)), self._accept
        if fate == "moved":
            yield self.booked_at + timedelta(minutes=self.dice.randint(20, 150)), self._move
        cancelled_at = self._cancel_time()
        if cancelled_at:
            yield cancelled_at, self._cancel
            return
        confirmed_at = start - timedelta(hours=72) + timedelta(minutes=self.dice.randint(20, 900))
        if self.dice.chance(CONFIRMS) and confirmed_at > self.booked_at + timedelta(hours=11):
            yield confirmed_at, self._confirm
        if fate == "no_show":
            yield start + timedelta(minutes=self.dice.randint(16, 25)), self._miss
            return
        yield start - timedelta(minutes=self.dice.randint(1, 8)), self._arrive
        yield end + timedelta(minutes=self.dice.randint(1, 6)), self._fulfil

    def deliver(self, until: datetime) -> None:
        """What was due until then left shortly after its time, unless it was no longer true."""
        recipient = recipient_of(self.visit.patient)
        for message in self.messages:
            if message.state != Notification.State.WAITING or message.send_at > until:
                continue
            against = objection(message, self.appointment, recipient, message.send_at)
            seconds = self.dice.randint(2, 25)
            if isinstance(against, Untrue):
                message.state, message.why = Notification.State.VOID, against.why
            elif recipient.email.endswith(UNREACHABLE):
                message.state, message.attempts = Notification.State.FAILED, 1
                message.why = f"{wording.REFUSED} (550)"
            else:
                message.state, message.attempts = Notification.State.SENT, 1
                message.sent_at = min(message.send_at + timedelta(seconds=seconds), until)

    def _booking_time(self) -> datetime:
        """Some waking hour, four days or more before, and so early yesterday that all that follows is over."""
        house, day = self.house, self.visit.day
        lead = timedelta(days=self.dice.randint(4, 24))
        latest = house.today - timedelta(days=1 + int(self.dice.expovariate(0.25)))
        minute = self.dice.randint(8 * 60, 21 * 60)
        if self.visit.fate == "pending":
            return house.at(house.today - timedelta(days=1), 19 * 60 + 30)
        return house.at(min(day - lead, latest), minute)

    def _cancel_time(self) -> datetime | None:
        hours = {"early_cancel": (30, 46), "late_cancel": (2, 20)}.get(self.visit.fate)
        if hours is None:
            return None
        return self.visit.starts_at - timedelta(minutes=self.dice.randint(hours[0] * 60, hours[1] * 60))

    def _new_row(self) -> Appointment:
        visit, cell, option = self.visit, self.visit.cell, self.visit.cell.option
        service = option.service
        return Appointment(
            clinic=self.house.clinic,
            option=option,
            therapist=cell.therapist,
            location=cell.location,
            room=cell.room,
            patient=visit.patient,
            public_id=self.dice.public_id(),
            token=self.dice.token(),
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            occupies_from=visit.starts_at - timedelta(minutes=service.buffer_before_minutes),
            occupies_until=visit.ends_at + timedelta(minutes=service.buffer_after_minutes),
            time_zone=cell.location.time_zone,
            source=Appointment.Source.PORTAL if self.is_portal else Appointment.Source.STAFF,
            price=option.price,
            currency=option.currency,
            cancel_notice_hours=self.house.clinic.policy.cancel_notice_hours,
            reason=self.dice.choice(WISHES) if self.is_portal and self.dice.chance(REASON_GIVEN) else "",
            consent_version=CONSENT if self.is_portal else "",
            consented_at=self.booked_at if self.is_portal else None,
            created_at=self.booked_at,
        )

    def _hold(self, at: datetime) -> None:
        self.appointment.created_at = at
        self.appointment.hold_expires_at = at + timedelta(minutes=self.house.clinic.policy.hold_minutes)
        self._note(Kind.HELD, at, by=Actor.PATIENT)

    def _book(self, at: datetime) -> None:
        self.appointment.status = Status.BOOKED
        shown = self.visit.starts_at
        if self.visit.fate == "moved":
            shown = self._postpone(timedelta(weeks=1))
        self._note(
            Kind.BOOKED, at, by=Actor.PATIENT if self.is_portal else Actor.STAFF, starts_at=_utc(shown)
        )
        self._say(Message.CONFIRMATION, at, with_reminders=True)

    def _request(self, at: datetime) -> None:
        self.appointment.status = Status.PENDING
        answer_by = at + timedelta(hours=self.house.clinic.policy.request_hours)
        self.appointment.answer_by = min(answer_by, self.visit.starts_at)
        self._note(Kind.REQUESTED, at, by=Actor.PATIENT, starts_at=_utc(self.visit.starts_at))
        self._say(Message.REQUEST_RECEIVED, at)

    def _accept(self, at: datetime) -> None:
        self.appointment.status, self.appointment.answer_by = Status.BOOKED, None
        self._note(Kind.ACCEPTED, at, by=Actor.STAFF)
        self._withdraw(wording.ANSWERED)
        self._say(Message.ACCEPTED, at, with_reminders=True)

    def _move(self, at: datetime) -> None:
        before = self.appointment.starts_at
        to = self._postpone(-timedelta(weeks=1))
        self.appointment.revision += 1
        self._note(
            Kind.RESCHEDULED, at, by=Actor.PATIENT, override_reason="", to=_utc(to),
            from_therapist=self.appointment.therapist.public_id, **{"from": _utc(before)},
        )  # fmt: skip
        self._withdraw(wording.MOVED)
        self._say(Message.RESCHEDULED, at, with_reminders=True)

    def _postpone(self, by: timedelta) -> datetime:
        """Until it is moved, it is due a week later."""
        row = self.appointment
        for name in ("starts_at", "ends_at", "occupies_from", "occupies_until"):
            setattr(row, name, getattr(row, name) + by)
        return row.starts_at

    def _confirm(self, at: datetime) -> None:
        self.appointment.confirmed_at = at
        self._note(Kind.CONFIRMED, at, by=Actor.PATIENT)

    def _cancel(self, at: datetime) -> None:
        by = Actor.PATIENT if self.dice.chance(0.85) else Actor.STAFF
        reason = self.dice.choice(PATIENT_REASONS) if by == Actor.PATIENT else Reason.CLINIC
        is_late = self.visit.fate == "late_cancel" and reason != Reason.CLINIC
        row = self.appointment
        row.status, row.cancelled_at = Status.CANCELLED, at
        row.cancellation_reason, row.is_late_cancel = reason, is_late
        self._note(Kind.CANCELLED, at, by=by, reason=str(reason), late=is_late)
        self._withdraw(wording.CANCELLED)
        self._say(Message.CANCELLED, at)

    def _arrive(self, at: datetime) -> None:
        self.appointment.status = Status.ARRIVED
        self._note(Kind.ARRIVED, at, by=Actor.STAFF)

    def _fulfil(self, at: datetime) -> None:
        self.appointment.status = Status.FULFILLED
        self._note(Kind.FULFILLED, at, by=Actor.STAFF)

    def _miss(self, at: datetime) -> None:
        self.appointment.status = Status.NO_SHOW
        self._note(Kind.NO_SHOW, at, by=Actor.STAFF)

    def _note(self, kind: AppointmentEvent.Kind, at: datetime, *, by: str, **data: Any) -> None:
        user: User | None = self.house.reception if by == Actor.STAFF else None
        self.ledger.events.append(
            AppointmentEvent(
                appointment=self.appointment, kind=kind, at=at, actor=by, user=user,
                revision=self.appointment.revision, data=data,
            )
        )  # fmt: skip

    def _withdraw(self, why: str) -> None:
        for message in self.messages:
            if message.state == Notification.State.WAITING:
                message.state, message.why = Notification.State.VOID, why

    def _say(self, kind: Notification.Kind, at: datetime, *, with_reminders: bool = False) -> None:
        for message in outbox.rows_for(self.appointment, kind, at, with_reminders=with_reminders):
            message.public_id = self.dice.public_id()
            message.created_at = at
            self.messages.append(message)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()

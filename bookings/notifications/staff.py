"""Messages to the people of a clinic: at most one of a kind a day, in the morning, and only if there is something to say.

Planned by the clock. Running it twice plans once; a morning that was missed is not made up for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from bookings.models import Appointment, AppointmentEvent, Clinic, Membership, Notification, User
from bookings.notifications import wording
from bookings.notifications.outbox import insert, row_to_staff
from bookings.notifications.refusals import undelivered_rows
from bookings.transactions import action

Kind, State, Status, Role = Notification.Kind, Notification.State, Appointment.Status, Membership.Role
# How long after its hour a morning message is still planned: after that, tomorrow's tells of it.
MORNING = timedelta(hours=4)
# How far back a summary reaches if none has left before.
FIRST, FURTHEST = timedelta(days=1), timedelta(days=7)
NEWS = (AppointmentEvent.Kind.BOOKED, AppointmentEvent.Kind.REQUESTED)
USE = timedelta(hours=12)
LONGEST_LIST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A visit in a message to staff: when it starts, where that is on the clock, and whose by first name."""

    starts_at: datetime
    time_zone: str
    first_name: str
    public_id: str


def morning_of(clinic: Clinic, now: datetime) -> datetime | None:
    """The instant of today's messages to staff if it is just past, else None."""
    zone = ZoneInfo(clinic.time_zone)
    hour, minute = divmod(clinic.policy.staff_mail_minute, 60)
    at = datetime.combine(now.astimezone(zone).date(), time(hour, minute), zone)
    return at if at <= now < at + MORNING else None


def plan_staff_mail(*, now: datetime) -> None:
    """The morning's messages of every clinic whose morning it is, but for those that the floor above plans."""
    for clinic in Clinic.objects.select_related("policy"):
        if morning_of(clinic, now):
            plan_new_bookings(clinic=clinic, now=now)
            plan_failed_messages(clinic=clinic, now=now)


@action
def plan_new_bookings(*, clinic: Clinic, now: datetime) -> None:
    """Tell each therapist what was booked with them since the last summary."""
    if at := morning_of(clinic, now):
        users = User.objects.filter(therapists__clinic=clinic, therapists__is_active=True)
        insert(
            _row(clinic, user, Kind.NEW_BOOKINGS, at)
            for user in _who_want(users, clinic, Kind.NEW_BOOKINGS)
            if _new_bookings(clinic, user, at).exists()
        )


@action
def plan_failed_messages(*, clinic: Clinic, now: datetime) -> None:
    """Tell owner and reception of messages about coming visits that could not be delivered, if any is new."""
    at = morning_of(clinic, now)
    if at and undelivered_rows(clinic, now).filter(try_at__gte=at - FIRST).exists():
        desk = User.objects.filter(
            memberships__clinic=clinic, memberships__role__in=[Role.OWNER, Role.RECEPTION]
        )
        insert(
            _row(clinic, user, Kind.FAILED_MESSAGES, at)
            for user in _who_want(desk, clinic, Kind.FAILED_MESSAGES)
        )


@action
def plan_unsigned_notes(*, clinic: Clinic, users: Iterable[User], now: datetime) -> None:
    """Tell these users that something of theirs waits for a signature; whoever is not among them is not told any more."""
    open_now = {user.pk: user for user in users}
    waiting = Notification.objects.filter(clinic=clinic, kind=Kind.UNSIGNED_NOTES, state=State.WAITING)
    waiting.exclude(user__in=open_now).update(state=State.VOID, why=wording.NO_NEWS)
    if at := morning_of(clinic, now):
        wanting = _who_want(User.objects.filter(pk__in=open_now), clinic, Kind.UNSIGNED_NOTES)
        insert(_row(clinic, user, Kind.UNSIGNED_NOTES, at) for user in wanting)


def lines_of(notification: Notification) -> list[Line]:
    """What a message to staff lists, as it stands now, the nearest visit first. Up to two queries."""
    user, clinic, at = notification.user, notification.clinic, notification.send_at
    if user is None:
        return []
    if notification.kind == Kind.NEW_BOOKINGS:
        rows = _new_bookings(clinic, user, at)
    elif notification.kind == Kind.FAILED_MESSAGES:
        failed = undelivered_rows(clinic, at).filter(try_at__gte=at - FIRST)
        rows = Appointment.objects.filter(pk__in=failed.values("appointment"))
    else:
        return []
    shown = rows.select_related("patient").defer("reason").order_by("starts_at", "pk")[:LONGEST_LIST]
    return [
        Line(row.starts_at, row.time_zone, row.patient.first_name if row.patient else "", row.public_id)
        for row in shown
    ]


def is_still_news(notification: Notification) -> bool:
    """Whether a message to staff has anything left to tell; true of every other."""
    if notification.kind in (Kind.NEW_BOOKINGS, Kind.FAILED_MESSAGES):
        return bool(lines_of(notification))
    return True


def _new_bookings(clinic: Clinic, user: User, at: datetime) -> QuerySet[Appointment]:
    """Visits with `user` that came into being between the last summary and `at`, and still stand."""
    told = Notification.objects.filter(
        clinic=clinic, user=user, kind=Kind.NEW_BOOKINGS, state=State.SENT, send_at__lt=at
    )
    last = told.order_by("-send_at").values_list("send_at", flat=True).first()
    since = max(last, at - FURTHEST) if last else at - FIRST
    events = AppointmentEvent.objects.filter(kind__in=NEWS, at__gt=since, at__lte=at)
    return Appointment.objects.filter(
        Q(pk__in=events.values("appointment")),
        clinic=clinic,
        therapist__user=user,
        status__in=[Status.BOOKED, Status.PENDING],
        starts_at__gt=at,
    )


def _who_want(users: QuerySet[User], clinic: Clinic, kind: Notification.Kind) -> list[User]:
    muting = Membership.objects.filter(clinic=clinic, muted_kinds__contains=[str(kind)])
    here = Membership.objects.filter(clinic=clinic)
    wanting = users.filter(is_active=True, pk__in=here.values("user")).exclude(pk__in=muting.values("user"))
    return list(wanting.distinct().order_by("pk"))


def _row(clinic: Clinic, user: User, kind: Notification.Kind, at: datetime) -> Notification:
    key = f"staff:{clinic.public_id}:{user.pk}:{kind.value}:{at.date().isoformat()}"
    return row_to_staff(clinic, user, kind, key, at, at + USE)

"""Which dates of a series a change is about: this one, the following, or all that are still to come."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bookings.availability.hours import instant
from bookings.models import Appointment

Status = Appointment.Status


class Scope(StrEnum):
    """`FOLLOWING` includes the date itself; what is over or cancelled is never touched."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


def keys_in_scope(appointment: Appointment, scope: Scope, now: datetime) -> list[int]:
    """The keys of the appointment and of those of its series that change with it."""
    if scope == Scope.THIS or appointment.series_id is None:
        return [appointment.pk]
    rows = Appointment.objects.filter(
        series=appointment.series_id, status__in=(Status.PENDING, Status.BOOKED), starts_at__gt=now
    )
    if scope == Scope.FOLLOWING:
        rows = rows.filter(starts_at__gte=appointment.starts_at)
    return sorted({appointment.pk, *rows.values_list("pk", flat=True)})


def shifted_starts(
    *, appointment: Appointment, scope: Scope, starts_at: datetime, now: datetime
) -> dict[str, datetime]:
    """Where each in scope goes, by public id in order of time, when `appointment` moves to `starts_at`. Two queries."""
    rows = Appointment.objects.filter(pk__in=keys_in_scope(appointment, scope, now)).defer("reason")
    return {
        row.public_id: shifted(row, appointment.starts_at, starts_at)
        for row in rows.order_by("starts_at", "pk")
    }


def shifted(appointment: Appointment, was: datetime, becomes: datetime) -> datetime:
    """Where `appointment` goes when one of its series moves from `was` to `becomes`.

    As many local days on; at the new hour if the hour changed, else at its own. On the wall: 10:00 stays 10:00 across
    a change of the clock.
    """
    zone = ZoneInfo(appointment.time_zone)
    own, before, after = (at.astimezone(zone) for at in (appointment.starts_at, was, becomes))
    clock = own if before.time() == after.time() else after
    day = own.date() + (after.date() - before.date())
    return datetime.fromtimestamp(instant(zone, day, clock.hour * 60 + clock.minute, "start"), zone)


def in_same_week(appointment: Appointment, weekday: int, minute: int) -> datetime:
    """The instant on another weekday (0 = Monday) of the same week, at `minute` after midnight on the wall."""
    zone = ZoneInfo(appointment.time_zone)
    day = appointment.starts_at.astimezone(zone).date()
    day += timedelta(days=weekday - day.weekday())
    return datetime.fromtimestamp(instant(zone, day, minute, "start"), zone)

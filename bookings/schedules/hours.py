"""Setting when somebody works in a usual week. Minutes are after midnight on the wall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_calendars
from bookings.audit import note_change
from bookings.availability.hours import DAY
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Location, Therapist, User, WeeklyHours
from bookings.schedules.opened import noting_what_opens
from bookings.transactions import Precondition, action


class BadHours(DomainError):
    code = "bad_hours"
    message = _("These hours have no length.")
    field = "end"


class HoursOverlap(DomainError):
    code = "hours_overlap"
    message = _("There are other hours at that time on that day.")
    field = "start"


class TimesGone(DomainError):
    code = "times_gone"
    message = _("These times were taken away in the meantime.")


@dataclass(frozen=True, slots=True)
class Shift:
    """From `start` to `end`; an end at or before the start is the next day's. Dates are included.

    Every so many weeks, counted from the week of `valid_from`.
    """

    location: Location
    start: int
    end: int
    valid_from: date | None = None
    valid_until: date | None = None
    every_weeks: int = 1


@action
def add_hours(
    *,
    therapist: Therapist,
    weekdays: Iterable[int],
    shift: Shift,
    user: User,
    now: datetime,
    once: Once | None = None,
) -> list[WeeklyHours]:
    """The same hours on each of the weekdays (0 = Monday). Raises BadHours, HoursOverlap."""
    check(shift)
    lock_calendars(therapists=[therapist.pk])
    made = [_hours(therapist, weekday, shift) for weekday in sorted(set(weekdays))]
    _refuse_overlaps(therapist, made)
    with noting_what_opens(clinic=therapist.clinic, whose=[therapist.pk], now=now):
        for row in made:
            row.save()
    write_down(therapist, "hours_added", user, now)
    return made


@action
def change_hours(
    *,
    hours: WeeklyHours,
    therapist: Therapist,
    weekday: int,
    shift: Shift,
    user: User,
    now: datetime,
    precondition: Precondition | None = None,
) -> WeeklyHours:
    """Put other hours in the place of these. Visits that are booked stay.

    Raises BadHours, HoursOverlap, TimesGone and what `precondition` raises.
    """
    check(shift)
    present = _lock(hours, therapist)
    if present is None:
        raise TimesGone
    if precondition:
        precondition(present)
    changed = _hours(therapist, weekday, shift)
    changed.pk, changed.public_id = present.pk, present.public_id
    _refuse_overlaps(therapist, [changed])
    with noting_what_opens(clinic=therapist.clinic, whose=[therapist.pk], now=now):
        changed.save(force_update=True)
    for person in {present.therapist, therapist}:
        write_down(person, "hours_changed", user, now)
    return changed


@action
def remove_hours(
    *, hours: WeeklyHours, user: User, now: datetime, precondition: Precondition | None = None
) -> None:
    """Visits that are booked in them stay. Twice changes nothing. Raises what `precondition` raises."""
    present = _lock(hours, hours.therapist)
    if present is None:
        return
    if precondition:
        precondition(present)
    present.delete()
    write_down(present.therapist, "hours_removed", user, now)


@action
def copy_day(
    *, therapist: Therapist, weekday: int, to: Iterable[int], user: User, now: datetime
) -> list[WeeklyHours]:
    """Give other weekdays the hours of one, instead of their own. Visits that are booked stay."""
    lock_calendars(therapists=[therapist.pk])
    days = set(to) - {weekday}
    rows = list(
        WeeklyHours.objects.filter(therapist=therapist, weekday=weekday).order_by("start_minute", "pk")
    )
    if not rows:
        raise BadHours(_("This day has no hours to copy."), field="weekday")
    copies = [
        WeeklyHours(weekday=day, **{name: getattr(row, name) for name in _COPIED})
        for day in sorted(days)
        for row in rows
    ]
    with noting_what_opens(clinic=therapist.clinic, whose=[therapist.pk], now=now):
        WeeklyHours.objects.filter(therapist=therapist, weekday__in=days).delete()
        for copy in copies:
            copy.save()
    write_down(therapist, "hours_copied", user, now)
    return copies


_COPIED = (
    "clinic_id", "therapist_id", "location_id", "start_minute", "end_minute", "valid_from", "valid_until",
    "every_weeks",
)  # fmt: skip


def check(shift: Shift) -> None:
    """Raises BadHours for what no clock shows, has no length or ends before its first day."""
    if not (0 <= shift.start < DAY and 0 <= shift.end <= DAY) or shift.start == shift.end:
        raise BadHours
    if shift.valid_from and shift.valid_until and shift.valid_until < shift.valid_from:
        raise BadHours(_("The last day lies before the first."), field="valid_until")


def _lock(hours: WeeklyHours, *others: Therapist) -> WeeklyHours | None:
    """The hours as they are under the locks of whose they are and of `others`; None if they are gone."""
    lock_calendars(therapists=[hours.therapist_id, *(other.pk for other in others)])
    return WeeklyHours.objects.select_related("therapist__clinic", "location").filter(pk=hours.pk).first()


def _hours(therapist: Therapist, weekday: int, shift: Shift) -> WeeklyHours:
    return WeeklyHours(
        clinic_id=therapist.clinic_id,
        therapist=therapist,
        location=shift.location,
        weekday=weekday,
        start_minute=shift.start,
        end_minute=shift.end,
        valid_from=shift.valid_from,
        valid_until=shift.valid_until,
        every_weeks=shift.every_weeks,
    )


def _refuse_overlaps(therapist: Therapist, made: Sequence[WeeklyHours]) -> None:
    """Hours of every week must not overlap while both are valid; those of a rota may take turns."""
    present = list(WeeklyHours.objects.filter(therapist=therapist, weekday__in=[row.weekday for row in made]))
    for row in made:
        for other in present:
            if (
                other.pk != row.pk
                and other.weekday == row.weekday
                and other.every_weeks == row.every_weeks == 1
                and _meet(row, other)
            ):
                raise HoursOverlap


def _meet(one: WeeklyHours, other: WeeklyHours) -> bool:
    ends = [end_of(row.start_minute, row.end_minute) for row in (one, other)]
    at_once = one.start_minute < ends[1] and other.start_minute < ends[0]
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    last = min(one.valid_until or date.max, other.valid_until or date.max)
    return at_once and first <= last


def end_of(start: int, end: int) -> int:
    """Minutes after the midnight before the start; more than a day's if it ends on the next."""
    return end if end > start else end + DAY


def write_down(therapist: Therapist, told: str, user: User, now: datetime) -> None:
    """Who changed whose hours."""
    note_change(therapist.clinic, told, "hours", therapist.public_id, user=user, now=now)

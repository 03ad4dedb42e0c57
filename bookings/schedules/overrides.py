"""Setting what one date has instead of the weekly hours. Minutes are after midnight on the wall."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_calendars
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import DateOverride, Location, Therapist, User
from bookings.schedules.hours import HoursOverlap, Shift, TimesGone, check, end_of, write_down
from bookings.schedules.opened import noting_what_opens
from bookings.transactions import Precondition, action


class DateTaken(DomainError):
    code = "unique"
    message = _("There is one for this date already.")
    field = "date"


@action
def set_override(
    *,
    therapist: Therapist,
    location: Location,
    day: date,
    intervals: Sequence[tuple[int, int]],
    user: User,
    now: datetime,
    once: Once | None = None,
) -> DateOverride:
    """What `day` has at the location instead of the weekly hours; nothing means closed. Raises BadHours."""
    ordered = _in_order(location, intervals)
    lock_calendars(therapists=[therapist.pk])
    with noting_what_opens(clinic=therapist.clinic, whose=[therapist.pk], now=now):
        row, _is_new = DateOverride.objects.update_or_create(
            therapist=therapist,
            location=location,
            date=day,
            defaults={"intervals": ordered, "clinic_id": therapist.clinic_id},
        )
    write_down(therapist, "date_changed", user, now)
    return row


@action
def change_override(
    *,
    override: DateOverride,
    therapist: Therapist,
    location: Location,
    day: date,
    intervals: Sequence[tuple[int, int]],
    user: User,
    now: datetime,
    precondition: Precondition | None = None,
) -> DateOverride:
    """The same with other hours, on another date, elsewhere or for somebody else; its own date is as usual then.

    Raises BadHours, DateTaken, TimesGone and what `precondition` raises.
    """
    ordered = _in_order(location, intervals)
    present = _lock(override, therapist)
    if present is None:
        raise TimesGone
    if precondition:
        precondition(present)
    there = DateOverride.objects.filter(therapist=therapist, location=location, date=day)
    if there.exclude(pk=present.pk).exists():
        raise DateTaken
    people = {present.therapist, therapist}
    with noting_what_opens(clinic=therapist.clinic, whose=[one.pk for one in people], now=now):
        present.therapist, present.location, present.date, present.intervals = (
            therapist,
            location,
            day,
            ordered,
        )
        present.save()
    for person in people:
        write_down(person, "date_changed", user, now)
    return present


@action
def remove_override(
    *, override: DateOverride, user: User, now: datetime, precondition: Precondition | None = None
) -> None:
    """The weekly hours hold again on that date. Twice changes nothing. Raises what `precondition` raises."""
    present = _lock(override, override.therapist)
    if present is None:
        return
    if precondition:
        precondition(present)
    with noting_what_opens(clinic=present.therapist.clinic, whose=[present.therapist_id], now=now):
        present.delete()
    write_down(present.therapist, "date_restored", user, now)


def _lock(override: DateOverride, *others: Therapist) -> DateOverride | None:
    """It as it is under the locks of whose it is and of `others`; None if it is gone."""
    lock_calendars(therapists=[override.therapist_id, *(other.pk for other in others)])
    rows = DateOverride.objects.select_related("therapist__clinic", "location")
    return rows.filter(pk=override.pk).first()


def _in_order(location: Location, intervals: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Raises BadHours, or HoursOverlap if two of them meet."""
    for start, end in intervals:
        check(Shift(location, start, end))
    ordered = sorted(intervals)
    if any(end_of(*pair) > following for pair, (following, _end) in pairwise(ordered)):
        raise HoursOverlap(_("Two of these hours overlap."))
    return [list(pair) for pair in ordered]

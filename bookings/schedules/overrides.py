"""Setting what one date has instead of the weekly hours. Minutes are after midnight on the wall."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_calendars
from bookings.models import DateOverride, Location, Therapist, User
from bookings.schedules.hours import HoursOverlap, Shift, check, end_of, write_down
from bookings.transactions import action


@action
def set_override(
    *,
    therapist: Therapist,
    location: Location,
    day: date,
    intervals: Sequence[tuple[int, int]],
    user: User,
    now: datetime,
) -> DateOverride:
    """What `day` has at the location instead of the weekly hours; nothing means closed. Raises BadHours."""
    for start, end in intervals:
        check(Shift(location, start, end))
    ordered = sorted(intervals)
    if any(end_of(*pair) > following for pair, (following, _end) in pairwise(ordered)):
        raise HoursOverlap(_("Two of these hours overlap."))
    lock_calendars(therapists=[therapist.pk])
    row, _is_new = DateOverride.objects.update_or_create(
        therapist=therapist,
        location=location,
        date=day,
        defaults={"intervals": [list(pair) for pair in ordered], "clinic_id": therapist.clinic_id},
    )
    write_down(therapist, "date_changed", user, now)
    return row


@action
def remove_override(*, override: DateOverride, user: User, now: datetime) -> None:
    """The weekly hours hold again on that date. Twice changes nothing."""
    if DateOverride.objects.filter(pk=override.pk).delete()[0]:
        write_down(override.therapist, "date_restored", user, now)

"""The owner's most frequent question: why can nobody book this?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.availability import why as rules
from bookings.availability.slots import SiteCalendar
from bookings.calendars.rows import load
from bookings.calendars.values import treatment_of
from bookings.models import Appointment, Location, ServiceOption, Therapist

WORDS: dict[rules.Why, Promise | str] = {
    rules.Why.NOTICE: _("It is too soon, or already over: the booking policy asks for more notice."),
    rules.Why.HORIZON: _("It is further ahead than the booking policy opens."),
    rules.Why.GRID: _("Treatments do not start at this minute, or the clock skips it."),
    rules.Why.NOT_WORKING: _("The therapist does not work there at that time."),
    rules.Why.TIME_OFF: _("Time off or a closure covers it."),
    rules.Why.TOO_LONG: _("The treatment would run past the end of the working hours."),
    rules.Why.BOOKED: _("The therapist has another appointment then."),
    rules.Why.BUFFER: _("It would fall into the buffer before or after another appointment."),
    rules.Why.NO_SUCH_ROOM: _("This location has no room of the kind that the service needs."),
    rules.Why.ROOMS_TAKEN: _("No suitable room is free for the whole of it."),
    rules.Why.DAY_FULL: _("The therapist's hands-on time for that day would be exceeded."),
    rules.Why.DEEP_IN_A_ROW: _("It would be one deep-pressure treatment too many in a row."),
    rules.Why.ADJACENT: _("The therapist offers only times next to other bookings on that day."),
}
NOT_GIVEN = _("The therapist does not give this service at this location.")


@dataclass(frozen=True, slots=True)
class Reason:
    """The first rule that says no: a code for programs and a sentence for people."""

    code: str
    text: str


def why_not(
    *,
    option: ServiceOption,
    therapist: Therapist,
    location: Location,
    starts_at: datetime,
    now: datetime,
    moving: Appointment | None = None,
    by_staff: bool = False,
) -> Reason | None:
    """Why `starts_at` (an aware datetime) is not offered to patients, or cannot be had even by staff; None if it can.

    `moving` does not count as taken.
    """
    day = starts_at.astimezone(UTC).date()
    calendars = load(
        clinic=option.clinic, services=[option.service],
        first=day - timedelta(days=2), last=day + timedelta(days=2), now=now, therapist=therapist,
        location=location, moving=moving,
    )  # fmt: skip
    calendars = calendars.for_staff() if by_staff else calendars
    mine = calendars.therapists.get(therapist.pk)
    zone = calendars.zones.get(location.pk)
    if mine is None or zone is None:
        return Reason("not_given", str(NOT_GIVEN))
    site = SiteCalendar(location.pk, zone, calendars.rooms_for(option.service, location.pk))
    window = calendars.window(zone, day - timedelta(days=1), day + timedelta(days=1))
    at = starts_at.timestamp()
    reason = (
        rules.why_not(mine, site, treatment_of(option), window, int(at))
        if at.is_integer()
        else rules.Why.GRID
    )
    return Reason(reason.value, str(WORDS[reason])) if reason else None

"""What the doors and the verbs ask: which times are open."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bookings.calendars.rows import load
from bookings.calendars.values import Opening, opening_of
from bookings.models import Appointment, BookingPolicy, Clinic, Location, ServiceOption, Therapist

FIRST_LOOK_DAYS = 14


def slots_by_day(
    *,
    option: ServiceOption,
    first: date,
    last: date,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
) -> dict[date, list[Opening]]:
    """The openings of each local date from `first` to `last` (both included; each date is there).

    `moving` is an appointment whose own time does not count as taken. Dates are the location's.
    """
    calendars = load(
        clinic=option.clinic, services=[option.service], first=first, last=last, now=now,
        therapist=therapist, location=location, moving=moving,
    )  # fmt: skip
    return {
        day: [opening_of(slot) for slot in slots]
        for day, slots in calendars.slots(option, first, last).items()
    }


def next_openings(
    *,
    option: ServiceOption,
    now: datetime,
    after: datetime | None = None,
    count: int = 3,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
) -> list[Opening]:
    """The first `count` openings from `after` (or now) on, within the horizon.

    Looks at two weeks first and at the rest of the horizon only if those do not suffice.
    """
    start = max(now, after) if after else now
    found: list[Opening] = []
    for first, last in _searched(start, now, option.clinic.policy):
        days = slots_by_day(
            option=option, first=first, last=last, now=now,
            therapist=therapist, location=location, moving=moving,
        )  # fmt: skip
        found += [opening for day in days.values() for opening in day if opening.starts_at >= start]
        if len(found) >= count:
            break
    return found[:count]


def next_openings_of_services(
    *, clinic: Clinic, options: Sequence[ServiceOption], now: datetime, count: int = 3
) -> dict[int, list[Opening]]:
    """The next openings of each option, by its key, within two weeks: one load for a whole page."""
    first, last = _searched(now, now, clinic.policy)[0]
    services = {option.service_id: option.service for option in options}
    calendars = load(clinic=clinic, services=list(services.values()), first=first, last=last, now=now)
    found: dict[int, list[Opening]] = {}
    for option in options:
        days = calendars.slots(option, first, last)
        found[option.pk] = [opening_of(slot) for slots in days.values() for slot in slots][:count]
    return found


def _searched(start: datetime, now: datetime, policy: BookingPolicy) -> list[tuple[date, date]]:
    """The dates to look at for "next": two weeks, then the rest of the horizon, a day of slack for zones."""
    first = start.date() - timedelta(days=1)
    middle = first + timedelta(days=FIRST_LOOK_DAYS)
    end = now.date() + timedelta(days=policy.horizon_days + 1)
    windows = [(first, min(middle, end)), (middle + timedelta(days=1), end)]
    return [(one, other) for one, other in windows if one <= other]

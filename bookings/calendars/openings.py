"""What the doors and the verbs ask: which times are open."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from bookings.availability.slots import Slot
from bookings.calendars.rows import load
from bookings.calendars.values import Calendars, Opening, opening_of
from bookings.models import Appointment, BookingPolicy, Clinic, Location, ServiceOption, Therapist

DAY = timedelta(days=1)
LOOKS = (3, 14)


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
    days, _ = listing(
        option=option, first=first, last=last, now=now, therapist=therapist, location=location, moving=moving
    )
    return {day: [opening_of(slot) for slot in slots] for day, slots in days.items()}


def listing(
    *,
    option: ServiceOption,
    first: date,
    last: date,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
) -> tuple[dict[date, list[Slot]], Calendars]:
    """The same as slots in seconds since the epoch, and the calendars that know their zones and names."""
    calendars = load(
        clinic=option.clinic, services=[option.service], first=first, last=last, now=now,
        therapist=therapist, location=location, moving=moving,
    )  # fmt: skip
    return calendars.slots(option, first, last), calendars


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
    """The first `count` openings from `after` (or now) on, within the horizon."""
    slots, _ = next_listing(
        option=option, now=now, after=after, count=count,
        therapist=therapist, location=location, moving=moving,
    )  # fmt: skip
    return [opening_of(slot) for slot in slots]


def next_listing(
    *,
    option: ServiceOption,
    now: datetime,
    after: datetime | None = None,
    count: int = 3,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
) -> tuple[list[Slot], Calendars]:
    """The same as slots, and the calendars that know their zones and names.

    Looks at a few days first, then at two weeks, and at the rest of the horizon only if those do not suffice.
    """
    start = max(now, after) if after else now
    found: list[Slot] = []
    for first, last in _searched(start, now, option.clinic.policy):
        days, calendars = listing(
            option=option, first=first, last=last, now=now,
            therapist=therapist, location=location, moving=moving,
        )  # fmt: skip
        found += [slot for slots in days.values() for slot in slots if slot.starts_at >= start.timestamp()]
        if len(found) >= count:
            break
    return found[:count], calendars


def next_openings_of_services(
    *,
    clinic: Clinic,
    options: Sequence[ServiceOption],
    now: datetime,
    count: int = 3,
    after: datetime | None = None,
) -> dict[int, list[Opening]]:
    """The next openings of each option from `after` (or now) on, by its key, within two weeks: one load for a page."""
    since = after.timestamp() if after else 0
    first, last = now.date() - DAY, now.date() + timedelta(days=LOOKS[-1])
    services = {option.service_id: option.service for option in options}
    calendars = load(clinic=clinic, services=list(services.values()), first=first, last=last, now=now)
    found: dict[int, list[Opening]] = {}
    for option in options:
        days = calendars.slots(option, first, last)
        coming = (slot for slots in days.values() for slot in slots if slot.starts_at >= since)
        found[option.pk] = [opening_of(slot) for slot in islice(coming, count)]
    return found


def _searched(start: datetime, now: datetime, policy: BookingPolicy) -> list[tuple[date, date]]:
    """The dates to look at for "next", a day of slack for zones at both ends; never none."""
    first = start.date() - DAY
    end = max(first, now.date() + timedelta(days=policy.horizon_days + 1))
    windows = []
    for days in LOOKS:
        last = min(start.date() + timedelta(days=days), end)
        if first <= last:
            windows.append((first, last))
        first = last + DAY
    if first <= end:
        windows.append((first, end))
    return windows

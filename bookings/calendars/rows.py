"""Reading the rows that decide about times. Two or three queries, however many therapists, rooms and days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bookings.availability.hours import begins_at
from bookings.availability.intervals import IntervalSet
from bookings.availability.limits import Limits, Visit
from bookings.availability.slots import TherapistCalendar
from bookings.calendars.schedules import NOTHING, read_plan
from bookings.calendars.statements import TAKEN, VISITS
from bookings.calendars.values import Calendars, ClinicRoom
from bookings.models import Appointment, Clinic, Location, Service, Therapist
from bookings.models.appointments import LONGEST
from bookings.statements import ask

OCCUPYING = [status.value for status in Appointment.OCCUPYING]
# How far from a date something may start and still touch a treatment of that date: what an occupancy can last,
# the longest buffer, and an hour or two where the clock changes at midnight.
MARGIN = LONGEST + timedelta(hours=6)
MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC)


def load(
    *,
    clinic: Clinic,
    services: Sequence[Service],
    first: date,
    last: date,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
    leaving: Iterable[int] = (),
) -> Calendars:
    """Read what decides about the times of `services`: two queries, three if somebody has rules of their own.

    `moving`, and the appointments with the keys `leaving`, do not count as taken.
    """
    plan = read_plan(
        clinic=clinic, services=services, first=first, last=last, therapist=therapist, location=location
    )
    calendars = {key: plan.schedule.calendar(key) for key in plan.schedule.keys}
    lowest, highest = _span(plan.schedule.zones, first, last)
    values = {
        "sites": list(plan.schedule.zones), "lowest": lowest - MARGIN, "highest": highest + MARGIN,
        "therapists": list(calendars), "occupying": OCCUPYING, "now": now,
        "leaving": [*leaving, *((moving.pk,) if moving else ())],
    }  # fmt: skip
    by_therapist, by_room = _busy(_worked(calendars.values(), lowest, highest), services, values)
    visits = _visits(plan.schedule.limits, plan.deep_options, values)
    return Calendars(
        therapists={
            key: replace(calendar, busy=by_therapist.get(key, NOTHING), visits=visits.get(key, ()))
            for key, calendar in calendars.items()
        },
        zones=plan.schedule.zones,
        rooms=[ClinicRoom(key, kinds, site, by_room.get(key, NOTHING)) for key, kinds, site in plan.rooms],
        givers=plan.givers,
        policy=clinic.policy,
        now=now,
        names=plan.names,
    )


def _span(zones: Mapping[int, ZoneInfo], first: date, last: date) -> tuple[datetime, datetime]:
    """From when until when it is one of the dates anywhere."""
    return (
        min((begins_at(first, zone) for zone in zones.values()), default=MIDNIGHT),
        max((begins_at(last + timedelta(days=1), zone) for zone in zones.values()), default=MIDNIGHT),
    )


Busy = dict[int, IntervalSet]


def _busy(
    worked: tuple[datetime, datetime], services: Sequence[Service], values: Mapping[str, Any]
) -> tuple[Busy, Busy]:
    """What is occupied, per therapist and per room; buffers included."""
    if not values["therapists"]:
        return {}, {}
    opening, closing = worked
    hours = {
        "opening": opening - timedelta(minutes=max(service.buffer_before_minutes for service in services)),
        "closing": closing + timedelta(minutes=max(service.buffer_after_minutes for service in services)),
    }
    by_therapist: Busy = {}
    by_room: Busy = {}
    for therapist, room, starts, ends in ask(TAKEN, {**values, **hours}):
        busy = IntervalSet.of_pairs(zip(starts, ends, strict=True))
        if room is None:
            by_therapist[therapist] = busy
        else:
            by_room[room] = busy
    return by_therapist, by_room


def _worked(
    calendars: Iterable[TherapistCalendar], lowest: datetime, highest: datetime
) -> tuple[datetime, datetime]:
    """The first and the last instant of the working hours in which something could start between the two."""
    low, high = int(lowest.timestamp()), int(highest.timestamp())
    opening, closing = high, low
    for calendar in calendars:
        for hours in calendar.working.values():
            for start, end in hours.pairs():
                if start < high and low < end:
                    opening, closing = min(opening, max(start, low)), max(closing, end)
    return datetime.fromtimestamp(opening, UTC), datetime.fromtimestamp(closing, UTC)


def _visits(
    limits: Mapping[int, Limits], deep: frozenset[int], values: Mapping[str, Any]
) -> Mapping[int, list[Visit]]:
    """The treatments of the therapists whose own rules need them."""
    visits: dict[int, list[Visit]] = defaultdict(list)
    if limits:
        for therapist, option, starts_at, ends_at in ask(VISITS, {**values, "therapists": list(limits)}):
            visits[therapist].append(Visit(starts_at, ends_at, option in deep))
    return visits

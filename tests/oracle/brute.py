"""The rules of availability, minute by minute.

A minute is the number of whole minutes since 1970 in UTC; a set of them stands for a span of time. Zone
rules enter in one place, `wall`, and only from UTC to the wall: every question the other way round is
answered by looking through the minutes for the ones that show the time in question.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.oracle.plain import Busy, Chamber, Clinic, Hours, Off, Person, Place

Offer = tuple[datetime, int, int]  # start, person, place
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# Shifts from the day before the first to the day after the last date matter, each lasts a day at most,
# and zones are within 14 hours of UTC.
DAYS_BEFORE, DAYS_AFTER = timedelta(days=2), timedelta(days=4)


def offered(clinic: Clinic) -> set[Offer]:
    """Every start that may be offered, with who gives it and where."""
    return {
        (EPOCH + minute * MINUTE, person.key, place.key)
        for place in clinic.places
        for minute in starts(clinic, place)
        for person in clinic.people
        if person.gives and may_start(clinic, person, place, minute)
    }


def may_start(clinic: Clinic, person: Person, place: Place, start: int) -> bool:
    """Rules 1 to 3 and the therapist's own wish; `starts` has seen to 4 and 5."""
    wish = clinic.wish
    treatment = range(start, start + wish.minutes)
    occupancy = range(start - wish.before, start + wish.minutes + wish.after)
    worked = worked_minutes(clinic, person.key, place)
    return (
        worked.issuperset(treatment)
        and away_minutes(clinic, person.key, place.key).isdisjoint(treatment)
        and busy_minutes(clinic, person.key).isdisjoint(occupancy)
        and any(taken_minutes(clinic, room.key).isdisjoint(occupancy) for room in fitting(clinic, place.key))
        and (not person.adjacent or is_adjacent(clinic, person, place, start))
    )


@cache
def starts(clinic: Clinic, place: Place) -> list[int]:
    """Rules 4 and 5: the minutes of the asked dates on the start grid, not too soon, not too late."""
    earliest = clinic.now + timedelta(minutes=clinic.notice_minutes)
    today = clinic.now.astimezone(ZoneInfo(place.zone)).date()
    last = min(clinic.wish.last, today + timedelta(days=clinic.horizon_days))
    return [
        minute
        for minute, (day, clock) in wall(clinic, place).items()
        if clinic.wish.first <= day <= last and clock % clinic.step == 0 and EPOCH + minute * MINUTE >= earliest
    ]


def fitting(clinic: Clinic, place: int) -> list[Chamber]:
    kind = clinic.wish.kind
    return [room for room in clinic.chambers if room.place == place and (kind is None or kind in room.kinds)]


def is_adjacent(clinic: Clinic, person: Person, place: Place, start: int) -> bool:
    """Whether it touches a booking or an edge of the hours, or the day has no booking yet."""
    wish, clock = clinic.wish, wall(clinic, place)
    busy, worked = busy_minutes(clinic, person.key), worked_minutes(clinic, person.key, place)
    today = clock[start][0]
    if not any(clock[minute][0] == today for minute in busy if minute in clock):
        return True
    end = start + wish.minutes
    touches_a_booking = start - wish.before - 1 in busy or end + wish.after in busy
    return touches_a_booking or start - 1 not in worked or end not in worked


@cache
def wall(clinic: Clinic, place: Place) -> dict[int, tuple[date, int]]:
    """What the clock on the wall shows at each minute around the asked dates: date, minutes after midnight."""
    zone = ZoneInfo(place.zone)
    first = datetime.combine(clinic.wish.first, datetime.min.time(), UTC) - DAYS_BEFORE
    last = datetime.combine(clinic.wish.last, datetime.min.time(), UTC) + DAYS_AFTER
    shown = {}
    for minute in range((first - EPOCH) // MINUTE, (last - EPOCH) // MINUTE):
        local = datetime.fromtimestamp(minute * 60, zone)
        shown[minute] = (local.date(), local.hour * 60 + local.minute)
    return shown


@cache
def showing(clinic: Clinic, place: Place) -> dict[tuple[date, int], list[int]]:
    """The minutes at which the wall shows a time: none in a gap, two in a fold."""
    found: dict[tuple[date, int], list[int]] = {}
    for minute, shown in wall(clinic, place).items():
        found.setdefault(shown, []).append(minute)
    return found


@cache
def worked_minutes(clinic: Clinic, person: int, place: Place) -> frozenset[int]:
    worked: set[int] = set()
    day = clinic.wish.first - timedelta(days=1)
    while day <= clinic.wish.last + timedelta(days=1):
        for start, end in spans_of(clinic, person, place.key, day):
            until = (day, end) if end > start else (day + timedelta(days=1), end)
            from_minute = first_bound(clinic, place, day, start)
            worked.update(range(from_minute, last_bound(clinic, place, *until)))
        day += timedelta(days=1)
    return frozenset(worked)


def spans_of(clinic: Clinic, person: int, place: int, day: date) -> list[tuple[int, int]]:
    """What starts on a date: the override's spans if there is one, else those of the weekly hours."""
    for override in clinic.overrides:
        if (override.person, override.place, override.day) == (person, place, day):
            return list(override.spans)
    own = [hours for hours in clinic.hours if (hours.person, hours.place) == (person, place)]
    return [(hours.start, hours.end) for hours in own if holds_on(hours, day)]


def holds_on(hours: Hours, day: date) -> bool:
    if hours.weekday != day.weekday():
        return False
    if (hours.valid_from and day < hours.valid_from) or (hours.valid_until and day > hours.valid_until):
        return False
    if hours.every_weeks == 1:
        return True
    assert hours.valid_from, "the first week says which weeks count"
    return (monday(day) - monday(hours.valid_from)).days // 7 % hours.every_weeks == 0


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def first_bound(clinic: Clinic, place: Place, day: date, clock: int) -> int:
    """When work starts that starts at this time on the wall: in a fold at the first of the two instants."""
    return min(instants(clinic, place, day, clock))


def last_bound(clinic: Clinic, place: Place, day: date, clock: int) -> int:
    """When work ends that ends at this time on the wall: in a fold at the second of the two instants."""
    return max(instants(clinic, place, day, clock))


def instants(clinic: Clinic, place: Place, day: date, clock: int) -> list[int]:
    """The minutes that show a time; for one that no clock shows, the minute of the change over it."""
    if clock == 1440:
        day, clock = day + timedelta(days=1), 0
    found = showing(clinic, place).get((day, clock))
    if found:
        return found
    return [min(minute for minute, shown in wall(clinic, place).items() if shown > (day, clock))]


@cache
def away_minutes(clinic: Clinic, person: int, place: int) -> frozenset[int]:
    return minutes_of(
        (off.starts_at, off.ends_at) for off in clinic.off if concerns(off, person=person, place=place)
    )


def concerns(off: Off, *, person: int, place: int) -> bool:
    return off.person in (None, person) and off.place in (None, place)


@cache
def busy_minutes(clinic: Clinic, person: int) -> frozenset[int]:
    """Rule 2: what keeps a therapist, wherever it is."""
    return minutes_of(grown(busy) for busy in clinic.busy if busy.person == person and counts(clinic, busy))


@cache
def taken_minutes(clinic: Clinic, chamber: int) -> frozenset[int]:
    """Rule 3: what keeps a room, whoever works in it."""
    return minutes_of(grown(busy) for busy in clinic.busy if busy.chamber == chamber and counts(clinic, busy))


def counts(clinic: Clinic, busy: Busy) -> bool:
    return busy.runs_out_at is None or busy.runs_out_at > clinic.now


def grown(busy: Busy) -> tuple[datetime, datetime]:
    return (
        busy.starts_at - busy.before * MINUTE,
        busy.starts_at + (busy.minutes + busy.after) * MINUTE,
    )


def minutes_of(spans: Iterable[tuple[datetime, datetime]]) -> frozenset[int]:
    """Every minute that has something of a span in it, be it a second."""
    return frozenset(
        minute
        for start, end in spans
        for minute in range((start - EPOCH) // MINUTE, -((EPOCH - end) // MINUTE))
    )


def forget() -> None:
    """Let go of the minutes of the clinics seen so far."""
    for remembered in (wall, showing, starts, worked_minutes, away_minutes, busy_minutes, taken_minutes):
        remembered.cache_clear()

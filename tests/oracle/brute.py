"""The rules of availability, minute by minute.

A minute is the number of whole minutes since 1970 in UTC; a set of them stands for a span of time. Zone
rules enter in one place, `wall`, and only from UTC to the wall: every question the other way round is
answered by looking through the minutes for the ones that show the time in question.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from tests.oracle.plain import Busy, Chamber, Clinic, Hours, Off, Person, Place

Shown = dict[int, tuple[date, int]]  # minute, date and minutes after midnight on a wall
Offer = tuple[datetime, int, int]  # start, person, place
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# Shifts of two days around the dates may matter (each lasts a day at most); zones are within 14 hours of UTC.
AROUND = timedelta(days=2)
DAYS_BEFORE, DAYS_AFTER = AROUND + timedelta(days=1), AROUND + timedelta(days=3)


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
    return (
        could_work(clinic, person, place, start)
        and any(
            taken_minutes(clinic, r.key).isdisjoint(kept(clinic, start)) for r in fitting(clinic, place.key)
        )
        and (not person.adjacent or is_adjacent(clinic, person, place, start))
    )


def could_work(clinic: Clinic, person: Person, place: Place, start: int) -> bool:
    """Rules 1 and 2: the treatment within one stretch of work, nothing else within its buffers."""
    treatment = range(start, start + clinic.wish.minutes)
    return (
        worked_minutes(clinic, person.key, place).issuperset(treatment)
        and away_minutes(clinic, person.key, place.key).isdisjoint(treatment)
        and busy_minutes(clinic, person.key).isdisjoint(kept(clinic, start))
    )


def kept(clinic: Clinic, start: int) -> range:
    """The minutes that a treatment occupies, its buffers included."""
    return range(start - clinic.wish.before, start + clinic.wish.minutes + clinic.wish.after)


@cache
def starts(clinic: Clinic, place: Place) -> list[int]:
    """Rules 4 and 5: the minutes of the asked dates on the start grid, not too soon, not too late."""
    earliest = clinic.now + timedelta(minutes=clinic.notice_minutes)
    last = min(clinic.wish.last, shown_date(place, clinic.now) + timedelta(days=clinic.horizon_days))
    return [
        minute
        for minute, (day, clock) in wall(clinic, place).items()
        if clinic.wish.first <= day <= last
        and clock % clinic.step == 0
        and EPOCH + minute * MINUTE >= earliest
    ]


def fitting(clinic: Clinic, place: int) -> list[Chamber]:
    kind = clinic.wish.kind
    return [room for room in clinic.chambers if room.place == place and (kind is None or kind in room.kinds)]


def is_adjacent(clinic: Clinic, person: Person, place: Place, start: int) -> bool:
    """Whether nothing lies between it and what bounds her free time, or no booking starts on its date yet.

    It touches a booking or an edge as nearly as the grid allows: going on from it minute by minute, one way
    or the other, she cannot start any more before the next time of the grid comes.
    """
    today = wall(clinic, place)[start][0]
    mine = [busy for busy in clinic.busy if busy.person == person.key and counts(clinic, busy)]
    if all(shown_date(place, busy.starts_at) != today for busy in mine):
        return True
    return any(bound_comes_first(clinic, person, place, start, way) for way in (-1, 1))


def bound_comes_first(clinic: Clinic, person: Person, place: Place, start: int, way: int) -> bool:
    minute = start + way
    while could_work(clinic, person, place, minute):
        if wall(clinic, place)[minute][1] % clinic.step == 0:
            return False
        minute += way
    return True


@cache
def wall(clinic: Clinic, place: Place) -> Shown:
    """What the clock on the wall shows at each minute around the asked dates."""
    return shown_between(place.zone, clinic.wish.first - DAYS_BEFORE, clinic.wish.last + DAYS_AFTER)[0]


def shown_date(place: Place, at: datetime) -> date:
    return at.astimezone(ZoneInfo(place.zone)).date()


@lru_cache(maxsize=128)
def shown_between(zone: str, first: date, last: date) -> tuple[Shown, dict[tuple[date, int], list[int]]]:
    """What a wall shows at each minute, and at which minutes it shows that: never in a gap, twice in a fold."""
    shown: Shown = {}
    showing: dict[tuple[date, int], list[int]] = {}
    while first < last:
        for minute, clock in shown_on(zone, first):
            shown[minute] = clock
            showing.setdefault(clock, []).append(minute)
        first += timedelta(days=1)
    return shown, showing


@lru_cache(maxsize=512)
def shown_on(zone: str, day: date) -> list[tuple[int, tuple[date, int]]]:
    """The minutes of a date in UTC with what a wall shows then."""
    start = (datetime(day.year, day.month, day.day, tzinfo=UTC) - EPOCH) // MINUTE
    local = [datetime.fromtimestamp(minute * 60, ZoneInfo(zone)) for minute in range(start, start + 24 * 60)]
    return [(start + n, (at.date(), at.hour * 60 + at.minute)) for n, at in enumerate(local)]


@cache
def worked_minutes(clinic: Clinic, person: int, place: Place) -> frozenset[int]:
    worked: set[int] = set()
    day = clinic.wish.first - AROUND
    while day <= clinic.wish.last + AROUND:
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
    span = (place.zone, clinic.wish.first - DAYS_BEFORE, clinic.wish.last + DAYS_AFTER)
    if found := shown_between(*span)[1].get((day, clock)):
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
    for remembered in (wall, starts, worked_minutes, away_minutes, busy_minutes, taken_minutes):
        remembered.cache_clear()

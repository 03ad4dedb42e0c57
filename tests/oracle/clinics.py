"""Random clinics, the same for the same seed, crowded around the days on which clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.oracle.plain import Busy, Chamber, Clinic, Hours, Off, Override, Person, Place, Wish

# The zone, and the date on which its clocks change: the booking rules' own list and more at midnight.
CHANGES = [
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Europe/London", date(2027, 3, 28)),
    ("Europe/London", date(2027, 10, 31)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Australia/Lord_Howe", date(2027, 10, 3)),
    ("Africa/Casablanca", date(2027, 2, 7)),
    ("Africa/Casablanca", date(2027, 3, 14)),
    ("America/Santiago", date(2027, 4, 3)),
    ("America/Santiago", date(2027, 9, 5)),
    ("America/Havana", date(2027, 3, 14)),
    ("America/Havana", date(2027, 11, 7)),
    ("Asia/Kathmandu", date(2027, 6, 1)),
    ("UTC", date(2027, 2, 28)),
]
KINDS = ("table", "heat", "quiet")
STEPS = (5, 10, 15, 15, 20, 30, 30, 45, 60, 90, 240)
# Start and end on the wall: days, split days, days that touch, nights, and bounds inside gaps and folds.
SHIFTS = [
    (540, 1020), (480, 720), (780, 1080), (720, 1440), (1080, 1440), (0, 480), (1320, 360), (1200, 90),
    (1380, 0), (1410, 30), (60, 120), (90, 150), (75, 105), (30, 135), (120, 600), (100, 130), (600, 600),
]  # fmt: skip


def clinics(seed: int, count: int) -> Iterator[tuple[int, Clinic]]:
    """`count` clinics, each with the seed that makes it again."""
    for number in range(seed, seed + count):
        yield number, random_clinic(number)


def random_clinic(seed: int) -> Clinic:
    rnd = Random(seed)
    zone, change = rnd.choice(CHANGES)
    middle = change if rnd.random() < 0.8 else date(2027, 1, 10) + timedelta(days=rnd.randrange(340))
    first = middle - timedelta(days=rnd.randint(0, 2))
    wish = Wish(
        minutes=rnd.choice((15, 30, 45, 60, 60, 90, 120, 50)),
        before=rnd.choice((0, 0, 5, 10, 15)),
        after=rnd.choice((0, 0, 10, 15, 30)),
        kind=rnd.choice((None, *KINDS)),
        first=first,
        last=first + timedelta(days=rnd.randint(0, 3)),
    )
    zones = [zone] if rnd.random() < 0.7 else [zone, zone if rnd.random() < 0.5 else rnd.choice(CHANGES)[0]]
    places = tuple(Place(key, name) for key, name in enumerate(zones))
    chambers = tuple(_chambers(rnd, places))
    people = tuple(
        Person(key, adjacent=rnd.random() < 0.35, gives=rnd.random() < 0.9)
        for key in range(rnd.choice((1, 1, 2, 3)))
    )
    now = _instant(rnd, first - timedelta(days=rnd.choice((0, 1, 1, 2, 5))), zone)
    return Clinic(
        now=now + timedelta(seconds=rnd.choice((0, 0, 1, 59))),
        notice_minutes=rnd.choice((0, 0, 60, 120, 95, 1440)),
        horizon_days=rnd.choice((0, 2, 3, 6, 30, 60, 60)),
        step=rnd.choice(STEPS),
        wish=wish,
        places=places,
        chambers=chambers,
        people=people,
        hours=tuple(hours for person in people for hours in _hours(rnd, person, places, wish)),
        overrides=tuple(_overrides(rnd, people, places, wish)),
        off=tuple(_off(rnd, people, places, wish)),
        busy=tuple(_busy(rnd, people, places, chambers, wish, now)),
    )


def _chambers(rnd: Random, places: tuple[Place, ...]) -> Iterator[Chamber]:
    key = 0
    for place in places:
        for _ in range(rnd.choice((0, 1, 1, 1, 2, 2, 3))):
            kinds = tuple(kind for kind in KINDS if rnd.random() < 0.75)
            yield Chamber(key, place.key, kinds)
            key += 1


def _shift(rnd: Random) -> tuple[int, int]:
    if rnd.random() < 0.7:
        return rnd.choice(SHIFTS)
    grain = rnd.choice((1, 5, 15, 60))
    return rnd.randrange(0, 1440, grain), rnd.randrange(0, 1441, grain)


def _hours(rnd: Random, person: Person, places: tuple[Place, ...], wish: Wish) -> Iterator[Hours]:
    for _ in range(rnd.choice((0, 2, 4, 5, 6))):
        start, end = _shift(rnd)
        every = rnd.choice((1, 1, 1, 1, 1, 2, 3))
        dated = every > 1 or rnd.random() < 0.2
        since = wish.first + timedelta(days=rnd.choice((-20, -14, -7, -6, -1, 0, 1)))
        until = wish.first + timedelta(days=rnd.randint(-1, 6)) if rnd.random() < 0.2 else None
        where, weekdays = rnd.choice(places).key, {(wish.first.weekday() + n) % 7 for n in range(-1, 4)}
        for weekday in rnd.sample(sorted(weekdays), rnd.randint(1, len(weekdays))):
            yield Hours(person.key, where, weekday, start, end, since if dated else None, until, every)
    if rnd.random() < 0.25:
        yield from _touching(rnd, person, rnd.choice(places), wish)


def _touching(rnd: Random, person: Person, place: Place, wish: Wish) -> Iterator[Hours]:
    """An evening up to midnight and the morning after it, more often around the first and the last date."""
    evening = rnd.choice((wish.first - timedelta(days=1), wish.last, wish.last, wish.first))
    morning = evening + timedelta(days=1)
    since = rnd.choice((None, None, morning))
    yield Hours(person.key, place.key, evening.weekday(), rnd.randrange(1080, 1440, 15), 1440)
    yield Hours(person.key, place.key, morning.weekday(), 0, rnd.randrange(30, 480, 15), since)


def _overrides(
    rnd: Random, people: tuple[Person, ...], places: tuple[Place, ...], wish: Wish
) -> Iterator[Override]:
    for person in people:
        for place in places:
            for gap in range(-1, 4):
                if rnd.random() < 0.12:
                    spans = tuple(_shift(rnd) for _ in range(rnd.choice((0, 1, 2))))
                    yield Override(person.key, place.key, wish.first + timedelta(days=gap), spans)


def _off(rnd: Random, people: tuple[Person, ...], places: tuple[Place, ...], wish: Wish) -> Iterator[Off]:
    for _ in range(rnd.choice((0, 0, 1, 2))):
        place = rnd.choice(places)
        start = _instant(rnd, wish.first + timedelta(days=rnd.randint(-1, 3)), place.zone)
        start += timedelta(seconds=rnd.choice((0, 0, 0, 30)))
        length = timedelta(minutes=rnd.choice((1, 30, 60, 240, 600)), seconds=rnd.choice((0, 0, 1)))
        yield Off(
            rnd.choice((None, rnd.choice(people).key)), rnd.choice((None, place.key)), start, start + length
        )


def _busy(
    rnd: Random,
    people: tuple[Person, ...],
    places: tuple[Place, ...],
    chambers: tuple[Chamber, ...],
    wish: Wish,
    now: datetime,
) -> Iterator[Busy]:
    """Bookings that may stand beside each other: no therapist and no room twice at once."""
    kept: list[Busy] = []
    for _ in range(rnd.choice((0, 1, 3, 6, 10)) if chambers else 0):
        chamber = rnd.choice(chambers)
        minutes, before, after = rnd.choice((30, 45, 60, 90)), rnd.choice((0, 0, 10)), rnd.choice((0, 0, 15))
        if kept and rnd.random() < 0.4:
            near = rnd.choice(kept)
            start = near.starts_at + timedelta(minutes=near.minutes + near.after + before + wish.before)
        else:
            zone = places[chamber.place].zone
            start = _instant(rnd, wish.first + timedelta(days=rnd.randint(-1, 4)), zone)
        ends = rnd.choice((None, None, None, timedelta(minutes=-1), timedelta(), timedelta(minutes=5)))
        runs_out_at = None if ends is None else now + ends
        new = Busy(rnd.choice(people).key, chamber.key, start, minutes, before, after, runs_out_at)
        if not any(_clash(new, other) for other in kept):
            kept.append(new)
            yield new


def _clash(one: Busy, other: Busy) -> bool:
    if one.person != other.person and one.chamber != other.chamber:
        return False

    def span(busy: Busy) -> tuple[datetime, datetime]:
        start = busy.starts_at - timedelta(minutes=busy.before)
        return start, busy.starts_at + timedelta(minutes=busy.minutes + busy.after)

    return span(one)[0] < span(other)[1] and span(other)[0] < span(one)[1]


def _instant(rnd: Random, day: date, zone: str) -> datetime:
    """Some instant of a date, more often in its first hours, where the clocks change."""
    grain = rnd.choice((5, 15, 30, 1))
    minute = rnd.randrange(0, rnd.choice((240, 1440)), grain)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC) + timedelta(minutes=minute)

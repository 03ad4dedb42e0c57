"""Working time that was not there before is written down, for those who wait for a time."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from bookings import calendars
from bookings.availability.intervals import IntervalSet
from bookings.models import Clinic, OpenedTime, Service, WaitlistEntry

# Who is offered a time wants it soon; what opens later is seen by everybody long before.
AHEAD = timedelta(days=28)
# A stretch is at most a day long: time off of weeks that is taken back comes day by day.
LONGEST = int(timedelta(days=1).total_seconds())
NOTHING = IntervalSet()
Working = Mapping[int, Mapping[int, IntervalSet]]


@contextmanager
def noting_what_opens(*, clinic: Clinic, whose: Collection[int] | None, now: datetime) -> Iterator[None]:
    """Write down what becomes working time inside, of the therapists with the keys `whose` (None: everybody).

    Inside an action, under the locks of these therapists. Where nobody waits nothing is read or written.
    """
    if not WaitlistEntry.objects.filter(clinic=clinic, state=WaitlistEntry.State.WAITING).exists():
        yield
        return
    before = _working(clinic, now)
    yield
    after = _working(clinic, now)
    OpenedTime.objects.bulk_create(
        OpenedTime(clinic=clinic, therapist_id=key, starts_at=start, ends_at=end, opened_at=now)
        for key in sorted(after if whose is None else after.keys() & set(whose))
        for start, end in _gained(before.get(key, {}), after[key], now)
    )


def _working(clinic: Clinic, now: datetime) -> Working:
    services = list(Service.objects.filter(clinic=clinic, is_active=True))
    if not services:
        return {}
    today = now.astimezone(UTC).date()
    loaded = calendars.load(clinic=clinic, services=services, first=today, last=today + AHEAD, now=now)
    return {key: calendar.working for key, calendar in loaded.therapists.items()}


def _gained(
    before: Mapping[int, IntervalSet], after: Mapping[int, IntervalSet], now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    first, last = int(now.timestamp()), int((now + AHEAD).timestamp())
    for site, hours in after.items():
        for start, end in (hours - before.get(site, NOTHING)).pairs():
            start, end = max(start, first), min(end, last)
            while start < end:
                until = min(end, start + LONGEST)
                yield datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(until, UTC)
                start = until

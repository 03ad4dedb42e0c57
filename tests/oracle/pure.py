"""The same plain clinic as the service's own values, without a database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.availability.hours import WeeklyRule
from bookings.availability.intervals import IntervalSet
from bookings.availability.limits import Limits, Visit
from bookings.calendars.schedules import Schedule
from bookings.calendars.values import Calendars, ClinicRoom
from bookings.models import BookingPolicy, Service, ServiceOption
from tests.oracle.brute import Offer
from tests.oracle.plain import Busy, Clinic

SERVICE = 1


def listed(clinic: Clinic) -> set[Offer]:
    """What the service lists for it."""
    wish = clinic.wish
    service = Service(
        pk=SERVICE,
        buffer_before_minutes=wish.before,
        buffer_after_minutes=wish.after,
        room_kind=wish.kind,
    )
    days = calendars(clinic).slots(
        ServiceOption(service=service, minutes=wish.minutes), wish.first, wish.last
    )
    assert sorted(days) == [wish.first + timedelta(days=n) for n in range((wish.last - wish.first).days + 1)]
    zones = {place.key: ZoneInfo(place.zone) for place in clinic.places}
    found = set()
    for day, slots in days.items():
        assert slots == sorted(slots)
        for slot in slots:
            starts_at = datetime.fromtimestamp(slot.starts_at, UTC)
            assert starts_at.astimezone(zones[slot.site]).date() == day
            assert slot.ends_at - slot.starts_at == wish.minutes * 60
            assert slot.therapists, "a time that nobody gives"
            found |= {(starts_at, therapist, slot.site) for therapist in slot.therapists}
    return found


def calendars(clinic: Clinic) -> Calendars:
    """What `bookings.calendars.load` makes of the rows."""
    schedule = _schedule(clinic)
    counting = [b for b in clinic.busy if b.runs_out_at is None or b.runs_out_at > clinic.now]
    therapists = {
        key: replace(
            schedule.calendar(key),
            busy=_taken(busy for busy in counting if busy.person == key),
            visits=[Visit(*_treatment(busy)) for busy in counting if busy.person == key],
        )
        for key in schedule.keys
    }
    rooms = [
        ClinicRoom(room.key, room.kinds, room.place, _taken(b for b in counting if b.chamber == room.key))
        for room in clinic.chambers
    ]
    policy = BookingPolicy(
        min_notice_minutes=clinic.notice_minutes,
        horizon_days=clinic.horizon_days,
        slot_step_minutes=clinic.step,
    )
    givers = {SERVICE: frozenset(person.key for person in clinic.people if person.gives)}
    return Calendars(therapists, schedule.zones, rooms, givers, policy, clinic.now)


def _schedule(clinic: Clinic) -> Schedule:
    rules: dict[tuple[int, int], list[WeeklyRule]] = defaultdict(list)
    for hours in clinic.hours:
        rules[hours.person, hours.place].append(
            WeeklyRule(
                hours.weekday, hours.start, hours.end, hours.valid_from, hours.valid_until, hours.every_weeks
            )
        )
    overrides: dict[tuple[int, int], dict[date, list[tuple[int, int]]]] = defaultdict(dict)
    for override in clinic.overrides:
        overrides[override.person, override.place][override.day] = list(override.spans)
    away: dict[tuple[int | None, int | None], list[tuple[int, int]]] = defaultdict(list)
    for off in clinic.off:
        away[off.person, off.place].append((_seconds(off.starts_at), _seconds(off.ends_at)))
    return Schedule(
        first=clinic.wish.first,
        last=clinic.wish.last,
        zones={place.key: ZoneInfo(place.zone) for place in clinic.places},
        limits={person.key: Limits(is_adjacent=True) for person in clinic.people if person.adjacent},
        rules=rules,
        overrides=overrides,
        away={key: IntervalSet.of_pairs(spans) for key, spans in away.items()},
    )


def _taken(busy: Iterable[Busy]) -> IntervalSet:
    return IntervalSet.of_pairs(
        (start - one.before * 60, end + one.after * 60) for one in busy for start, end in [_treatment(one)]
    )


def _treatment(busy: Busy) -> tuple[int, int]:
    start = _seconds(busy.starts_at)
    return start, start + busy.minutes * 60


def _seconds(at: datetime) -> int:
    return int(at.timestamp())

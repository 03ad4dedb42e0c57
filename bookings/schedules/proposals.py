"""Where visits could go that lie in a time about to be closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bookings import calendars
from bookings.appointments.place import buffers
from bookings.availability.intervals import IntervalSet
from bookings.availability.slots import Slot
from bookings.calendars import Calendars
from bookings.models import Appointment, Clinic, Location, Therapist
from bookings.schedules.absences import Absence

NEAR, FAR = timedelta(days=7), timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another time for a visit, in UTC, with somebody, somewhere."""

    starts_at: datetime
    time_zone: str
    therapist: str
    therapist_name: str
    location: str
    location_name: str
    is_same_therapist: bool


def propose(
    *, clinic: Clinic, visits: Sequence[Appointment], absences: Sequence[Absence], now: datetime
) -> dict[str, Proposal]:
    """For each visit, by its public id, the nearest free time outside the absences; no two get the same.

    The same therapist if they are free within a week of it, else whoever is free soonest. Visits for which
    four weeks hold nothing are left out. The same number of queries for any number of visits.
    """
    if not visits:
        return {}
    days = [visit.starts_at.astimezone(UTC).date() for visit in visits]
    services = list({visit.option.service_id: visit.option.service for visit in visits}.values())
    open_times = calendars.load(
        clinic=clinic, services=services, first=min(days) - NEAR, last=max(days) + FAR, now=now
    ).without_notice()
    open_times = _without(open_times, absences)
    people = Therapist.objects.in_bulk(list(open_times.therapists))
    sites = Location.objects.in_bulk(list(open_times.zones))
    found: dict[str, Proposal] = {}
    for visit in visits:
        choice = _nearest(open_times, visit)
        if choice is None:
            continue
        slot, key = choice
        found[visit.public_id] = _proposal(slot, people[key], sites[slot.site], visit)
        open_times = _with(open_times, visit, slot, key)
    return found


def _nearest(open_times: Calendars, visit: Appointment) -> tuple[Slot, int] | None:
    at, own = visit.starts_at.timestamp(), visit.therapist_id
    day = visit.starts_at.astimezone(UTC).date()

    def distance(slot: Slot) -> float:
        return abs(slot.starts_at - at)

    near = _slots(open_times, visit, day - NEAR, day + NEAR)
    if same := [slot for slot in near if own in slot.therapists]:
        return min(same, key=distance), own
    if others := near or _slots(open_times, visit, day + NEAR, day + FAR):
        slot = min(others, key=distance)
        return slot, own if own in slot.therapists else slot.therapists[0]
    return None


def _slots(open_times: Calendars, visit: Appointment, first: date, last: date) -> list[Slot]:
    days = open_times.slots(visit.option, first, last)
    return [slot for slots in days.values() for slot in slots]


def _without(open_times: Calendars, absences: Iterable[Absence]) -> Calendars:
    """The same with the absences taken out of the working hours."""
    spans: Mapping[int, dict[int, IntervalSet]] = {
        key: dict(calendar.working) for key, calendar in open_times.therapists.items()
    }
    for absence in absences:
        off = IntervalSet.of_pairs([(int(absence.starts_at.timestamp()), int(absence.ends_at.timestamp()))])
        for key, working in spans.items():
            for site, hours in working.items():
                if absence.covers(key, site):
                    working[site] = hours - off
    therapists = {
        key: replace(calendar, working=spans[key]) for key, calendar in open_times.therapists.items()
    }
    return replace(open_times, therapists=therapists)


def _with(open_times: Calendars, visit: Appointment, slot: Slot, therapist: int) -> Calendars:
    """The same as if the visit were there: its therapist and a room are taken."""
    before, after = buffers(visit.option)
    starts_at = datetime.fromtimestamp(slot.starts_at, UTC)
    taken = IntervalSet.of_pairs(
        [(slot.starts_at - int(before.total_seconds()), slot.ends_at + int(after.total_seconds()))]
    )
    room = open_times.free_rooms(visit.option, slot.site, starts_at)[0]
    rooms = [replace(one, busy=one.busy | taken) if one.key == room else one for one in open_times.rooms]
    calendar = open_times.therapists[therapist]
    therapists = {**open_times.therapists, therapist: replace(calendar, busy=calendar.busy | taken)}
    return replace(open_times, rooms=rooms, therapists=therapists)


def _proposal(slot: Slot, therapist: Therapist, site: Location, visit: Appointment) -> Proposal:
    return Proposal(
        starts_at=datetime.fromtimestamp(slot.starts_at, UTC),
        time_zone=site.time_zone,
        therapist=therapist.public_id,
        therapist_name=therapist.full_name,
        location=site.public_id,
        location_name=site.name,
        is_same_therapist=therapist.pk == visit.therapist_id,
    )

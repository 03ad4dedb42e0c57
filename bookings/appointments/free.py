"""Working hours that nothing fills yet, for the page of a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from bookings import calendars
from bookings.models import Clinic, Location, Service, Therapist


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A stretch of a therapist's working hours in which nothing is booked. Instants in UTC."""

    therapist: str
    therapist_id: str
    location: str
    time_zone: str
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def free_times(
    *,
    clinic: Clinic,
    day: date,
    start: datetime,
    end: datetime,
    now: datetime,
    therapist: Therapist | None = None,
) -> list[FreeTime]:
    """What is left of the working hours of `day` between `start` (or the next step of the clock) and `end`.

    Stretches of at least one step of the clinic's clock, in order of time. Five queries.
    """
    services = list(Service.objects.filter(clinic=clinic, is_active=True))
    loaded = calendars.load(
        clinic=clinic, services=services, first=day, last=day, now=now, therapist=therapist
    )
    names = {t.pk: t for t in Therapist.objects.filter(pk__in=loaded.therapists.keys())}
    sites = {s.pk: s for s in Location.objects.filter(pk__in=loaded.zones.keys())}
    step = clinic.policy.slot_step_minutes * 60
    low, high = max(start.timestamp(), -(-now.timestamp() // step) * step), int(end.timestamp())
    found = [
        (max(first, low), min(last, high), key, site)
        for key, calendar in loaded.therapists.items()
        for site, hours in calendar.working.items()
        for first, last in (hours - calendar.busy).pairs()
        if min(last, high) - max(first, low) >= step
    ]
    return [
        FreeTime(
            therapist=names[key].full_name,
            therapist_id=names[key].public_id,
            location=sites[site].name,
            time_zone=sites[site].time_zone,
            starts_at=datetime.fromtimestamp(first, UTC),
            ends_at=datetime.fromtimestamp(last, UTC),
        )
        for first, last, key, site in sorted(found)
    ]

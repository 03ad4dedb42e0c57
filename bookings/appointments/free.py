"""Working hours that nothing fills yet, for the page of a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings import calendars
from bookings.availability.hours import begins_at, start_grid
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
    *, clinic: Clinic, day: date, now: datetime, therapist: Therapist | None = None
) -> list[FreeTime]:
    """What is left of the working hours of `day`, a date of the clinic; of today from the next step of the clock on.

    Stretches of at least one step of the clinic's clock, in order of time. Five queries.
    """
    services = list(Service.objects.filter(clinic=clinic, is_active=True))
    loaded = calendars.load(
        clinic=clinic, services=services, first=day, last=day, now=now, therapist=therapist
    )
    names = {t.pk: t for t in Therapist.objects.filter(pk__in=loaded.therapists.keys())}
    sites = {s.pk: s for s in Location.objects.filter(pk__in=loaded.zones.keys())}
    zone, minutes = ZoneInfo(clinic.time_zone), clinic.policy.slot_step_minutes
    step, high = minutes * 60, int(begins_at(day + timedelta(days=1), zone).timestamp())
    low = next((at for at in start_grid(zone, day, minutes) if at >= now.timestamp()), high)
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

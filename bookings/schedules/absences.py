"""What is about to be closed, and the visits that lie in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from bookings.availability.hours import instant
from bookings.models import Appointment, Clinic, Location, Therapist, TimeOff

Status = Appointment.Status
# What is still to take place; who is in the room already is not sent home by a calendar.
COMING = (Status.PENDING, Status.BOOKED)


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody's time off, or everyone's (no therapist), somewhere or everywhere (no location); [start, end)."""

    starts_at: datetime
    ends_at: datetime
    therapist: Therapist | None = None
    location: Location | None = None
    reason: str = ""
    is_holiday: bool = False

    @classmethod
    def of(cls, row: TimeOff) -> "Absence":
        return cls(row.starts_at, row.ends_at, row.therapist, row.location, row.reason, row.is_holiday)

    def covers(self, therapist: int, location: int) -> bool:
        """Whether it is theirs, there."""
        return (self.therapist is None or self.therapist.pk == therapist) and (
            self.location is None or self.location.pk == location
        )


def between(zone: str, first: date, last: date, start: int = 0, end: int = 1440) -> tuple[datetime, datetime]:
    """From a minute of `first` to a minute of `last` on the wall of the zone; whole days unless they are named."""
    wall = ZoneInfo(zone)
    bounds = instant(wall, first, start, "start"), instant(wall, last, end, "end")
    starts_at, ends_at = (datetime.fromtimestamp(bound, wall) for bound in bounds)
    return starts_at, ends_at


def visits_inside(
    *, clinic: Clinic, absences: Sequence[Absence], now: datetime, therapist: Therapist | None = None
) -> list[Appointment]:
    """The coming visits that overlap any of the absences, in order of time; of one therapist if named. One query."""
    inside = Q(pk__in=[])
    for absence in absences:
        one = Q(starts_at__lt=absence.ends_at, ends_at__gt=absence.starts_at)
        one &= Q(starts_at__gt=absence.starts_at - timedelta(days=1))
        if absence.therapist:
            one &= Q(therapist=absence.therapist)
        if absence.location:
            one &= Q(location=absence.location)
        inside |= one
    rows = Appointment.objects.filter(inside, clinic=clinic, status__in=COMING, starts_at__gt=now)
    if therapist:
        rows = rows.filter(therapist=therapist)
    related = rows.select_related(
        "option__service", "option__clinic__policy", "therapist", "location", "patient__clinic",
        "patient__guardian",
    )  # fmt: skip
    return list(related.defer("reason").order_by("starts_at", "pk"))

"""How much of the working hours was booked, by therapist and week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import DurationField, ExpressionWrapper, F, Sum
from django.db.models.functions import TruncWeek

from bookings.availability.intervals import Interval, IntervalSet
from bookings.calendars.schedules import Schedule, read_plan
from bookings.models import Appointment, Clinic, Service, Therapist
from bookings.reports.span import Span, share

Status = Appointment.Status
BOOKED = (Status.PENDING, Status.BOOKED, Status.ARRIVED, Status.FULFILLED)


@dataclass(frozen=True, slots=True)
class WeekOf:
    """A therapist's week from `monday` on, in minutes.

    `worked` are hours less time off; `booked` treatments, buffers not counted; `missed` those who did not come.
    """

    monday: date
    therapist: str
    worked: int
    booked: int
    missed: int

    @property
    def share(self) -> float | None:
        """Booked minutes of those worked; None without any."""
        return share(self.booked, self.worked)


def utilisation(clinic: Clinic, span: Span, therapist: Therapist | None = None) -> list[WeekOf]:
    """Each week in which somebody worked or was booked, by date and name: four queries."""
    services = list(Service.objects.filter(clinic=clinic))
    plan = read_plan(clinic=clinic, services=services, first=span.first, last=span.last, therapist=therapist)
    people = Therapist.objects.filter(clinic=clinic)
    names = {p.pk: p.full_name for p in (people.filter(pk=therapist.pk) if therapist else people)}
    worked = _worked(plan.schedule, span)
    treated = _treated(clinic, span, therapist)
    lines = [
        WeekOf(monday, names[key], worked.get((key, monday), 0), *treated.get((key, monday), (0, 0)))
        for key, monday in worked.keys() | treated.keys()
        if key in names
    ]
    return sorted(lines, key=lambda line: (line.monday, line.therapist))


def _worked(schedule: Schedule, span: Span) -> Mapping[tuple[int, date], int]:
    found: dict[tuple[int, date], int] = {}
    for key in schedule.keys:
        hours = IntervalSet()
        for working in schedule.calendar(key).working.values():
            hours = hours | working
        for monday, start, end in span.weeks():
            week = hours & IntervalSet([Interval(int(start.timestamp()), int(end.timestamp()))])
            if minutes := sum(last - first for first, last in week.pairs()) // 60:
                found[key, monday] = minutes
    return found


def _treated(
    clinic: Clinic, span: Span, therapist: Therapist | None
) -> Mapping[tuple[int, date], tuple[int, int]]:
    """Minutes booked and minutes missed: one query, a row for each therapist, week and status."""
    rows = Appointment.objects.filter(
        clinic=clinic,
        starts_at__gte=span.starts_at,
        starts_at__lt=span.ends_at,
        status__in=[*BOOKED, Status.NO_SHOW],
    )
    rows = rows.filter(therapist=therapist) if therapist else rows
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    found: dict[tuple[int, date], tuple[int, int]] = {}
    for key, week, status, total in (
        rows.order_by()
        .annotate(week=TruncWeek("starts_at", tzinfo=span.zone))
        .values_list("therapist", "week", "status")
        .annotate(total=Sum(length))
    ):
        minutes = int(total.total_seconds()) // 60
        booked, missed = found.get((key, week.date()), (0, 0))
        is_missed = status == Status.NO_SHOW
        found[key, week.date()] = (booked + minutes * (not is_missed), missed + minutes * is_missed)
    return found

"""One day of a clinic, as its staff see it: a read across tables, frozen for a page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.appointments.free import FreeTime, free_times
from bookings.availability.hours import begins_at
from bookings.models import Appointment, Clinic, Membership, Therapist, User
from bookings.models.appointments import NEVER_BOOKED
from bookings.models.querysets import AppointmentQuerySet

Status = Appointment.Status
# What staff call the states whose own names speak to the patient.
AT_THE_DESK: dict[str, Promise] = {Status.PENDING: _("Request"), Status.HELD: _("Being booked")}


def label_at_the_desk(status: str) -> str:
    return str(AT_THE_DESK.get(status) or Status(status).label)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One line of the day. Instants in UTC, to be shown in `time_zone`. A `is_busy_only` line names no patient."""

    public_id: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    minutes: int
    status: str
    status_label: str
    therapist: str
    therapist_id: str
    room: str
    location: str
    service: str
    patient: str
    patient_id: str
    is_first_visit: bool
    is_confirmed: bool
    is_late_cancel: bool
    is_busy_only: bool
    is_offered: bool

    def is_on_at(self, now: datetime) -> bool:
        """Whether it takes place, or should, at `now`."""
        return self.status in (Status.BOOKED, Status.ARRIVED) and self.starts_at <= now < self.ends_at

    def is_expected_after(self, now: datetime) -> bool:
        return self.status in (Status.BOOKED, Status.ARRIVED) and self.starts_at > now


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The day from midnight to midnight in the clinic's zone, in order of time."""

    day: date
    time_zone: str
    entries: tuple[DayEntry, ...]
    cancelled: tuple[DayEntry, ...]
    free: tuple[FreeTime, ...]
    now: datetime

    @property
    def expected(self) -> int:
        """How many visits the day has, those that did not come left out."""
        return sum(not e.is_busy_only and e.status in (Status.BOOKED, Status.ARRIVED, Status.FULFILLED)
                   for e in self.entries)  # fmt: skip

    @property
    def done(self) -> int:
        return sum(not e.is_busy_only and e.status == Status.FULFILLED for e in self.entries)

    @property
    def no_shows(self) -> int:
        return sum(not e.is_busy_only and e.status == Status.NO_SHOW for e in self.entries)

    @property
    def pending(self) -> tuple[DayEntry, ...]:
        return tuple(e for e in self.entries if e.status == Status.PENDING and not e.is_busy_only)

    @property
    def free_by_therapist(self) -> list[FreeTime]:
        return sorted(self.free, key=lambda free: (free.therapist, free.starts_at))

    @property
    def current(self) -> tuple[DayEntry, ...]:
        return tuple(e for e in self.entries if not e.is_busy_only and e.is_on_at(self.now))

    @property
    def next(self) -> DayEntry | None:
        return next((e for e in self.entries if not e.is_busy_only and e.is_expected_after(self.now)), None)


def day_sheet(
    *, clinic: Clinic, day: date, now: datetime, user: User, therapist: Therapist | None = None
) -> DaySheet:
    """What `user` may see of a day: another therapist's appointments are busy times without a name.

    Seven queries at most, however full the day is.
    """
    zone = ZoneInfo(clinic.time_zone)
    start, end = begins_at(day, zone), begins_at(day + timedelta(days=1), zone)
    sees_all = Membership.objects.filter(
        clinic=clinic, user=user, role__in=[Membership.Role.OWNER, Membership.Role.RECEPTION]
    ).exists()
    rows = _rows(clinic, start, end, now)
    if therapist:
        rows = rows.filter(therapist=therapist)
    lines = [_entry(row, sees_all or row.therapist.user_id == user.pk) for row in rows]
    free = free_times(clinic=clinic, day=day, now=now, therapist=therapist) if end > now else ()
    return DaySheet(
        day=day,
        time_zone=clinic.time_zone,
        entries=tuple(line for line in lines if line.status != Status.CANCELLED),
        cancelled=tuple(line for line in lines if line.status == Status.CANCELLED and not line.is_busy_only),
        free=tuple(free),
        now=now,
    )


def _rows(clinic: Clinic, start: datetime, end: datetime, now: datetime) -> AppointmentQuerySet:
    return (
        Appointment.objects.of_clinic(clinic)
        .starting_within(start, end)
        .without_expired_holds(now)
        .exclude(cancellation_reason__in=NEVER_BOOKED)
        .select_related("therapist", "room", "location", "patient", "option__service")
        .defer("reason")
        .telling_first_visits()
        .order_by("starts_at", "therapist__first_name", "pk")
    )


def _entry(row: Appointment, in_the_clear: bool) -> DayEntry:
    patient = row.patient if in_the_clear else None
    return DayEntry(
        public_id=row.public_id if in_the_clear else "",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        minutes=row.minutes,
        status=row.status,
        status_label=label_at_the_desk(row.status),
        therapist=row.therapist.full_name,
        therapist_id=row.therapist.public_id,
        room=row.room.name,
        location=row.location.name,
        service=row.option.service.name if in_the_clear else "",
        patient=patient.full_name if patient else "",
        patient_id=patient.public_id if patient else "",
        is_first_visit=patient is not None and not row.has_earlier,  # type: ignore[attr-defined]
        is_confirmed=row.confirmed_at is not None,
        is_late_cancel=row.is_late_cancel,
        is_busy_only=not in_the_clear,
        is_offered=row.source == Appointment.Source.WAITLIST and row.status == Status.HELD,
    )

"""The visits, holds and columns of a calendar: a read across tables, frozen for a door."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from bookings.appointments.board.shades import Hours, Shade, hours_of
from bookings.appointments.board.span import Span
from bookings.appointments.day import label_at_the_desk
from bookings.calendars.schedules import read_plan
from bookings.models import Appointment, Clinic, Location, Room, Service, Therapist, User
from bookings.models.appointments import LONGEST

Status = Appointment.Status
# More than a day of a hundred therapists; whoever books more than that sees the first so many, and is told.
MOST_ENTRIES = 1500
SHOWN = tuple(status for status in Status if status != Status.CANCELLED)
FIELDS = (
    "public_id", "revision", "status", "starts_at", "ends_at", "occupies_from", "occupies_until", "confirmed_at",
    "source", "therapist__public_id", "therapist__user_id", "therapist__first_name", "therapist__last_name",
    "room__public_id", "room__name", "location__public_id", "option__public_id", "option__service__public_id",
    "option__service__name", "patient__first_name", "patient__last_name", "series__made_for", "has_earlier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit or hold. Instants in UTC. One that `is_busy_only` names nobody and has no public id."""

    public_id: str
    revision: int
    starts_at: datetime
    ends_at: datetime
    occupies_from: datetime
    occupies_until: datetime
    status: str
    status_label: str
    therapist_id: str
    therapist: str
    room_id: str
    room: str
    location_id: str
    service_id: str
    service: str
    option_id: str
    patient: str
    is_busy_only: bool
    is_movable: bool
    is_of_plan: bool
    is_first_visit: bool
    is_confirmed: bool
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A therapist or a room, in the order in which they stand; `key` is what shades are named by."""

    public_id: str
    key: int
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that a calendar draws. `is_cut` if there is more than `MOST_ENTRIES`."""

    span: Span
    entries: tuple[Entry, ...]
    people: tuple[Column, ...]
    rooms: tuple[Column, ...]
    hours: Hours
    is_cut: bool

    def shades(self, *, of_rooms: bool) -> Iterator[tuple[Column, Shade]]:
        """What is shaded in each column."""
        by_column: dict[int, list[Shade]] = {}
        for shade in self.hours.places if of_rooms else self.hours.people:
            by_column.setdefault(shade.column, []).append(shade)
        for column in self.rooms if of_rooms else self.people:
            for shade in by_column.get(column.key, ()):
                yield column, shade

    def minutes(self) -> tuple[int, int]:
        """The part of the day in which anything is, on the wall: minutes after midnight."""
        spans = [self.span.minutes_of(entry.starts_at, entry.ends_at) for entry in self.entries]
        for working in self.hours.working.values():
            for start, end in working.pairs():
                first, last = (datetime.fromtimestamp(at, self.span.zone) for at in (start, end))
                spans.append(self.span.minutes_of(first, last))
        return min((start for start, _ in spans), default=8 * 60), max(
            (end for _, end in spans), default=18 * 60
        )


def read_board(
    *,
    clinic: Clinic,
    span: Span,
    now: datetime,
    user: User,
    sees_all: bool,
    therapist: Therapist | None = None,
    location: Location | None = None,
) -> Board:
    """What `user` may see of these dates: without `sees_all`, other therapists' visits are busy times without a name.

    `therapist` and `location` leave out everything else. Five queries, however full the days are.
    """
    rows = _rows(clinic, span, now, therapist, location)
    entries = tuple(_entry(row, sees_all or row.therapist__user_id == user.pk) for row in rows[:MOST_ENTRIES])
    services = list(Service.objects.filter(clinic=clinic, is_active=True))
    plan = read_plan(
        clinic=clinic,
        services=services,
        first=span.first,
        last=span.last,
        therapist=therapist,
        location=location,
    )
    hours = hours_of(plan.schedule, span)
    return Board(
        span=span,
        entries=entries,
        people=_people(clinic, therapist, hours, {entry.therapist_id for entry in entries}),
        rooms=_rooms(clinic, location, {entry.room_id for entry in entries}),
        hours=hours,
        is_cut=len(rows) > MOST_ENTRIES,
    )


def _rows(
    clinic: Clinic, span: Span, now: datetime, therapist: Therapist | None, location: Location | None
) -> list[Any]:
    rows = (
        Appointment.objects.of_clinic(clinic)
        .starting_within(span.start - LONGEST, span.end)
        .filter(ends_at__gt=span.start, status__in=SHOWN)
        .without_expired_holds(now)
        .telling_first_visits()
        .order_by("starts_at", "pk")
    )
    if therapist:
        rows = rows.filter(therapist=therapist)
    if location:
        rows = rows.filter(location=location)
    return list(rows.values_list(*FIELDS, named=True)[: MOST_ENTRIES + 1])


def _entry(row: Any, in_the_clear: bool) -> Entry:
    names = (row.patient__first_name or "", row.patient__last_name or "")
    patient = " ".join(name for name in names if name) if in_the_clear else ""
    return Entry(
        public_id=row.public_id if in_the_clear else "",
        revision=row.revision,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        occupies_from=row.occupies_from,
        occupies_until=row.occupies_until,
        status=row.status,
        status_label=label_at_the_desk(row.status),
        therapist_id=row.therapist__public_id,
        therapist=f"{row.therapist__first_name} {row.therapist__last_name}".strip(),
        room_id=row.room__public_id,
        room=row.room__name,
        location_id=row.location__public_id,
        service_id=row.option__service__public_id if in_the_clear else "",
        service=row.option__service__name if in_the_clear else "",
        option_id=row.option__public_id if in_the_clear else "",
        patient=patient,
        is_busy_only=not in_the_clear,
        is_movable=in_the_clear and row.status in (Status.BOOKED, Status.PENDING),
        is_of_plan=in_the_clear and bool(row.series__made_for),
        is_first_visit=bool(patient) and not row.has_earlier,
        is_confirmed=row.confirmed_at is not None,
        is_offered=row.source == Appointment.Source.WAITLIST and row.status == Status.HELD,
    )


def _people(
    clinic: Clinic, therapist: Therapist | None, hours: Hours, with_visits: set[str]
) -> tuple[Column, ...]:
    """Those who work or have a visit then, also who treats here no more; everybody who does if nobody has."""
    here = Q(is_active=True) | Q(public_id__in=with_visits)
    rows = [therapist] if therapist else list(Therapist.objects.filter(here, clinic=clinic))
    there = [row for row in rows if row.pk in hours.working or row.public_id in with_visits]
    return tuple(Column(row.public_id, row.pk, row.full_name, "") for row in there or rows)


def _rooms(clinic: Clinic, location: Location | None, with_visits: set[str]) -> tuple[Column, ...]:
    here = Q(is_active=True) | Q(public_id__in=with_visits)
    rows = Room.objects.filter(here, clinic=clinic).select_related("location")
    if location:
        rows = rows.filter(location=location)
    rows = rows.order_by("location__name", "name", "pk")
    return tuple(Column(row.public_id, row.location_id, row.name, row.location.name) for row in rows)

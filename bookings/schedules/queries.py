"""What is closed and who is off, as pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bookings import wording
from bookings.models import Appointment, Clinic, Therapist, TimeOff
from bookings.notifications.recipients import recipient_of
from bookings.schedules.absences import COMING
from bookings.schedules.proposals import Proposal


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """A time off or closure. `who` is empty for everyone, `where` for everywhere; `inside` counts coming visits."""

    public_id: str
    who: str
    where: str
    when: str
    reason: str
    is_holiday: bool
    inside: int


@dataclass(frozen=True, slots=True)
class HitLine:
    """A visit in a closed time and where it could go."""

    public_id: str
    starts_at: datetime
    time_zone: str
    patient: str
    can_be_told: bool
    service: str
    minutes: int
    therapist: str
    proposal: Proposal | None


def time_off_of(clinic: Clinic, therapist: Therapist | None = None) -> QuerySet[TimeOff]:
    """The clinic's, or what one therapist may change: their own."""
    rows = TimeOff.objects.filter(clinic=clinic).select_related("therapist", "location", "clinic")
    return rows.filter(therapist=therapist) if therapist else rows


def absence_lines(*, clinic: Clinic, now: datetime, therapist: Therapist | None = None) -> list[AbsenceLine]:
    """What is not over yet, in order of time; of one therapist if named. One query."""
    rows = time_off_of(clinic, therapist).filter(ends_at__gt=now).annotate(inside=_inside(now))
    return [
        AbsenceLine(
            public_id=row.public_id,
            who=row.therapist.full_name if row.therapist else "",
            where=row.location.name if row.location else "",
            when=span(row.starts_at, row.ends_at, (row.location or clinic).time_zone),
            reason=row.reason,
            is_holiday=row.is_holiday,
            inside=row.inside or 0,
        )
        for row in rows.order_by("starts_at", "pk")
    ]


def hit_lines(visits: Sequence[Appointment], proposals: Mapping[str, Proposal]) -> list[HitLine]:
    return [
        HitLine(
            public_id=visit.public_id,
            starts_at=visit.starts_at,
            time_zone=visit.time_zone,
            patient=visit.patient.full_name if visit.patient else "",
            can_be_told=bool(visit.patient and recipient_of(visit.patient).email),
            service=visit.option.service.name,
            minutes=visit.minutes,
            therapist=visit.therapist.full_name,
            proposal=proposals.get(visit.public_id),
        )
        for visit in visits
    ]


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Thursday, December 24, 2026; or from when to when, if it is not one whole day."""
    first, last = wording.wall(starts_at, zone), wording.wall(ends_at, zone)
    start, end = wording.day(first.date(), year=True), wording.day(last.date(), year=True)
    if first.time() == last.time() == time():
        end = wording.day(last.date() - timedelta(days=1), year=True)
        return start if start == end else f"{start} – {end}"
    until = wording.time_of_day(ends_at, zone)
    until = until if first.date() == last.date() else f"{end}, {until}"
    return f"{start}, {wording.time_of_day(starts_at, zone)} – {until}"


def with_hits(rows: QuerySet[TimeOff], now: datetime) -> QuerySet[TimeOff]:
    """The rows with `hits`, the public ids of the coming visits inside, in order of time."""
    visits = _coming_inside(now).order_by("starts_at", "pk").values("public_id")
    return rows.annotate(hits=ArraySubquery(visits))


def _inside(now: datetime) -> Subquery:
    visits = _coming_inside(now).order_by().values("clinic")
    return Subquery(visits.annotate(number=Count("pk")).values("number"))


def _coming_inside(now: datetime) -> QuerySet[Appointment]:
    """The visits inside the time off of the outer query."""
    return Appointment.objects.filter(
        clinic=OuterRef("clinic"),
        status__in=COMING,
        therapist=Coalesce(OuterRef("therapist"), F("therapist")),
        location=Coalesce(OuterRef("location"), F("location")),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
        starts_at__gt=now,
    )

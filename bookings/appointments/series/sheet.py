"""A series as pages show it: every date that was ever booked, and which of them may be changed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.appointments.series.scope import Scope
from bookings.models import Appointment, Clinic, Series, User
from bookings.models.appointments import NEVER_BOOKED
from bookings.notifications.recipients import recipient_of

Status = Appointment.Status
NAMES = ("patient__clinic", "patient__guardian", "option__service")


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date. `number` counts those that were not called off, from 1; None for one that was.

    `days_since` is from the date numbered before. `public_id` is empty unless the one who looks may act on it.
    """

    public_id: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    therapist: str
    status: str
    status_label: str
    number: int | None
    days_since: int | None
    is_chosen: bool
    is_ahead: bool
    is_treated: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of dates that were sent to the patient: `state` is waiting, accepted, others, withdrawn or over."""

    state: str
    until: datetime

    @property
    def is_booked(self) -> bool:
        return self.state == Series.Answer.ACCEPTED


@dataclass(frozen=True, slots=True)
class SeriesSheet:
    """The dates in order of time. `made_for` is the public id of a treatment plan, or empty.

    With `sending` the dates were sent to the patient; before these said yes they are only held.
    """

    public_id: str
    made_for: str
    patient: str
    patient_id: str
    has_email: bool
    service: str
    minutes: int
    dates: tuple[SeriesDate, ...]
    sending: "Sending | None" = None

    @property
    def total(self) -> int:
        return sum(date.number is not None for date in self.dates)

    @property
    def chosen(self) -> SeriesDate | None:
        return next((date for date in self.dates if date.is_chosen), None)

    @property
    def others_ahead(self) -> tuple[SeriesDate, ...]:
        return tuple(date for date in self.dates if date.is_ahead and not date.is_chosen)

    @property
    def is_treated(self) -> bool:
        """Whether the one who looks is the therapist of a date."""
        return any(date.is_treated for date in self.dates)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """How far a change of the chosen date may reach: only over dates that the one who looks may act on."""
        if self.chosen is None or not self.chosen.is_ahead:
            return (Scope.THIS,)
        following = [date for date in self.others_ahead if date.starts_at >= self.chosen.starts_at]
        reach = {Scope.FOLLOWING: following}
        if len(self.others_ahead) > len(following):
            reach[Scope.ALL] = list(self.others_ahead)
        wider = (scope for scope, dates in reach.items() if dates and all(date.public_id for date in dates))
        return Scope.THIS, *wider


def series_at_desk(user: User, clinic: Clinic, public_id: str, now: datetime) -> SeriesSheet:
    """One of `clinic` with a date that `user` may act on. Raises Series.DoesNotExist otherwise. Three queries."""
    within_reach = Appointment.objects.editable_by(user).filter(series__public_id=public_id)
    rows = Series.objects.filter(clinic=clinic, pk__in=within_reach.values("series"))
    series = rows.select_related(*NAMES).get(public_id=public_id)
    return _sheet(series, user, now)


def series_of(appointment: Appointment, now: datetime, user: User | None = None) -> SeriesSheet | None:
    """The series that the appointment is part of; None if it stands alone. Three queries at most."""
    if appointment.series_id is None:
        return None
    rows = Series.objects.select_related(*NAMES)
    return _sheet(rows.get(pk=appointment.series_id), user, now, appointment)


def _sheet(
    series: Series, user: User | None, now: datetime, chosen: Appointment | None = None
) -> SeriesSheet:
    sending = sending_of(series, now)
    rows = Appointment.objects.filter(series=series).select_related("therapist").defer("reason")
    if sending is None or sending.is_booked:
        rows = rows.filter(patient__isnull=False).exclude(status=Status.HELD)
        rows = rows.exclude(cancellation_reason__in=NEVER_BOOKED)
    editable = Appointment.objects.editable_by(user).filter(series=series) if user else None
    own = frozenset(editable.values_list("pk", flat=True)) if editable is not None else frozenset()
    patient = series.patient
    return SeriesSheet(
        public_id=series.public_id,
        made_for=series.made_for,
        patient=patient.full_name if patient else "",
        patient_id=patient.public_id if patient else "",
        has_email=bool(patient and recipient_of(patient).email),
        service=series.option.service.name,
        minutes=series.option.minutes,
        dates=tuple(_dates(list(rows.order_by("starts_at", "pk")), own, user, now, chosen)),
        sending=sending,
    )


def sending_of(series: Series, now: datetime) -> Sending | None:
    """What became of the series' being sent; None if it never was."""
    if series.sent_until is None:
        return None
    return Sending(series.answer or ("waiting" if series.is_waiting(now) else "over"), series.sent_until)


def _dates(
    rows: Sequence[Appointment],
    own: frozenset[int],
    user: User | None,
    now: datetime,
    chosen: Appointment | None,
) -> list[SeriesDate]:
    dates: list[SeriesDate] = []
    number, before = 0, None
    for row in rows:
        counts = row.status != Status.CANCELLED
        day = row.starts_at.astimezone(ZoneInfo(row.time_zone)).date()
        number += counts
        dates.append(
            SeriesDate(
                public_id=row.public_id if row.pk in own else "",
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                time_zone=row.time_zone,
                therapist=row.therapist.full_name,
                status=row.status,
                status_label=row.get_status_display(),
                number=number if counts else None,
                days_since=(day - before).days if counts and before else None,
                is_chosen=chosen is not None and row.pk == chosen.pk,
                is_ahead=row.is_live and row.starts_at > now,
                is_treated=user is not None and row.therapist.user_id == user.pk,
            )
        )
        before = day if counts else before
    return dates

"""One appointment, as a door shows it: fetched by those who may see it, with its story in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from bookings.models import Appointment, AppointmentEvent, Clinic, User
from bookings.models.querysets import AppointmentQuerySet


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit in a list. Its start in UTC, to be shown in `time_zone`."""

    public_id: str
    starts_at: datetime
    time_zone: str
    minutes: int
    service: str
    therapist: str
    location: str
    status: str
    status_label: str


def facts_of(row: Appointment) -> dict[str, Any]:
    """What a VisitLine is made of, and the lines that say more."""
    return {
        "public_id": row.public_id, "starts_at": row.starts_at, "time_zone": row.time_zone, "minutes": row.minutes,
        "service": row.option.service.name, "therapist": row.therapist.full_name, "location": row.location.name,
        "status": row.status, "status_label": str(row.get_status_display()),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened: `what` and `detail` are sentences, `who` a name or a role."""

    at: datetime
    kind: str
    what: str
    who: str
    detail: str
    revision: int


def manage_view(token: str) -> Appointment | None:
    """The appointment that a link opens, whatever became of it; None if the link never was one."""
    return _with_names(Appointment.objects.filter(token=token)).first()


def appointment_for(user: User, public_id: str) -> Appointment:
    """One that `user` may see. Raises Appointment.DoesNotExist otherwise, as if it were not there."""
    return _with_names(Appointment.objects.visible_to(user)).get(public_id=public_id)


def appointment_at_desk(user: User, clinic: Clinic, public_id: str) -> Appointment:
    """One of `clinic` that `user` may act on as staff. Raises Appointment.DoesNotExist otherwise."""
    rows = Appointment.objects.editable_by(user).of_clinic(clinic)
    return _with_names(rows).get(public_id=public_id)


def _with_names(rows: AppointmentQuerySet) -> AppointmentQuerySet:
    """Everything a page prints, but not `reason`: that is clinical, and read by `reason_for` alone."""
    return rows.select_related(
        "clinic__policy", "option__service", "therapist__user", "location", "room", "patient", "series"
    ).defer("reason")


def reason_for(user: User, appointment: Appointment) -> str | None:
    """What the patient wrote when booking, for the treating therapist; None for everybody else."""
    if appointment.therapist.user_id != user.pk:
        return None
    return appointment.reason or None


def history(appointment: Appointment) -> list[HistoryLine]:
    """What happened to it, the latest first. One query."""
    events = AppointmentEvent.objects.filter(appointment=appointment).select_related("user").order_by("-id")
    zone = ZoneInfo(appointment.time_zone)
    return [
        HistoryLine(
            at=event.at,
            kind=event.kind,
            what=event.get_kind_display(),
            who=str(event.user) if event.user else event.get_actor_display(),
            detail=_detail(event, zone),
            revision=event.revision,
        )
        for event in events
    ]


def _detail(event: AppointmentEvent, zone: ZoneInfo) -> str:
    data: Mapping[str, Any] = event.data
    parts: list[str] = []
    if event.kind in (AppointmentEvent.Kind.RESCHEDULED, AppointmentEvent.Kind.SWAPPED):
        before, after = _moment(data, "from", zone), _moment(data, "to", zone)
        if before and after:
            parts.append(_("from %(before)s to %(after)s") % {"before": before, "after": after})
    if reason := data.get("reason"):
        labels = dict(Appointment.CancelReason.choices)
        parts.append(str(labels.get(reason, reason)))
    if data.get("late"):
        parts.append(_("late"))
    if override := data.get("override_reason"):
        parts.append(_("outside the usual rules: %(why)s") % {"why": override})
    return ", ".join(parts)


def _moment(data: Mapping[str, Any], key: str, zone: ZoneInfo) -> str:
    value = data.get(key)
    at = parse_datetime(value) if isinstance(value, str) else None
    return formats.date_format(at.astimezone(zone), "DATETIME_FORMAT") if at else ""

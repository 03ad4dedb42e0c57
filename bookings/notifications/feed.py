"""A calendar that is subscribed to: what somebody has ahead and had lately, and not a word about the treatment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from bookings.models import Appointment, Membership, Patient, Therapist
from bookings.models.appointments import NEVER_BOOKED
from bookings.notifications.calendar import event_of
from bookings.notifications.names import alias_of, greeted

Status = Appointment.Status
# Whole days on either side of today, in UTC, so that the same day asks for the same rows.
BACK, AHEAD = timedelta(days=31), timedelta(days=366)
MOST = 1000
ASK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Feed:
    """The calendar as bytes, the same for the same rows on the same day, and since when it says that."""

    content: bytes
    changed_at: datetime
    language: str


def owner_of(token: str) -> Therapist | Patient | None:
    """Whose calendar this is; nobody's once they left, were switched off, or their record's time is over."""
    works_here = Membership.objects.filter(user=OuterRef("user"), clinic=OuterRef("clinic"))
    therapists = Therapist.objects.filter(Exists(works_here), is_active=True, user__is_active=True)
    therapist = therapists.select_related("clinic__policy", "user").filter(feed_token=token).first()
    if therapist:
        return therapist
    found = Patient.objects.filter(feed_token=token, emptied_at=None)
    patient: Patient | None = found.select_related("clinic__policy", "merged_into").first()
    if patient and patient.merged_into:
        patient.merged_into.clinic = patient.clinic
        return patient.merged_into
    return patient


def addresses_of(owner: Therapist | Patient | None) -> dict[str, str] | None:
    """Where the calendar is: as a page's address, and as the one that opens a calendar. None while there is none."""
    if owner is None or not owner.feed_token:
        return None
    https = settings.BASE_URL + reverse("portal:feed", args=[owner.feed_token])
    return {"https": https, "webcal": "webcal:" + https.partition(":")[2]}


def language_of(owner: Therapist | Patient) -> str:
    own = owner.language if isinstance(owner, Patient) else (owner.user.language if owner.user else "")
    return own or owner.clinic.language


def feed_of(owner: Therapist | Patient, now: datetime) -> Feed:
    """In the active language. One or two queries."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = list(_rows(owner, today))
    calendar = Calendar()
    calendar.add("prodid", "-//Tend//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", alias_of(owner.clinic))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for row in rows:
        row.clinic = owner.clinic
        calendar.add_component(_entry(owner, row))
    return Feed(calendar.to_ical(), _changed_at(rows, today), language_of(owner))


def _rows(owner: Therapist | Patient, today: datetime) -> QuerySet[Appointment]:
    """What was booked or asked for, with those that were called off: a calendar forgets only what it is told of."""
    rows = Appointment.objects.filter(
        starts_at__gte=today - BACK, starts_at__lt=today + AHEAD, patient__isnull=False
    )
    if isinstance(owner, Patient):
        rows = rows.filter(patient__in=owner.family_of_records())
    else:
        rows = rows.filter(therapist=owner)
    rows = rows.exclude(status=Status.HELD).exclude(cancellation_reason__in=NEVER_BOOKED)
    rows = rows.select_related("location", "patient").defer("reason").annotate(told_at=Max("events__at"))
    return rows.order_by("starts_at", "pk")[:MOST]


def _entry(owner: Therapist | Patient, row: Appointment) -> Event:
    stamp: datetime = row.told_at or row.created_at  # type: ignore[attr-defined]
    if isinstance(owner, Patient):
        return event_of(row, stamp, url=settings.BASE_URL + reverse("portal:me"))
    first_name = greeted(row.patient.first_name) if row.patient else ""
    return event_of(
        row,
        stamp,
        summary=_("Appointment: %(name)s") % {"name": first_name},
        url=settings.BASE_URL + reverse("dashboard:appointment", args=[row.public_id]),
    )


def _changed_at(rows: Sequence[Appointment], today: datetime) -> datetime:
    """The latest thing that happened to one of them, or the beginning of the day: each day shows other days."""
    return max([today, *(row.told_at for row in rows if row.told_at)])  # type: ignore[attr-defined]

"""Dates that were sent to patients and are not booked: what a plan's page and the day say of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from bookings.appointments.series.sheet import Sending, sending_of
from bookings.models import Appointment, Series, User

# Older wishes than these are no news any more.
NEWS_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SentDates:
    """The newest dates that were sent for a plan; `time_zone` is where they would take place."""

    id: str
    sending: Sending
    time_zone: str


@dataclass(frozen=True, slots=True)
class WishForOthers:
    """Somebody whom no date suited; `id` is that of the series."""

    id: str
    patient: str
    answered_at: datetime


def sent_for(made_for: str, now: datetime) -> SentDates | None:
    """What the patient was sent for a plan last, unless they took it or something newer was booked. One query."""
    series = Series.objects.filter(made_for=made_for).select_related("clinic").order_by("-pk").first()
    sending = sending_of(series, now) if series else None
    if series is None or sending is None or sending.is_booked:
        return None
    return SentDates(series.public_id, sending, series.clinic.time_zone)


def wishes_for_others(user: User, clinic_id: int, now: datetime) -> list[WishForOthers]:
    """Who asked for other dates and has not been sent or booked any since, of those whom `user` may act on. One query."""
    newer = Series.objects.filter(patient=OuterRef("patient"), pk__gt=OuterRef("pk"))
    own = Appointment.objects.editable_by(user).filter(series=OuterRef("pk"))
    rows = Series.objects.filter(
        ~Exists(newer),
        Exists(own),
        clinic=clinic_id,
        answer=Series.Answer.OTHERS,
        answered_at__gt=now - NEWS_FOR,
    )
    return [
        WishForOthers(one.public_id, one.patient.full_name, one.answered_at)
        for one in rows.select_related("patient").order_by("answered_at")
        if one.patient and one.answered_at
    ]

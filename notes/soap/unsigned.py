"""Who has something to sign: told once a morning through the ground floor's messages, without a word about whom."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from bookings.models import Appointment, Clinic, User
from bookings.notifications.staff import plan_unsigned_notes
from notes.models import SoapNote

LOOKED_BACK = timedelta(days=14)
TOOK_PLACE = (Appointment.Status.ARRIVED, Appointment.Status.FULFILLED)


def who_has_to_sign(clinic: Clinic, now: datetime) -> QuerySet[User]:
    """Therapists with a visit of an earlier day, two weeks back at most, that has no signed note.

    Only those who write notes here at all: who never began one is not asked for it.
    """
    zone = ZoneInfo(clinic.time_zone)
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    signed = SoapNote.objects.filter(appointment=OuterRef("pk"), signed_at__isnull=False)
    written = SoapNote.objects.filter(clinic=clinic).values("author__user")
    visits = Appointment.objects.filter(
        ~Exists(signed),
        clinic=clinic,
        status__in=TOOK_PLACE,
        ends_at__gte=now - LOOKED_BACK,
        ends_at__lt=today,
    )
    return User.objects.filter(pk__in=visits.values("therapist__user")).filter(pk__in=written)


def remind_of_notes(*, now: datetime) -> None:
    """Plan the morning's messages in every clinic, and take back those of whoever has signed meanwhile."""
    for clinic in Clinic.objects.select_related("policy"):
        plan_unsigned_notes(clinic=clinic, users=list(who_has_to_sign(clinic, now)), now=now)

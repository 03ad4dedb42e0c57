"""Asking for the check before a visit: by mail, once for each visit and time, a day and a half ahead."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from bookings.models import Appointment, Clinic, Notification
from bookings.notifications.asks import Ask, plan_ask, withdraw
from bookings.transactions import action
from notes.models import Screening

AHEAD = timedelta(hours=36)
# Nobody is asked about a visit that begins in an hour.
TOO_LATE = timedelta(hours=2)
MOST = 300
PAGE = "before:pre_visit"
KIND = Notification.Kind.PRE_VISIT_CHECK


@action
def ask_before_visits(*, now: datetime) -> int:
    """Plan the message for visits that begin within 36 hours; returns how many. Two queries, and those of each mail.

    Run again and again: a visit is asked about once a time, and not at all once it was answered.
    """
    asked = Notification.objects.filter(appointment=OuterRef("pk"), kind=KIND, revision=OuterRef("revision"))
    answered = Screening.objects.filter(appointment=OuterRef("pk"), kind=Screening.Kind.PRE_VISIT)
    visits = (
        Appointment.objects.filter(
            ~Exists(asked),
            ~Exists(answered),
            # All of them, said so that the index, which begins with the clinic, is of use.
            clinic__in=Clinic.objects.all(),
            status=Appointment.Status.BOOKED,
            starts_at__gt=now + TOO_LATE,
            starts_at__lte=now + AHEAD,
        )
        .select_related("patient__clinic__policy", "patient__guardian")
        .defer("reason")
    )
    return sum(plan_ask(_ask(visit, now), now) for visit in visits[:MOST])


def withdraw_ask(visit: Appointment) -> None:
    """It was answered already. Inside the caller's transaction."""
    if visit.patient:
        withdraw(patient=visit.patient, kind=KIND, about=_about(visit))


def _ask(visit: Appointment, now: datetime) -> Ask:
    assert visit.patient is not None  # noqa: S101  (a booked visit has one, by constraint)
    return Ask(
        kind=KIND,
        patient=visit.patient,
        about=_about(visit),
        page=PAGE,
        page_key=visit.token,
        send_at=now,
        useful_until=visit.starts_at - TOO_LATE,
        appointment=visit,
    )


def _about(visit: Appointment) -> str:
    return f"{visit.public_id}:{visit.revision}"

"""Reserving all times of a series together, or none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.appointments.expire import release_expired
from bookings.appointments.gate import booking_gate
from bookings.appointments.hold import place_appointment
from bookings.appointments.locks import lock_calendars, refusing_overlaps
from bookings.appointments.place import is_taken
from bookings.appointments.policy import Actor, write_event
from bookings.appointments.series.times import SeriesTime, places_for
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent, Patient, Series, ServiceOption
from bookings.transactions import TryAgain, action


class NotTheirPlan(DomainError):
    code = "not_their_plan"
    message = _("This treatment plan is not this patient's.")


@action
def hold_series(
    *,
    option: ServiceOption,
    times: Sequence[SeriesTime],
    actor: Actor,
    now: datetime,
    patient: Patient | None = None,
    made_for: str = "",
    expires_at: datetime | None = None,
    once: Once | None = None,
) -> Series:
    """Hold every time until `expires_at`, or for the policy's hold minutes; for `patient` if it is known whom for.

    `made_for` is the public id of a treatment plan. Raises NotTheirPlan; SeriesTaken, which names each time that cannot be had
    with the nearest others, and CalendarBusy; nothing is held then. The rule of two live holds does not bind here.
    """
    series, rows = lay_out(
        option=option, times=times, actor=actor, now=now, patient=patient, made_for=made_for
    )
    keep_held(rows, expires_at or now + timedelta(minutes=option.clinic.policy.hold_minutes), actor, now)
    return series


def keep_held(rows: Sequence[Appointment], until: datetime, actor: Actor, now: datetime) -> None:
    """Save what `lay_out` made as holds that run out at `until`."""
    with refusing_overlaps():
        for row in rows:
            row.hold_expires_at = until
            row.save(force_insert=True)
    for row in rows:
        write_event(row, AppointmentEvent.Kind.HELD, actor, now)


def require_own_plan(made_for: str, patient: Patient) -> None:
    """Raises NotTheirPlan if a series of the patient says that it was made for somebody else's plan, or for none."""
    if made_for and not booking_gate().is_plan_of(plan=made_for, patient=patient):
        raise NotTheirPlan


def lay_out(
    *,
    option: ServiceOption,
    times: Sequence[SeriesTime],
    actor: Actor,
    now: datetime,
    patient: Patient | None,
    made_for: str,
) -> tuple[Series, list[Appointment]]:
    """The series and its rows, the rows not saved, under the locks of every therapist, room and patient."""
    if not times:
        raise ValueError("a series has at least one time")
    if patient:
        require_own_plan(made_for, patient)
    ordered = sorted(times, key=lambda time: time.starts_at)
    places = places_for(option=option, times=ordered, now=now, by_staff=actor.is_staff)
    lock_calendars(
        therapists={place.therapist for place in places},
        rooms={place.room for place in places},
        patient=patient.pk if patient else None,
    )
    for place in places:
        release_expired(place, now)
        if is_taken(place, now):
            raise TryAgain
    if places_for(option=option, times=ordered, now=now, by_staff=actor.is_staff) != places:
        raise TryAgain
    series = Series.objects.create(clinic=option.clinic, option=option, patient=patient, made_for=made_for)
    rows = [place_appointment(option, place, Appointment.Source.SERIES) for place in places]
    for row in rows:
        row.series = series
    return series, rows

"""Booking a held series, or chosen times directly: all or none, told in one letter."""

from collections.abc import Sequence
from datetime import datetime

from bookings.appointments.book import settle
from bookings.appointments.gate import require_open_gate
from bookings.appointments.locks import lock_appointments, lock_calendars
from bookings.appointments.policy import Actor, AlreadyBooked, HoldExpired
from bookings.appointments.series.hold import lay_out, require_own_plan
from bookings.appointments.series.times import SeriesTime, free_near
from bookings.idempotency import Once
from bookings.models import Appointment, Notification, Patient, Series, ServiceOption
from bookings.notifications.series import plan_for_series
from bookings.transactions import action

Status = Appointment.Status


def book_series(
    *, series: Series, patient: Patient, actor: Actor, now: datetime, once: Once | None = None
) -> Series:
    """Make every held time of the series an appointment of `patient`.

    Raises HoldExpired if one ran out, with what is free near each that did in `details["alternatives"]` and their
    starts in `details["expired"]`; AlreadyBooked; NotTheirPlan; PatientBusy; CalendarBusy. None is booked then.
    """
    try:
        return _book_series(series=series, patient=patient, actor=actor, now=now, once=once)
    except HoldExpired as refusal:
        expired = refusal.details["times"]
        refusal.details["alternatives"] = free_near(
            option=_option(series), times=refusal.details.pop("times"), now=now, by_staff=actor.is_staff
        )
        refusal.details["expired"] = [time.starts_at for time in expired]
        raise


@action
def _book_series(
    *, series: Series, patient: Patient, actor: Actor, now: datetime, once: Once | None
) -> Series:
    book_held(series, patient, actor, now)
    return series


def book_held(
    series: Series, patient: Patient, actor: Actor, now: datetime, *, is_offered: bool = False
) -> list[Appointment]:
    """Every held time of the series becomes the patient's, and one letter tells of all. Part of the caller's transaction.

    What `is_offered` by the clinic is booked, not requested. Raises what `book_series` raises.
    """
    require_own_plan(series.made_for, patient)
    seen = list(Appointment.objects.filter(series=series).values_list("pk", "therapist_id", "room_id"))
    lock_calendars(
        therapists={therapist for _, therapist, _ in seen},
        rooms={room for _, _, room in seen},
        patient=patient.pk,
    )
    rows = lock_appointments([key for key, _, _ in seen])
    _require_held(series, rows, now)
    require_open_gate(rows, patient, actor, now)
    for row in rows:
        row.patient = patient
        settle(row, actor, now, is_offered=is_offered)
    series.patient = patient
    series.save(update_fields=["patient"])
    plan_for_series(rows, Notification.Kind.CONFIRMATION, now)
    return rows


def _require_held(series: Series, rows: Sequence[Appointment], now: datetime) -> None:
    """Raises AlreadyBooked if any was booked before, HoldExpired if any ran out or was given back."""
    if any(row.patient_id for row in rows):
        raise AlreadyBooked(series=series.public_id)
    gone = [
        row
        for row in rows
        if row.status != Status.HELD or not row.hold_expires_at or row.hold_expires_at <= now
    ]
    if gone or not rows:
        times = [SeriesTime(row.starts_at, row.therapist, row.location) for row in gone]
        raise HoldExpired(times=times)


def _option(series: Series) -> ServiceOption:
    return ServiceOption.objects.select_related("service", "clinic__policy").get(pk=series.option_id)


@action
def book_series_directly(
    *,
    option: ServiceOption,
    times: Sequence[SeriesTime],
    patient: Patient,
    actor: Actor,
    now: datetime,
    made_for: str = "",
    once: Once | None = None,
) -> Series:
    """Hold and book chosen times in one transaction, for the desk. Raises what `hold_series` raises, PatientBusy and
    ScreeningStop."""
    series, rows = lay_out(
        option=option, times=times, actor=actor, now=now, patient=patient, made_for=made_for
    )
    require_open_gate(rows, patient, actor, now)
    for row in rows:
        row.patient = patient
        settle(row, actor, now)
    plan_for_series(rows, Notification.Kind.CONFIRMATION, now)
    return series

"""A proposal that waits for its patient: held, told in one letter, taken whole or given back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.appointments.hold import give_back
from bookings.appointments.locks import lock_appointments
from bookings.appointments.policy import Actor, HoldExpired
from bookings.appointments.series.book import book_held
from bookings.appointments.series.hold import keep_held, lay_out
from bookings.appointments.series.times import SeriesTime
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Appointment, Notification, Patient, Series, ServiceOption
from bookings.notifications.offers import plan_for_offer, void_dates_offered
from bookings.notifications.outbox import out_of_quiet
from bookings.notifications.recipients import recipient_of
from bookings.transactions import action

Status, Answer = Appointment.Status, Series.Answer
# Rules: so long the dates are kept, and so long before the first of them it ends at the latest.
KEPT_FOR, ENDS_BEFORE = timedelta(hours=48), timedelta(hours=2)


class TooSoonToSend(DomainError):
    code = "too_soon_to_send"
    message = _("The first date is too near to wait for an answer. Please book the dates, or begin later.")


class NobodyToSendTo(DomainError):
    code = "no_address"
    message = _("There is no e-mail address to send the dates to. Please book them, and tell the patient.")


class DatesGone(DomainError):
    """Answered, taken back or run out: they are not kept any more."""

    code = "dates_gone"
    message = _("These dates are not kept any more.")


@action
def send_series(
    *,
    option: ServiceOption,
    times: Sequence[SeriesTime],
    patient: Patient,
    actor: Actor,
    now: datetime,
    made_for: str = "",
    once: Once | None = None,
) -> Series:
    """Hold every time for `patient` for two days and write to them; what was sent for the same plan before is taken back.

    Raises what `hold_series` raises, TooSoonToSend and NobodyToSendTo; nothing is held then.
    """
    recipient = recipient_of(patient)
    if not recipient.email:
        raise NobodyToSendTo
    series, rows = lay_out(
        option=option, times=times, actor=actor, now=now, patient=patient, made_for=made_for
    )
    until = min(now + KEPT_FOR, rows[0].starts_at - ENDS_BEFORE)
    if out_of_quiet(now, recipient, option.clinic, rows[0].time_zone, until=until) is None:
        raise TooSoonToSend
    keep_held(rows, until, actor, now)
    for earlier in Series.objects.filter(patient=patient, made_for=made_for, answer="", sent_until__gt=now):
        _end(earlier, Answer.WITHDRAWN, actor, now)
    series.sent_until = until
    series.save(update_fields=["sent_until"])
    plan_for_offer(rows[0], patient, send_at=now, until=until, kind=Notification.Kind.SERIES_OFFER)
    return series


@action
def accept_series(*, series: Series, now: datetime) -> list[Appointment]:
    """The patient takes all dates. Booked at once also where the clinic wants to confirm: it was the clinic that offered.

    Raises AlreadyBooked (a second tap), DatesGone, PatientBusy and ScreeningStop; none is booked then.
    """
    if series.patient is None or series.sent_until is None:
        raise DatesGone
    try:
        rows = book_held(series, series.patient, Actor.patient(), now, is_offered=True)
    except HoldExpired as refusal:
        raise DatesGone from refusal
    _write_down(series, Answer.ACCEPTED, now)
    return rows


@action
def ask_for_others(*, series: Series, now: datetime) -> None:
    """The patient wants other dates: these are free again. Asking twice does it once. Raises DatesGone."""
    if series.answer != Answer.OTHERS:
        _end(series, Answer.OTHERS, Actor.patient(), now)


@action
def withdraw_series(*, series: Series, actor: Actor, now: datetime) -> None:
    """The clinic takes the dates back; a letter that has not left stays here. Raises DatesGone."""
    _end(series, Answer.WITHDRAWN, actor, now)


def _end(series: Series, answer: str, actor: Actor, now: datetime) -> None:
    """What is freed needs no calendar's lock, only that of its rows. Raises DatesGone if nothing is held any more."""
    held = Appointment.objects.filter(series=series, status=Status.HELD, hold_expires_at__gt=now)
    rows = [one for one in lock_appointments(held.values_list("pk", flat=True)) if one.status == Status.HELD]
    if not rows or series.sent_until is None:
        raise DatesGone
    for row in rows:
        give_back(row, actor, now)
    void_dates_offered(rows[0])
    _write_down(series, answer, now)


def _write_down(series: Series, answer: str, now: datetime) -> None:
    series.answer, series.answered_at = answer, now
    series.save(update_fields=["answer", "answered_at"])

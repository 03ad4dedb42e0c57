"""The messages that offer somebody times which are held for them. Run inside the caller's transaction."""

from datetime import datetime

from bookings.models import Appointment, Notification, Patient
from bookings.notifications import wording
from bookings.notifications.outbox import insert, row_for, void_waiting
from bookings.notifications.recipients import recipient_of

Kind = Notification.Kind


def plan_for_offer(
    held: Appointment,
    patient: Patient,
    *,
    send_at: datetime,
    until: datetime,
    kind: Notification.Kind = Kind.WAITLIST_OFFER,
) -> None:
    """Tell `patient` of the time that is held for them; from `until` on it is of no use.

    The hold itself names nobody: it becomes the patient's when they take it. Of a series (SERIES_OFFER) `held` is the
    first date, and the letter lists them all.
    """
    row = row_for(held, recipient_of(patient), kind, send_at=send_at, useful_until=until)
    row.patient = patient
    insert([row])


def void_dates_offered(first: Appointment) -> None:
    """The dates of which `first` is the first are not offered any more."""
    void_waiting(first, why=wording.DATES_ANSWERED)

"""The message that offers somebody a time which came free. Runs inside the caller's transaction."""

from datetime import datetime

from bookings.models import Appointment, Notification, Patient
from bookings.notifications.outbox import insert, row_for
from bookings.notifications.recipients import recipient_of


def plan_for_offer(held: Appointment, patient: Patient, *, send_at: datetime, until: datetime) -> None:
    """Tell `patient` of the time that is held for them; from `until` on it is of no use.

    The hold itself names nobody: it becomes the patient's when they take it.
    """
    row = row_for(
        held, recipient_of(patient), Notification.Kind.WAITLIST_OFFER, send_at=send_at, useful_until=until
    )
    row.patient = patient
    insert([row])

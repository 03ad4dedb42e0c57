"""Letters about a patient's way in: a link, of no use after ten minutes, and that a passkey was added.

They leave at once, quiet hours or not, and cannot be switched off. Every function is part of the caller's transaction.
"""

from datetime import datetime, timedelta

from bookings.models import Notification, Passkey, Patient, SignIn
from bookings.notifications.outbox import insert, row_to_patient

Kind = Notification.Kind
PAGE = "portal:enter"
NEWS_FOR = timedelta(days=1)


def was_sent(asked: SignIn) -> bool:
    """Whether a letter was planned: past the third in a row, and for unknown addresses, none is."""
    return Notification.objects.filter(kind=Kind.SIGN_IN, page_key=asked.public_id).exists()


def plan_sign_in(asked: SignIn, patient: Patient) -> None:
    """The row names the link by its public half only."""
    key = f"sign_in:{asked.public_id}"
    row = row_to_patient(patient, Kind.SIGN_IN, key, asked.asked_at, asked.expires_at)
    row.page, row.page_key = PAGE, asked.public_id
    insert([row])


def plan_passkey_added(passkey: Passkey, patient: Patient, now: datetime) -> None:
    """To whoever has the mailbox, in case it was somebody else."""
    key = f"passkey:{passkey.public_id}:{patient.public_id}"
    insert([row_to_patient(patient, Kind.PASSKEY_ADDED, key, now, now + NEWS_FOR)])

"""Letters about a patient's way in: a link, of no use after ten minutes, and that a passkey was added.

They leave at once, quiet hours or not, and cannot be switched off. Every function is part of the caller's transaction.
"""

from datetime import datetime, timedelta

from bookings.models import Notification, Passkey, Patient, SignIn
from bookings.notifications.outbox import insert, message_id_for
from bookings.notifications.recipients import recipient_of

Kind = Notification.Kind
PAGE = "portal:enter"
NEWS_FOR = timedelta(days=1)


def was_sent(asked: SignIn) -> bool:
    """Whether a letter was planned: past the third in a row, and for unknown addresses, none is."""
    return Notification.objects.filter(kind=Kind.SIGN_IN, page_key=asked.public_id).exists()


def plan_sign_in(asked: SignIn, patient: Patient) -> None:
    """The row names the link by its public half only."""
    key = f"sign_in:{asked.public_id}"
    row = _row(asked.clinic_id, patient, Kind.SIGN_IN, key, asked.asked_at, asked.expires_at)
    row.page, row.page_key = PAGE, asked.public_id
    insert([row])


def plan_passkey_added(passkey: Passkey, patient: Patient, now: datetime) -> None:
    """To whoever has the mailbox, in case it was somebody else."""
    key = f"passkey:{passkey.public_id}:{patient.public_id}"
    insert([_row(patient.clinic_id, patient, Kind.PASSKEY_ADDED, key, now, now + NEWS_FOR)])


def _row(
    clinic_id: int, patient: Patient, kind: Notification.Kind, key: str, at: datetime, until: datetime
) -> Notification:
    recipient = recipient_of(patient)
    return Notification(
        clinic_id=clinic_id, patient=patient, kind=kind, recipient=recipient.email, language=recipient.language,
        send_at=at, try_at=at, useful_until=until, dedupe_key=key, message_id=message_id_for(key),
    )  # fmt: skip

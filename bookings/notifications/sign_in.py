"""Letters about a patient's way in: a link, of no use after ten minutes, and that a passkey was added.

They leave at once, quiet hours or not, and cannot be switched off. Every function is part of the caller's transaction.
"""

from datetime import datetime, timedelta

from bookings.models import Notification, Passkey, Patient, SignIn
from bookings.notifications.outbox import insert, message_id_for
from bookings.notifications.recipients import recipient_of

PAGE = "portal:enter"
NEWS_FOR = timedelta(days=1)


def was_sent(asked: SignIn) -> bool:
    """Whether a letter was planned: past the third in a row, and for unknown addresses, none is."""
    return Notification.objects.filter(kind=Notification.Kind.SIGN_IN, page_key=asked.public_id).exists()


def plan_sign_in(asked: SignIn, patient: Patient) -> None:
    """The row names the link by its public half only."""
    recipient, key = recipient_of(patient), f"sign_in:{asked.public_id}"
    row = Notification(
        clinic_id=asked.clinic_id,
        patient=patient,
        kind=Notification.Kind.SIGN_IN,
        recipient=recipient.email,
        language=recipient.language,
        send_at=asked.asked_at,
        try_at=asked.asked_at,
        useful_until=asked.expires_at,
        dedupe_key=key,
        message_id=message_id_for(key),
        page=PAGE,
        page_key=asked.public_id,
    )
    insert([row])


def plan_passkey_added(passkey: Passkey, patient: Patient, now: datetime) -> None:
    """To whoever has the mailbox, in case it was somebody else."""
    recipient, key = recipient_of(patient), f"passkey:{passkey.public_id}:{patient.public_id}"
    row = Notification(
        clinic_id=patient.clinic_id,
        patient=patient,
        kind=Notification.Kind.PASSKEY_ADDED,
        recipient=recipient.email,
        language=recipient.language,
        send_at=now,
        try_at=now,
        useful_until=now + NEWS_FOR,
        dedupe_key=key,
        message_id=message_id_for(key),
    )
    insert([row])

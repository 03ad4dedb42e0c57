"""The letter with a patient's link to sign in: at once, quiet hours or not, and of no use after ten minutes."""

from bookings.models import Notification, Patient, SignIn
from bookings.notifications.outbox import insert, message_id_for
from bookings.notifications.recipients import recipient_of

PAGE = "portal:enter"


def was_sent(asked: SignIn) -> bool:
    """Whether a letter was planned: past the third in a row, and for unknown addresses, none is."""
    return Notification.objects.filter(kind=Notification.Kind.SIGN_IN, page_key=asked.public_id).exists()


def plan_sign_in(asked: SignIn, patient: Patient) -> None:
    """Part of the caller's transaction. The row names the link by its public half only."""
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

"""Whom a message goes to, and what they want to be told."""

from dataclasses import dataclass

from bookings.models import Membership, Notification, Patient
from bookings.notifications.reminders import QuietHours

Channel = Notification.Channel
# Goes to somebody who does not work there yet.
INVITATION = Notification.Kind.STAFF_INVITATION


@dataclass(frozen=True, slots=True)
class Recipient:
    """`about` is the patient's first name when somebody else is written to, else empty.

    The wishes are those of whoever is written to; `key` is the public id of their record, empty for staff. Without
    `quiet` hours of their own, the clinic's apply.
    """

    email: str
    first_name: str
    language: str
    about: str = ""
    phone: str = ""
    key: str = ""
    muted: frozenset[str] = frozenset()
    wants_texts: bool = False
    quiet: QuietHours | None = None

    def address_on(self, channel: str) -> str:
        return self.phone if channel == Channel.SMS else self.email


def recipient_of(patient: Patient) -> Recipient:
    """The patient, or the guardian of one without an address; `email` is empty if nobody can be reached."""
    guardian = patient.guardian if not patient.email else None
    person, clinic = guardian or patient, patient.clinic
    return Recipient(
        email=person.email,
        first_name=person.first_name,
        language=person.language or clinic.language,
        about="" if person is patient else patient.first_name,
        phone=_international(person.phone, clinic.country),
        key=person.public_id,
        muted=frozenset(person.muted_kinds),
        wants_texts=person.text_messages,
        quiet=_quiet(person),
    )


def recipient_for(notification: Notification) -> Recipient:
    """Whoever this message is for, as they are now. One query for a member of the staff."""
    if notification.user is None:
        appointment = notification.appointment
        patient = (appointment.patient if appointment else None) or notification.patient
        if patient is None:
            raise ValueError("a message goes to a patient or to a member of the staff")
        return recipient_of(patient)
    user, clinic = notification.user, notification.clinic
    held = list(Membership.objects.filter(user=user, clinic=clinic).values_list("muted_kinds", flat=True))
    return Recipient(
        user.email if user.is_active and (held or notification.kind == INVITATION) else "",
        user.first_name,
        user.language or clinic.language,
        muted=frozenset(kind for kinds in held for kind in kinds),
    )


def _quiet(person: Patient) -> QuietHours | None:
    start, end = person.quiet_from_minute, person.quiet_to_minute
    return None if start is None or end is None else QuietHours(start, end)


def _international(phone: str, country: str) -> str:
    """A phone number with its country code, as text messages need it; empty if that cannot be known."""
    digits = "".join(c for c in phone if c.isdigit())
    if phone.strip().startswith(("+", "00")):
        return f"+{digits.removeprefix('00')}"
    is_north_american = country in ("US", "CA") and len(digits.removeprefix("1")) == 10
    return f"+1{digits.removeprefix('1')}" if is_north_american else ""

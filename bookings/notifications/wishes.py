"""What patients want to be told: the kinds they may switch off, the link to their choice, and choosing.

What answers them (confirmed, moved, cancelled) cannot be switched off. An offer from the waiting list is asked for
by being on the list, and ends by leaving it.
"""

from collections.abc import Collection
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import Q

from bookings.models import Appointment, Notification, Patient
from bookings.notifications.outbox import plan_texts
from bookings.transactions import action

Kind = Notification.Kind
# By the name that their address has: nobody who sees a link learns what it is about.
TOPICS: dict[str, Notification.Kind] = {
    "reminders": Kind.REMINDER,
    "before": Kind.PRE_VISIT_CHECK,
    "after": Kind.HOME_CARE,
    "how-are-you": Kind.SELF_CARE_CHECK_IN,
    "questions": Kind.REVIEW_DUE,
}
OPTIONAL = tuple(TOPICS.values())
TOPIC_OF: dict[str, str] = {kind: name for name, kind in TOPICS.items()}


def key_for(public_id: str) -> str:
    """The secret of the link to a patient's wishes: their public id, signed (256 bits)."""
    return _signer().sign(public_id)


def patient_of_key(key: str) -> Patient | None:
    """Whose wishes the link opens: the patient, or the one that their record was merged into."""
    try:
        public_id = _signer().unsign(key)
    except BadSignature:
        return None
    rows = Patient.objects.select_related("clinic__policy", "merged_into__clinic__policy")
    patient = rows.filter(public_id=public_id, emptied_at=None).first()
    return patient.merged_into or patient if patient else None


@action
def set_wishes(
    *,
    patient: Patient,
    muted: Collection[str],
    language: str,
    quiet: tuple[int, int] | None,
    text_messages: bool,
    now: datetime,
) -> Patient:
    """Keep what somebody chose. Of text messages those are planned that are still to come; nothing is made up for."""
    row = Patient.objects.select_for_update(of=("self",), no_key=True).select_related("clinic__policy")
    patient = row.get(pk=patient.pk)
    wants_texts_now = text_messages and not patient.text_messages
    patient.muted_kinds = sorted(str(kind) for kind in OPTIONAL if kind in muted)
    patient.language, patient.text_messages = language, text_messages
    patient.quiet_from_minute, patient.quiet_to_minute = quiet or (None, None)
    patient.save(
        update_fields=["muted_kinds", "language", "text_messages", "quiet_from_minute", "quiet_to_minute"]
    )
    if wants_texts_now:
        ahead = Appointment.objects.filter(
            Q(patient=patient) | Q(patient__guardian=patient, patient__email=""),
            status=Appointment.Status.BOOKED,
            starts_at__gt=now,
        )
        for appointment in ahead.select_related("clinic__policy", "patient__clinic", "patient__guardian"):
            plan_texts(appointment, now)
    return patient


@action
def mute(*, patient: Patient, kind: str) -> None:
    """No more messages of this kind, as one click asks for. Doing it twice does it once."""
    row = Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    if kind in OPTIONAL and kind not in row.muted_kinds:
        row.muted_kinds = sorted([*row.muted_kinds, str(kind)])
        row.save(update_fields=["muted_kinds"])


def _signer() -> Signer:
    return Signer(salt="bookings.notifications.wishes")

"""Messages that ask or tell a patient something between visits, planned for whoever knows why: the floor above.

The ground floor knows no reason, only when, through which page, and that it must stop when it is withdrawn. Runs inside
the caller's transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from bookings.models import Appointment, Notification, Patient
from bookings.notifications import wording
from bookings.notifications.outbox import insert, out_of_quiet, row_to_patient
from bookings.notifications.recipients import recipient_of

Kind, State = Notification.Kind, Notification.State
ASKS = (Kind.PRE_VISIT_CHECK, Kind.HOME_CARE, Kind.SELF_CARE_CHECK_IN, Kind.REVIEW_DUE)
# These are about a visit, and stop being true with it.
OF_A_VISIT = (Kind.PRE_VISIT_CHECK, Kind.HOME_CARE)


@dataclass(frozen=True, slots=True)
class Ask:
    """One message to plan.

    `about` is an opaque name of what it is about: a second ask of the same kind about the same is the same message.
    `page` names the page that it leads to, which takes `page_key`, a secret, as its only argument. A visit is named
    for PRE_VISIT_CHECK (which leaves only while it is booked) and HOME_CARE (once it took place).
    """

    kind: Notification.Kind
    patient: Patient
    about: str
    page: str
    page_key: str
    send_at: datetime
    useful_until: datetime
    appointment: Appointment | None = None


def plan_ask(ask: Ask, now: datetime) -> bool:
    """Plan one message, at most once; what is due already leaves at once, outside the quiet hours.

    False if it was not planned: its page does not exist, it has no use any more, or it was planned before. Raises
    ValueError for a kind that is none of ASKS, or one of a visit without the visit.
    """
    if ask.kind not in ASKS or (ask.kind in OF_A_VISIT) != (ask.appointment is not None):
        raise ValueError(f"{ask.kind} cannot be asked like this")
    if not has_page(ask.page, ask.page_key):
        return False
    clinic = ask.patient.clinic
    zone = ask.appointment.time_zone if ask.appointment else clinic.time_zone
    moment, recipient = max(ask.send_at, now), recipient_of(ask.patient)
    send_at = out_of_quiet(moment, recipient, clinic, zone, until=ask.useful_until)
    if send_at is None:
        return False
    row = _row(ask, send_at)
    if Notification.objects.filter(dedupe_key=row.dedupe_key).exists():
        return False
    insert([row])
    return True


def withdraw(*, patient: Patient, kind: Notification.Kind, about: str, why: str = wording.WITHDRAWN) -> int:
    """What waits of this kind about this is void; how many messages that were."""
    waiting = Notification.objects.filter(
        patient__in=patient.family_of_records(), dedupe_key=_key(kind, about), state=State.WAITING
    )
    return waiting.update(state=State.VOID, why=why)


def has_page(page: str, page_key: str) -> bool:
    """Whether there is such a page in this version."""
    try:
        return bool(reverse(page, args=[page_key]))
    except NoReverseMatch:
        return False


def _row(ask: Ask, send_at: datetime) -> Notification:
    row = row_to_patient(ask.patient, ask.kind, _key(ask.kind, ask.about), send_at, ask.useful_until)
    row.page, row.page_key = ask.page, ask.page_key
    if ask.appointment:
        row.appointment, row.revision = ask.appointment, ask.appointment.revision
    return row


def _key(kind: Notification.Kind, about: str) -> str:
    return f"ask:{kind.value}:{about}"

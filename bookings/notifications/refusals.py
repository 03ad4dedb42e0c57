"""Addresses that mail servers refuse for good: counted, flagged after the second time, freed by staff."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from bookings.models import Appointment, Clinic, Notification, RefusedAddress
from bookings.notifications import wording
from bookings.statements import ask
from bookings.transactions import action

Channel, State = Notification.Channel, Notification.State
# The first no may be the server's own mistake; the second is believed.
FLAGGED_AFTER = 2
# Asked before every single message.
FLAGGED = """
SELECT 1 FROM bookings_refusedaddress
WHERE clinic_id = %(clinic)s AND channel = %(channel)s AND address = %(address)s AND flagged_at IS NOT NULL
"""


def is_flagged(clinic_id: int, channel: str, address: str) -> bool:
    """Whether nothing is sent there any more. One query."""
    return bool(ask(FLAGGED, {"clinic": clinic_id, "channel": str(channel), "address": _key(address)}))


def undelivered_rows(clinic: Clinic, since: datetime) -> QuerySet[Notification]:
    """What could not be delivered about the present time of visits that still take place, from `since` on.

    An address that is known to be refused is not tried: that is undelivered too.
    """
    return Notification.objects.filter(
        Q(state=State.FAILED) | Q(state=State.VOID, why=wording.REFUSED_ADDRESS),
        clinic=clinic,
        revision=F("appointment__revision"),
        appointment__starts_at__gte=since,
        appointment__status__in=[Appointment.Status.PENDING, Appointment.Status.BOOKED],
    )


@action
def note_refusal(*, notification: Notification, address: str, answer: str, about: str, now: datetime) -> None:
    """Count one hard no to `address`; `about` names the attempt, so that telling of it twice counts once."""
    _count(notification.clinic_id, notification.channel, address, answer, about, now)


@action
def note_bounce(*, message_id: str, status: str, is_about_address: bool, now: datetime) -> bool:
    """A letter that had been accepted came back: it failed after all. False if no such letter left here."""
    sent = Notification.objects.select_for_update(of=("self",), no_key=True).filter(message_id=message_id)
    row = sent.filter(state__in=[State.SENT, State.FAILED]).order_by("-sent_at").first()
    if row is None:
        return False
    if row.state == State.SENT:
        row.state, row.why = State.FAILED, f"{wording.SENT_BACK} ({status})"
        row.save(update_fields=["state", "why"])
    if is_about_address:
        about = f"{message_id} {row.sent_at and row.sent_at.isoformat()} came back"
        _count(row.clinic_id, row.channel, row.recipient, status, about, now)
    return True


@action
def trust_again(*, address: RefusedAddress) -> None:
    """Somebody has asked: the address is right. Counting begins anew."""
    RefusedAddress.objects.filter(pk=address.pk).delete()


def flagged_among(clinic: Clinic, addresses: list[str]) -> list[RefusedAddress]:
    """Those of these addresses that are not used any more. One query, none for no addresses."""
    keys = {_key(address) for address in addresses if address}
    if not keys:
        return []
    rows = RefusedAddress.objects.filter(clinic=clinic, address__in=keys).exclude(flagged_at=None)
    return list(rows.order_by("channel", "address"))


def _count(clinic_id: int, channel: str, address: str, answer: str, about: str, now: datetime) -> None:
    row, _is_new = RefusedAddress.objects.select_for_update().get_or_create(
        clinic_id=clinic_id, channel=channel, address=_key(address), defaults={"refused_at": now}
    )
    if row.last_about == about[:200]:
        return
    row.refusals, row.refused_at, row.answer, row.last_about = row.refusals + 1, now, answer[:40], about[:200]
    if row.refusals >= FLAGGED_AFTER and row.flagged_at is None:
        row.flagged_at = now
    row.save()


def _key(address: str) -> str:
    return address.strip().lower()

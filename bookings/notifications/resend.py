"""Sending a failed message once more, because somebody asked for it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.errors import DomainError
from bookings.models import Notification
from bookings.notifications import wording
from bookings.notifications.outbox import ring_on_commit
from bookings.notifications.recipients import recipient_for
from bookings.notifications.truth import Untrue, last_objection, objection
from bookings.transactions import action

State = Notification.State
# Void for a reason that may have gone away since.
CURABLE = (wording.REFUSED_ADDRESS, wording.NO_ADDRESS, wording.NO_PHONE, wording.RESTORED)


class NotResendable(DomainError):
    """Only a failed message can be sent again, and only while what it says is true."""

    code = "not_resendable"
    message = gettext_lazy("Only a message that failed can be sent again.")


def can_be_resent(row: Notification) -> bool:
    """Whether asking for it has a chance."""
    return row.state == State.FAILED or (row.state == State.VOID and row.why in CURABLE)


@action
def resend(*, notification: Notification, now: datetime) -> Notification:
    """Make a message that failed, or had no address to go to, due again, to the address that is known now.

    It keeps its Message-ID.

    One that is on its way already stays as it is, so asking twice sends once. Raises NotResendable.
    """
    row = Notification.objects.select_for_update(of=("self",), no_key=True).get(pk=notification.pk)
    if row.state in (State.WAITING, State.SENDING):
        return row
    if not can_be_resent(row):
        raise NotResendable
    recipient = recipient_for(row)
    problem = objection(row, row.appointment, recipient, now) or last_objection(row, recipient)
    if isinstance(problem, Untrue):
        raise NotResendable(_(problem.why))
    row.state, row.try_at, row.recipient, row.why = State.WAITING, now, recipient.address_on(row.channel), ""
    row.save(update_fields=["state", "try_at", "recipient", "why"])
    ring_on_commit()
    return row

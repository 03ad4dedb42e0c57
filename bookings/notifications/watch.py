"""Watching the sender: when it last looked, what is overdue, and whether this database is still where it was.

A copy of a database that is brought back believes that nothing of what left since has left. So each sweep compares
the identity of the place it runs in (server, database, table) with the one it knew. After a move, what was due
before is void instead of sent. A copy of the server's whole data directory cannot be told apart like this:
`manage.py after_restore` says it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from bookings.models import Notification, OutboxWatch
from bookings.notifications import wording

log = structlog.get_logger(__name__)
State = Notification.State
UNSETTLED = (State.WAITING, State.SENDING)
# A message is late five minutes after it was to be tried; a sweep, which comes every half minute, likewise.
LATE = timedelta(minutes=5)

HERE = """
SELECT (SELECT system_identifier FROM pg_control_system())::text || '/'
    || (SELECT oid FROM pg_database WHERE datname = current_database())::text || '/'
    || 'bookings_notification'::regclass::oid::text
"""


@dataclass(frozen=True, slots=True)
class MailHealth:
    """`overdue` messages should have left five minutes ago; the oldest that waits is to be tried at `oldest_due_at`."""

    swept_at: datetime | None
    overdue: int
    oldest_due_at: datetime | None
    is_stuck: bool


def mail_health(now: datetime) -> MailHealth:
    """How the sender is, of all clinics together. Two queries."""
    swept_at = OutboxWatch.objects.values_list("swept_at", flat=True).first()
    due = Notification.objects.filter(state__in=UNSETTLED)
    oldest = due.order_by("try_at").values_list("try_at", flat=True).first()
    overdue = due.filter(try_at__lt=now - LATE).count() if oldest and oldest < now - LATE else 0
    is_silent = swept_at is not None and swept_at < now - LATE
    return MailHealth(swept_at, overdue, oldest, is_stuck=bool(is_silent or overdue))


def look_in(now: datetime) -> None:
    """Note that a sweep begins; in a database that was moved, first make void what was due before."""
    home = _here()
    if OutboxWatch.objects.filter(pk=1, home=home).update(swept_at=now):
        return
    with transaction.atomic():
        OutboxWatch.objects.get_or_create(pk=1)
        watch = OutboxWatch.objects.select_for_update().get(pk=1)
        if watch.home and watch.home != home:
            log.warning("database_moved", void=_void_due(now))
        watch.home, watch.swept_at = home, now
        watch.save()


def after_restore(*, now: datetime) -> int:
    """This database was brought back from a backup: what was due until now is void. How many messages that were."""
    with transaction.atomic():
        count = _void_due(now)
        OutboxWatch.objects.update_or_create(pk=1, defaults={"home": _here()})
    return count


def _void_due(now: datetime) -> int:
    """By the time for which it was meant: what was put off since then may have left before the backup came back."""
    due = Notification.objects.filter(state__in=UNSETTLED, send_at__lte=now)
    return due.update(state=State.VOID, why=wording.RESTORED, lease_until=None)


def _here() -> str:
    with connection.cursor() as cursor:
        cursor.execute(HERE)
        return str(cursor.fetchone()[0])

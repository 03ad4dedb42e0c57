"""Long work, batch by batch: begun, held by one worker at a time, watched, stopped between two batches.

A batch locks the row of its work, does its part and moves `done` in one transaction. A worker that is killed leaves
the work where its last batch ended; the next one that finds the lease over goes on there, and nothing is done twice.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from bookings.models import Clinic, LongWork, User

LEASE = timedelta(seconds=45)
State = LongWork.State


def begin(*, clinic: Clinic, user: User, kind: LongWork.Kind, total: int, done: int = 0) -> LongWork:
    """A work that waits for a worker; one is woken once the caller's transaction is committed."""
    work = LongWork.objects.create(clinic=clinic, user=user, kind=kind, total=total, done=done)
    transaction.on_commit(lambda: wake(work.pk))
    return work


def wake(key: int) -> None:
    """Tell a worker; the sweep finds what nobody heard."""
    bell: Callable[[int], None] = import_string(settings.LONG_WORK_BELL)
    bell(key)


def claim(key: int, now: datetime) -> LongWork | None:
    """The work, held until the lease is over; None if it is over, or somebody else has it."""
    free = LongWork.objects.filter(_open(), pk=key)
    if not free.filter(Q(lease_until=None) | Q(lease_until__lt=now)).update(
        state=State.RUNNING, lease_until=now + LEASE
    ):
        return None
    return LongWork.objects.select_related("user", "clinic__policy").get(pk=key)


def let_go(key: int) -> None:
    """Give the work back: whoever is woken next goes on."""
    LongWork.objects.filter(_open(), pk=key).update(lease_until=None)


def unattended(now: datetime) -> list[int]:
    """Works that nobody does: they wait, or their worker has gone."""
    rows = LongWork.objects.filter(_open()).filter(Q(lease_until=None) | Q(lease_until__lt=now))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def lock(key: int) -> LongWork:
    """The work as it stands, for one batch. Inside the caller's transaction."""
    return LongWork.objects.select_for_update().get(pk=key)


def advance(work: LongWork, pieces: int, now: datetime) -> None:
    """These pieces are behind us. Inside the transaction that did them, under `lock`."""
    work.done += pieces
    work.lease_until = now + LEASE
    work.save(update_fields=["done", "lease_until"])


def finish(work: LongWork, state: LongWork.State, now: datetime) -> None:
    """Inside the caller's transaction, under `lock`."""
    work.state, work.finished_at, work.lease_until = state, now, None
    work.save(update_fields=["state", "finished_at", "lease_until"])


def ask_to_stop(work: LongWork, now: datetime) -> LongWork:
    """Stop before the next batch; at once, if nobody works on it. Inside the caller's transaction."""
    row = lock(work.pk)
    if row.is_over:
        return row
    row.stop_asked_at = row.stop_asked_at or now
    row.save(update_fields=["stop_asked_at"])
    if row.is_idle(now):
        finish(row, State.STOPPED, now)
    return row


def _open() -> Q:
    return Q(state__in=[State.WAITING, State.RUNNING])

"""Calling what is due: claim, call outside any transaction, settle.

A claim lasts for a lease; whoever dies in between leaves a row that is due again when it ends, under the same
`webhook-id`, so that the other side can tell a second copy from a second event.
"""

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from django.db.models import F

from bookings.models import Webhook, WebhookDelivery
from bookings.notifications.accounts import plan_webhook_off
from bookings.transactions import action
from bookings.webhooks.reach import NotReached, post
from bookings.webhooks.set_up import void_waiting
from bookings.webhooks.signing import signed_headers

log = structlog.get_logger(__name__)
State = WebhookDelivery.State

# Standard Webhooks suggests these; the last try is three days after the first.
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
JITTER = 0.2
# Without one success in so long, nobody is there any more.
PATIENCE = timedelta(days=5)
BATCH = 10
# A batch of calls that all run out of time is over before its lease is.
LEASE = timedelta(minutes=3)
# No new call is begun after this; with the last one's time-out a sweep stays below the task's limit.
BUDGET = timedelta(seconds=40)
GONE = 410


def deliver_due(*, clock: Callable[[], datetime]) -> Counter[str]:
    """Call until nothing is due or the budget is spent; safe to run any number of times at once.

    Returns how many ended in which state. After one failure nothing more is sent to that webhook in this sweep: one
    that is away must not keep the others waiting.
    """
    end, tally, silent = clock() + BUDGET, Counter[str](), set[int]()
    while clock() < end and (claimed := _claim(now=clock(), but=frozenset(silent))):
        for delivery in claimed:
            if delivery.webhook_id in silent or clock() >= end:
                _give_back(delivery, clock())
                continue
            state = _attempt(delivery, clock)
            if state not in (State.SENT, None):
                silent.add(delivery.webhook_id)
            if state:
                tally[state] += 1
    return tally


@action
def _claim(*, now: datetime, but: frozenset[int]) -> list[WebhookDelivery]:
    """Rows that are due, or whose caller's lease has ended. `attempts` fences off whoever claimed one before."""
    due = WebhookDelivery.objects.filter(state__in=[State.WAITING, State.SENDING], try_at__lte=now)
    due = due.exclude(webhook__in=but).order_by("try_at", "pk")
    keys = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:BATCH])
    rows = WebhookDelivery.objects.filter(pk__in=keys)
    rows.update(state=State.SENDING, attempts=F("attempts") + 1, try_at=now + LEASE)
    return list(rows.select_related("webhook__clinic", "event__appointment").order_by("pk"))


def _attempt(delivery: WebhookDelivery, clock: Callable[[], datetime]) -> str | None:
    """See one through; None if it is not ours any more."""
    webhook, now = delivery.webhook, clock()
    if not Webhook.objects.filter(pk=webhook.pk, is_active=True).exists():
        return _settle(delivery=delivery, state=State.VOID)
    body = body_of(delivery)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tend-Webhooks/1",
        **signed_headers(webhook.secret, delivery.public_id, now, body),
    }
    try:
        status, why = post(webhook.url, body, headers), ""
    except NotReached as error:
        status, why = None, error.why
    if status is not None and 200 <= status < 300:
        return _settle(delivery=delivery, state=State.SENT, answered=status, at=clock())
    log.info("webhook_refused", object_id=delivery.public_id, status=status, why=why)
    return _put_off(delivery=delivery, status=status, why=why, now=clock())


def body_of(delivery: WebhookDelivery) -> bytes:
    """Ids and what happened, the same bytes for every attempt. Who and what for is asked for with a key."""
    event = delivery.event
    said = {
        "type": delivery.type,
        "timestamp": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {
            "clinic": delivery.webhook.clinic.public_id,
            "appointment": event.appointment.public_id,
            "revision": event.revision,
        },
    }
    return json.dumps(said, separators=(",", ":")).encode()


@action
def _settle(
    *, delivery: WebhookDelivery, state: str, answered: int | None = None, at: datetime | None = None
) -> str | None:
    if not _ours(delivery, state=state, answered=answered, sent_at=at, why=""):
        return None
    if state == State.SENT:
        Webhook.objects.filter(pk=delivery.webhook_id, failing_since__isnull=False).update(failing_since=None)
    return state


@action
def _put_off(*, delivery: WebhookDelivery, status: int | None, why: str, now: datetime) -> str | None:
    """Due again after a longer pause than before, given up after the last; and the end of a webhook that stays away."""
    is_last = delivery.attempts > len(PAUSES) or status == GONE
    pause = timedelta() if is_last else PAUSES[delivery.attempts - 1] * random.uniform(1, 1 + JITTER)
    state = State.FAILED if is_last else State.WAITING
    if not _ours(delivery, state=state, answered=status, why=why, try_at=now + pause):
        return None
    webhook = (
        Webhook.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=delivery.webhook_id)
    )
    webhook.failing_since = webhook.failing_since or now
    if webhook.is_active and (status == GONE or now - webhook.failing_since >= PATIENCE):
        webhook.why_off = Webhook.WhyOff.GONE if status == GONE else Webhook.WhyOff.FAILING
        webhook.is_active = False
        void_waiting(webhook)
        plan_webhook_off(webhook, now)
    webhook.save(update_fields=["failing_since", "why_off", "is_active"])
    return state


def _give_back(delivery: WebhookDelivery, now: datetime) -> None:
    """Not begun: due again after a moment, as if it had never been claimed."""
    _ours(delivery, state=State.WAITING, attempts=F("attempts") - 1, try_at=now + PAUSES[0])


def _ours(delivery: WebhookDelivery, **changes: object) -> bool:
    rows = WebhookDelivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
    return bool(rows.update(**changes))

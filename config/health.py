"""One page for monitors: 503 when nothing can be booked, "degraded" when only messages are late."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from bookings.models import Notification

LATE = dt.timedelta(minutes=5)
UNSETTLED = (Notification.State.WAITING, Notification.State.SENDING)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    outbox = _outbox()
    redis_answers = _redis_answers()
    status = "down" if outbox is None else "ok" if redis_answers and not outbox.overdue else "degraded"
    body = {
        "status": status,
        "database": "ok" if outbox else "down",
        "redis": "ok" if redis_answers else "down",
        "overdue_messages": outbox.overdue if outbox else None,
        "oldest_message_due_at": outbox.oldest_due_at.isoformat()
        if outbox and outbox.oldest_due_at
        else None,
    }
    return JsonResponse(body, status=503 if status == "down" else 200, headers={"Cache-Control": "no-store"})


@dataclass(frozen=True, slots=True)
class _Outbox:
    """`overdue` messages should have left five minutes ago; the oldest is to be tried at `oldest_due_at`."""

    overdue: int
    oldest_due_at: dt.datetime | None


def _outbox() -> _Outbox | None:
    """None if the database does not answer. A message whose sender died counts from the end of its lease."""
    try:
        due = (
            Notification.objects.filter(state__in=UNSETTLED)
            .order_by("try_at")
            .values_list("try_at", flat=True)
        )
        return _Outbox(due.filter(try_at__lt=timezone.now() - LATE).count(), due.first())
    except Error:
        return None


def _redis_answers() -> bool:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=1) as redis:
            return bool(redis.ping())
    except (RedisError, OSError):
        return False

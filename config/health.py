"""One page for monitors: 503 when nothing can be booked, "degraded" when only messages are late."""

import datetime as dt

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from bookings.notifications.watch import MailHealth, mail_health


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    outbox = _outbox()
    redis_answers = _redis_answers()
    status = "down" if outbox is None else "ok" if redis_answers and not outbox.is_stuck else "degraded"
    body = {
        "status": status,
        "database": "ok" if outbox else "down",
        "redis": "ok" if redis_answers else "down",
        "overdue_messages": outbox.overdue if outbox else None,
        "oldest_message_due_at": _instant(outbox.oldest_due_at if outbox else None),
        "last_sweep_at": _instant(outbox.swept_at if outbox else None),
    }
    return JsonResponse(body, status=503 if status == "down" else 200, headers={"Cache-Control": "no-store"})


def _outbox() -> MailHealth | None:
    """None if the database does not answer. A message whose sender died counts from the end of its lease."""
    try:
        return mail_health(timezone.now())
    except Error:
        return None


def _instant(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _redis_answers() -> bool:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=1) as redis:
            return bool(redis.ping())
    except (RedisError, OSError):
        return False

"""One page for monitors: 503 when nothing can be booked, "degraded" when only messages are late."""

import datetime as dt

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from bookings.models import Notification

LATE = dt.timedelta(minutes=5)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    overdue = _overdue_messages()
    redis_answers = _redis_answers()
    status = "down" if overdue is None else "ok" if redis_answers and not overdue else "degraded"
    body = {
        "status": status,
        "database": "ok" if overdue is not None else "down",
        "redis": "ok" if redis_answers else "down",
        "overdue_messages": overdue,
    }
    return JsonResponse(body, status=503 if status == "down" else 200, headers={"Cache-Control": "no-store"})


def _overdue_messages() -> int | None:
    """How many messages should have left five minutes ago; None if the database does not answer."""
    try:
        connection.ensure_connection()
        waiting = Notification.objects.filter(state=Notification.State.WAITING)
        return waiting.filter(try_at__lt=timezone.now() - LATE).count()
    except DatabaseError:
        return None


def _redis_answers() -> bool:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=1) as redis:
            return bool(redis.ping())
    except (RedisError, OSError):
        return False

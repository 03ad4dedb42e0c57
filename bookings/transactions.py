"""What makes a function an action: one durable transaction, retried when the database asks for it."""

import functools
import random
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.idempotency import Once

P = ParamSpec("P")
R = TypeVar("R")
# Asked with a row as it is under its lock, before it is changed; raises what refuses the change.
Precondition = Callable[[Any], None]

# Deadlock, serialisation failure, lock timeout: the same call may succeed a moment later.
RETRYABLE = {"40P01", "40001", "55P03"}
# Cancelled by the statement timeout, mostly in a row of waits each of which was short enough. Not tried again:
# a call is to be answered within seconds.
OVERDUE = "57014"
BUSY_RETRIES = 3
STALE_RETRIES = 40


class CalendarBusy(DomainError):
    """Too many people want the same rows at once; trying again in a moment is right."""

    code = "calendar_busy"
    message = _("The calendar is very busy right now. Please try again in a moment.")


class TryAgain(Exception):
    """Raised inside an action whose unlocked reading turned out stale: run it again on fresh rows."""


def action(perform: Callable[P, R]) -> Callable[P, R]:
    """Run `perform` in one durable transaction with short timeouts; its argument `once` claims its key before and keeps
    the result after.

    Retries up to three times, with jitter, on deadlock, serialisation failure or lock timeout, and at
    once on `TryAgain`. Raises CalendarBusy when that does not help or a statement takes too long, and whatever
    `perform` and `once` raise.
    """

    @functools.wraps(perform)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        once = cast("Once | None", kwargs.get("once"))
        busy = stale = 0
        while busy <= BUSY_RETRIES and stale <= STALE_RETRIES:
            try:
                with transaction.atomic(durable=True):
                    with connection.cursor() as cursor:
                        cursor.execute("SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '5s'")
                    if once:
                        once.claim()
                    result = perform(*args, **kwargs)
                    if once:
                        once.keep(result)
                    return result
            except TryAgain:
                stale += 1
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if state == OVERDUE:
                    raise CalendarBusy from error
                if state not in RETRYABLE:
                    raise
                busy += 1
                time.sleep(random.uniform(0.01, 0.05) * busy)
        raise CalendarBusy

    return run

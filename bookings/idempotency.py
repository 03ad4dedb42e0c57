"""One effect for a request that comes twice.

A door builds a `Once` and passes it to an action (`bookings.transactions`), whose transaction begins by claiming it and
ends by keeping the result: a crash or a refusal takes the claim back, so only answers to what happened are stored.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import IdempotentRequest
from bookings.statements import save

LONGEST_KEY = 200
REFUSED = 409
KEPT_FOR = timedelta(hours=48)


class KeyReused(DomainError):
    """The key was used before, for something else."""

    code = "idempotency_key_reused"
    message = _("This Idempotency-Key was used before, with a different request.")


class InFlight(DomainError):
    """The first request with this key is still being worked on."""

    code = "request_in_flight"
    message = _("The same request is being worked on. Please try again in a moment.")


class AlreadyAnswered(Exception):
    """The same request was answered before: give the stored answer again."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        self.status = status
        self.answer = answer
        super().__init__("answered before")


def fingerprint_of(*parts: Any) -> str:
    """The same for the same JSON-able values, whatever the order of their keys."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def forget_old(now: datetime) -> int:
    """Drop the answers that nobody will ask for again; returns how many."""
    return IdempotentRequest.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]


@dataclass(frozen=True, slots=True)
class Once:
    """A key that its caller minted for one attempt, within `scope` (who asks, and for what kind of thing).

    `answer` renders an action's result as (HTTP status, JSON-able body) inside the transaction, so that the
    stored answer is true for the committed rows.
    """

    scope: str
    key: str
    fingerprint: str
    answer: Callable[[Any], tuple[int, dict[str, Any]]]

    def claim(self) -> None:
        """Take the key until the transaction ends. Raises AlreadyAnswered, KeyReused or InFlight.

        The lock is asked for without waiting: a twin in flight is told so instead of queueing behind the
        first. A transaction gives it up only after its rows are visible, so whoever gets it next sees them.
        """
        if not self._lock():
            raise InFlight
        self.recall()

    def recall(self) -> None:
        """Look, without taking the key, whether this was done already. Raises AlreadyAnswered or KeyReused."""
        used = IdempotentRequest.objects.filter(scope=self.scope, key=self.key).first()
        if used is None:
            return
        if used.fingerprint != self.fingerprint:
            raise KeyReused
        raise AlreadyAnswered(used.status, json.loads(used.answer or "{}"))

    def keep(self, result: Any) -> None:
        """Store the answer for `result`; the unique constraint is the wall behind the lock."""
        self._store(*self.answer(result))

    def keep_refusal(self, answer: dict[str, Any]) -> None:
        """Store a refusal that changed something, so that the same request hears it again."""
        self._store(REFUSED, answer)

    def _store(self, status: int, answer: dict[str, Any]) -> None:
        save(
            IdempotentRequest(
                scope=self.scope,
                key=self.key,
                fingerprint=self.fingerprint,
                status=status,
                answer=json.dumps(answer),
            )
        )

    def _lock(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{self.scope}\n{self.key}"]
            )
            return bool(cursor.fetchone()[0])

"""Rows that a sender has claimed: taking them, seeing that they are still ours and still as they were read, settling.

A claim holds until its lease ends; whoever claims the row after that raises `attempts`, which fences off the first.
Each of these statements runs for every message, so they are prepared once a connection.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from bookings.models import Notification
from bookings.notifications.recipients import Channel
from bookings.statements import ask

State = Notification.State

# Longer than the longest single send: a handful of steps of SMTP, each of which may take EMAIL_TIMEOUT.
LEASE = timedelta(minutes=3)
# A lease that has lost less than this since it was given out is not renewed before a send.
LEASE_SLACK = timedelta(seconds=10)

CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM bookings_notification
    WHERE state IN ('waiting', 'sending') AND try_at <= %(now)s
      AND kind = ANY(%(kinds)s) AND channel = %(channel)s
    ORDER BY try_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
UPDATE bookings_notification AS claimed
SET state = 'sending', attempts = attempts + 1, lease_until = %(until)s, try_at = %(until)s
FROM due WHERE claimed.id = due.id
RETURNING claimed.id, claimed.attempts
"""

# What a message is written from, as the versions of its rows: any change to one of them changes this text.
VERSIONS = """
SELECT claimed.id, claimed.attempts, claimed.lease_until,
       concat_ws(' ', visit.xmin, place.xmin, person.xmin, guardian.xmin, clinic.xmin, policy.xmin)
FROM bookings_notification AS claimed
LEFT JOIN bookings_appointment AS visit ON visit.id = claimed.appointment_id
LEFT JOIN bookings_location AS place ON place.id = visit.location_id
LEFT JOIN bookings_patient AS person ON person.id = coalesce(visit.patient_id, claimed.patient_id)
LEFT JOIN bookings_patient AS guardian ON guardian.id = person.guardian_id
JOIN bookings_clinic AS clinic ON clinic.id = claimed.clinic_id
JOIN bookings_bookingpolicy AS policy ON policy.clinic_id = claimed.clinic_id
WHERE claimed.id = ANY(%(ids)s) AND claimed.state = 'sending'
"""

SETTLE = """
UPDATE bookings_notification
SET state = %(state)s, lease_until = NULL, why = coalesce(%(why)s, why),
    try_at = coalesce(%(try_at)s, try_at), sent_at = coalesce(%(sent_at)s, sent_at),
    recipient = coalesce(%(recipient)s, recipient), language = coalesce(%(language)s, language)
WHERE id = %(id)s AND state = 'sending' AND attempts = %(attempt)s
RETURNING id
"""
SETTLED: dict[str, Any] = dict.fromkeys(("why", "try_at", "sent_at", "recipient", "language"))


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that is ours until its lease ends. `attempt` fences off whoever claimed it before."""

    pk: int
    attempt: int


@dataclass(frozen=True, slots=True)
class _Version:
    attempt: int
    lease_until: datetime
    rows: str


class Batch:
    """Claims and what they are about, read together, and looked at once more when the turn of each has come."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        # Versions first: what changes in between is then seen as a change, not missed.
        self._versions = _versions([claim.pk for claim in claims])
        self._read = _read([claim.pk for claim in claims])

    def current(self, claim: Claim, now: datetime) -> Notification | None:
        """The message as it is now, its lease long enough for one send; None if somebody else has it by now."""
        version = _versions([claim.pk]).get(claim.pk)
        if version is None or version.attempt != claim.attempt:
            return None
        if version.lease_until < now + LEASE - LEASE_SLACK:
            until = now + LEASE
            if not ours(claim).update(lease_until=until, try_at=until):
                return None
        before = self._versions.get(claim.pk)
        if before is None or before.rows != version.rows:
            return _read([claim.pk])[claim.pk]
        return self._read[claim.pk]


def claim_due(now: datetime, channel: Channel, *, kinds: Collection[str], batch: int) -> list[Claim]:
    """Up to `batch` rows that are due, or whose sender's lease has ended. Other kinds stay where they are."""
    values = {
        "now": now,
        "until": now + LEASE,
        "batch": batch,
        "channel": channel.value,
        "kinds": list(kinds),
    }
    return [Claim(pk, attempt) for pk, attempt in ask(CLAIM, values)]


def settle(claim: Claim, state: str, **changes: Any) -> bool:
    """Write down how it ended, in a transaction of its own; False if the row was no longer ours."""
    values = SETTLED | changes
    values |= {"state": str(state), "id": claim.pk, "attempt": claim.attempt}
    return bool(ask(SETTLE, values))


def give_back(claims: Sequence[Claim], at: datetime, why: str) -> None:
    """Rows that were claimed and not begun: due again at `at`, as if they had never been tried."""
    said = {"why": why} if why else {}
    for claim in claims:
        ours(claim).update(
            state=State.WAITING, lease_until=None, try_at=at, attempts=F("attempts") - 1, **said
        )


def ours(claim: Claim) -> QuerySet[Notification]:
    return Notification.objects.filter(pk=claim.pk, state=State.SENDING, attempts=claim.attempt)


def _versions(keys: list[int]) -> dict[int, _Version]:
    return {pk: _Version(*rest) for pk, *rest in ask(VERSIONS, {"ids": keys})}


def _read(keys: list[int]) -> dict[int, Notification]:
    """The rows with all that a message may be written from. Two queries."""
    rows = Notification.objects.select_related(
        "appointment__clinic__policy",
        "appointment__location",
        "appointment__patient__clinic",
        "appointment__patient__guardian",
        "patient__clinic",
        "patient__guardian",
        "clinic__policy",
        "user",
    )
    rows = rows.defer("appointment__reason").prefetch_related("appointment__clinic__message_templates")
    return {row.pk: row for row in rows.filter(pk__in=keys)}

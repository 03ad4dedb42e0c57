"""The access log under seal: batches chained by a keyed hash, so that a change beneath the database's own rules shows.

What is sealed: an edited, removed, added or swapped line is found, and so are seals cut off at the end, because the
head names the last one. What came after the last seal is guarded by the table's trigger alone. Whoever holds the
FIELD_KEYS could forge all of it; the log of the service has each seal too.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.db.models import Max

from bookings.models import AccessRecord, AuditHead, AuditSeal
from bookings.models.encryption import sealing_key
from bookings.transactions import action

log = structlog.get_logger(__name__)
BATCH = 5000
# The sealing runs every few minutes: lines that lie open for so long tell that it does not.
OVERDUE = timedelta(days=2)
PURPOSE = "audit seal"
FIELDS = ("id", "clinic_id", "user_id", "patient_id", "action", "object_kind", "object_id", "reason", "at")


def seal_log(*, now: datetime) -> int:
    """Seal every line that is there; returns how many batches. Safe to run any number of times at once."""
    batches = 0
    end = _last_settled()
    while _seal_next(end=end, now=now):
        batches += 1
    return batches


@action
def _last_settled() -> int:
    """The last line, once nobody is writing: every earlier one is there by then or never will be.

    Ids are given out before a transaction commits, so that without waiting a line could appear behind a seal.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE bookings_accessrecord IN SHARE MODE")
    return AccessRecord.objects.aggregate(last=Max("id"))["last"] or 0


@action
def _seal_next(*, end: int, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('audit seal', 0))")
    before = AuditSeal.objects.last()
    start = before.last_id if before else 0
    ids = list(
        AccessRecord.objects.filter(id__gt=start, id__lte=end)
        .order_by("id")
        .values_list("id", flat=True)[:BATCH]
    )
    if not ids:
        return False
    key_id, key = sealing_key(PURPOSE)
    number = before.number + 1 if before else 1
    digest = _digest(key, number, before.digest if before else "", ids[0], ids[-1])
    AuditSeal.objects.create(
        number=number,
        first_id=ids[0],
        last_id=ids[-1],
        lines=len(ids),
        key_id=key_id,
        digest=digest,
        sealed_at=now,
    )
    head = {"number": number, "key_id": key_id, "digest": _head(key, number, digest)}
    AuditHead.objects.update_or_create(id=1, defaults=head)
    log.info("audit_sealed", number=number, lines=len(ids), digest=digest)
    return True


def broken_seals(now: datetime) -> Iterator[str]:
    """A sentence for everything that does not fit: lines, seals, the head, and lines that nobody seals."""
    before, covered = "", 0
    number = 0
    for seal in AuditSeal.objects.order_by("number").iterator():
        if seal.number != number + 1:
            yield f"seal {number + 1} of the access log is missing"
        elif not _fits(seal, before, covered):
            yield f"the access log is not as it was sealed, between lines {covered + 1} and {seal.last_id}"
        before, covered, number = seal.digest, seal.last_id, seal.number
    yield from _cut_off(number, before)
    if AccessRecord.objects.filter(id__gt=covered, at__lt=now - OVERDUE).exists():
        yield "lines of the access log have waited for days to be sealed"


def _cut_off(number: int, digest: str) -> Iterator[str]:
    head = AuditHead.objects.filter(id=1).first()
    if head is None:
        if number:
            yield "the head of the access log is missing"
        return
    try:
        _name, key = sealing_key(PURPOSE, head.key_id)
    except KeyError:
        yield f"the key {head.key_id} that sealed the access log is gone"
        return
    if head.number != number or not hmac.compare_digest(head.digest, _head(key, number, digest)):
        yield f"the access log ends at seal {number}, and should end at seal {head.number}"


def _fits(seal: AuditSeal, before: str, covered: int) -> bool:
    try:
        _name, key = sealing_key(PURPOSE, seal.key_id)
    except KeyError:
        return False
    # From the end of the seal before: a line slipped in between two batches counts to this one.
    found = AccessRecord.objects.filter(id__gt=covered, id__lte=seal.last_id).count()
    is_same = hmac.compare_digest(
        seal.digest, _digest(key, seal.number, before, covered + 1, seal.last_id, seal.first_id)
    )
    return found == seal.lines and is_same


def _digest(key: bytes, number: int, before: str, start: int, end: int, first_id: int | None = None) -> str:
    lines = hashlib.sha256()
    rows = AccessRecord.objects.filter(id__gte=start, id__lte=end).order_by("id").values_list(*FIELDS)
    for *values, at in rows.iterator():
        lines.update(json.dumps([*values, at.isoformat()]).encode() + b"\n")
    told = json.dumps([number, before, first_id or start, end, lines.hexdigest()])
    return hmac.new(key, told.encode(), "sha256").hexdigest()


def _head(key: bytes, number: int, digest: str) -> str:
    return hmac.new(key, f"head {number} {digest}".encode(), "sha256").hexdigest()

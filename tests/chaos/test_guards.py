"""The guards one by one, switched off: each time the fault bites. And the failpoints are where they are said to be."""

from datetime import timedelta
from pathlib import Path

import pytest

from bookings.models import Appointment, Notification
from bookings.notifications import claims, deliver, outbox
from bookings.notifications.claims import CLAIM, LEASE
from bookings.notifications.deliver import deliver_due
from tests.chaos import failpoints
from tests.factories import NOW
from tests.notifications.conftest import appointment, clock, sink
from tests.notifications.post import Clock, row_of
from tests.notifications.sink import Sink

__all__ = ["appointment", "clock", "sink"]
ROOT = Path(__file__).resolve().parents[2]
EMAIL = Notification.Channel.EMAIL


@pytest.mark.parametrize("kind", failpoints.POINTS)
def test_every_named_point_is_there(kind: str) -> None:
    for target, when in failpoints.POINTS[kind].values():
        assert when in ("before", "after")
        holder, name = failpoints.target_of(target)
        assert callable(getattr(holder, name))


def test_the_service_knows_nothing_of_failpoints() -> None:
    for room in ("bookings", "notes", "config"):
        for path in (ROOT / room).rglob("*.py"):
            assert "failpoint" not in path.read_text().lower(), path


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_lease", [True, False])
def test_a_claim_without_a_lease_would_be_lost_with_its_sender(
    appointment: Appointment, sink: Sink, clock: Clock, monkeypatch: pytest.MonkeyPatch, has_lease: bool
) -> None:
    outbox.plan_for_booking(appointment, NOW)
    if not has_lease:
        monkeypatch.setattr(claims, "CLAIM", CLAIM.replace("try_at = %(until)s", "try_at = 'infinity'"))
    assert len(deliver._claim(NOW, EMAIL)) == 1, "and here its sender dies"
    clock.turn(seconds=LEASE.total_seconds())
    assert deliver_due(clock=clock) == ({"sent": 1} if has_lease else {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leaves_it", [True, False])
def test_an_older_version_that_took_what_it_does_not_know_would_use_it_up(
    appointment: Appointment, sink: Sink, clock: Clock, monkeypatch: pytest.MonkeyPatch, leaves_it: bool
) -> None:
    outbox.plan_for_booking(appointment, NOW)
    Notification.objects.filter(kind="confirmation").update(kind="from_tomorrow")
    if not leaves_it:
        taking = CLAIM.replace("kind = ANY(%(kinds)s)", "%(kinds)s::text[] IS NOT NULL")
        monkeypatch.setattr(claims, "CLAIM", taking)
    deliver_due(clock=clock)
    row = row_of(appointment, "from_tomorrow")
    assert (row.attempts, row.try_at == NOW) == ((0, True) if leaves_it else (1, False))
    assert sink.mails == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_fenced", [True, False])
def test_without_the_count_of_attempts_a_late_sender_would_settle_for_another(
    appointment: Appointment, monkeypatch: pytest.MonkeyPatch, is_fenced: bool
) -> None:
    outbox.plan_for_booking(appointment, NOW)
    [late] = deliver._claim(NOW, EMAIL)
    [_another] = deliver._claim(NOW + LEASE + timedelta(seconds=1), EMAIL)
    if not is_fenced:
        unfenced = claims.SETTLE.replace("AND attempts = %(attempt)s", "AND %(attempt)s > 0")
        monkeypatch.setattr(claims, "SETTLE", unfenced)
    assert claims.settle(late, "failed", why="said by the one that was too late") is not is_fenced

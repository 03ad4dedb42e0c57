"""One bell waits at a time: ten bookings in a second wake one worker, and none of them is missed."""

import pytest

from bookings import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr(tasks, "_wake", rung.append)
    return rung


def test_while_a_bell_waits_to_be_heard_no_other_is_rung(rung: list[str]) -> None:
    for _ in range(10):
        tasks.ring()
    assert rung == ["bookings.tasks.deliver_due"]


def test_whoever_rings_once_a_sweep_has_begun_is_heard_by_the_next(
    rung: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is booked while a sweep looks may come too late for it: the bell must be down before the first look."""
    tasks.ring()
    monkeypatch.setattr("bookings.notifications.deliver.deliver_due", lambda **_: tasks.ring())
    tasks.deliver_due()
    assert len(rung) == 2

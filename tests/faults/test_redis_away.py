"""Redis rings the bell and nothing else: without it bookings go on, and messages leave late but leave."""

import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from bookings.appointments.hold import hold
from bookings.models import Appointment, Notification
from config.embedded.valkey import Valkey
from tests.factories import World, make_world
from tests.faults.processes import WORKER, eventually, run, started
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

BOOKER = """
from django.utils import timezone
from bookings.appointments.book import book
from bookings.appointments.patient import PatientDetails
from bookings.models import Appointment
token = Appointment.objects.get(status="held").token
started = time.monotonic()
book(token=token, patient=PatientDetails("Ann", "Lee", "ann@example.org"), now=timezone.now())
print(f"took {time.monotonic() - started:.2f}")
"""


@pytest.fixture
def redis() -> Iterator[Valkey]:
    """A server of its own, to be stopped and emptied at will."""
    with tempfile.TemporaryDirectory(prefix="tend-redis-", dir="/tmp") as folder:
        server = Valkey(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def held() -> Appointment:
    """A time next week, held by the real clock: the processes read no other."""
    world: World = make_world(weekdays=range(7))
    now = timezone.now()
    starts_at = world.at((now + timedelta(days=8)).date(), "10:00")
    return hold(option=world.option, starts_at=starts_at, now=now)


def seconds_taken(output: str) -> float:
    return float(output.split("took ")[1].split()[0])


@pytest.mark.parametrize("address", ["unix:///tmp/nobody-listens-here.sock", "redis://127.0.0.1:1/0"])
def test_a_booking_commits_at_once_without_redis_and_a_sweep_sends_its_mail(
    held: Appointment, sink: Sink, address: str
) -> None:
    booked = run(BOOKER, REDIS_URL=address)
    assert booked.returncode == 0, booked.stderr
    assert seconds_taken(booked.stdout) < 5
    assert "bell_not_heard" in booked.stderr
    held.refresh_from_db()
    assert held.status == "booked"
    assert sink.mails == []

    call_command("deliver_notifications", "--once")
    assert [mail["To"] for mail in sink.mails] == ["ann@example.org"]


def test_the_bell_wakes_a_worker_long_before_its_sweep(
    held: Appointment, sink: Sink, redis: Valkey, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    addresses = {"REDIS_URL": redis.url, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    with started(WORKER, log, **addresses):
        assert eventually(lambda: "ready" in log.read_text(), 60), log.read_text()
        booked = run(BOOKER, **addresses)
        assert booked.returncode == 0, booked.stderr
        committed = time.monotonic()
        assert eventually(lambda: len(sink.mails) == 1, 10), log.read_text()
        assert time.monotonic() - committed < 5
        assert eventually(lambda: Notification.objects.filter(kind="confirmation", state="sent").exists(), 5)
    assert "ann@example.org" not in log.read_text()
    assert held.token not in log.read_text()


def test_a_redis_that_was_emptied_and_restarted_loses_no_message(
    held: Appointment, sink: Sink, redis: Valkey, tmp_path: Path
) -> None:
    """Everything that Redis knew is gone; worker and beat come back by themselves."""
    log, beat_log = tmp_path / "worker.log", tmp_path / "beat.log"
    addresses = {"REDIS_URL": redis.url, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "SWEEP_SECONDS": "1"}
    beat = "celery -A config.celery beat"
    with started(WORKER, log, **addresses), started(beat, beat_log, **addresses):
        assert eventually(lambda: "ready" in log.read_text(), 60), log.read_text()
        redis.stop()
        booked = run(BOOKER, **addresses)
        assert booked.returncode == 0, booked.stderr
        time.sleep(2)
        assert sink.mails == []
        redis.start()
        assert eventually(lambda: len(sink.mails) == 1, 40), log.read_text() + beat_log.read_text()


def test_the_loop_without_celery_sends_and_ends_when_asked(
    held: Appointment, sink: Sink, tmp_path: Path
) -> None:
    run(BOOKER, REDIS_URL="redis://127.0.0.1:1/0")
    log = tmp_path / "loop.log"
    loop = "manage deliver_notifications --every 0.2"
    with started(loop, log, EMAIL_URL=f"smtp://127.0.0.1:{sink.port}") as process:
        assert eventually(lambda: len(sink.mails) == 1), log.read_text()
        process.terminate()
        assert process.wait(10) == 0, log.read_text()

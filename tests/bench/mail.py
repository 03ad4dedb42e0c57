"""python -m tests.bench mail [messages]     reminders that are all due at once, beside what the mail server can take.

A database of its own; the worker of docs/operations.md; a mail server that keeps each letter on the disk before it
says yes. The limit is the same letter, ready-made, over one connection that stays open, in the same run.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from config import state

ROOT = Path(__file__).resolve().parents[2]
WORKER = "celery -A config.celery worker --pool threads --concurrency {threads} --without-gossip --without-mingle -l info"
# As beat rings, and as each booking does.
RING_SECONDS = 1.0
LIMIT_LETTERS = 1000
BULK = 100_000


@dataclass(frozen=True, slots=True)
class Figures:
    """`tasks` that ran; memory of the worker in MiB when it was ready, at its highest, and at the end."""

    messages: int
    seconds: float
    taken: int
    distinct: int
    tasks: int
    memory: tuple[float, float, float]

    @property
    def a_second(self) -> float:
        return self.messages / self.seconds


def main(messages: int = 10_000) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    for name, kept in state.make_secrets().items():
        os.environ.setdefault(name, kept)
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        for keeps in (True, False):
            for threads in (4, 1):
                _round(messages, threads, keeps)
        _planning()
    finally:
        connection.creation.destroy_test_db("bench", verbosity=0)


def _round(messages: int, threads: int, keeps: bool) -> None:
    due(messages)
    with sink(keeps) as (port, server):
        limit = limit_of(port)
        figures = deliver(messages, port, threads, server)
    ready, highest, at_end = figures.memory
    print(
        f"{messages:,} due at once, worker with {threads} threads, a mail server that "
        f"{'keeps letters on the disk' if keeps else 'throws letters away'}:\n"
        f"  {figures.a_second:.0f} a second; one connection takes {limit:.0f}; ratio {figures.a_second / limit:.2f} "
        f"(goal 0.8)\n"
        f"  {figures.tasks} tasks (goal 200); taken {figures.taken - LIMIT_LETTERS:,}, "
        f"{figures.taken - LIMIT_LETTERS - figures.distinct:,} copies; "
        f"worker's memory {ready:.0f} MiB ready, {highest:.0f} at most, {at_end:.0f} at the end",
        flush=True,
    )


def due(messages: int) -> None:
    """Rows and their visits, in bulk; whatever was due before is gone."""
    from bookings.models import Appointment, Notification, Patient
    from bookings.notifications import outbox
    from bookings.notifications.recipients import recipient_of
    from tests.chaos.load import _visit
    from tests.factories import make_world

    Notification.objects.all().delete()
    now = _now()
    world = make_world(therapists=4, zone="UTC", quiet_from_minute=0, quiet_to_minute=0)
    patients = Patient.objects.bulk_create(
        [
            Patient(
                clinic=world.clinic,
                first_name="Pat",
                last_name=str(n),
                email=f"p{n}@example.org",
                phone=f"+1 {n}",
            )
            for n in range(messages)
        ],
        batch_size=5000,
    )
    start = now + timedelta(days=3)
    visits = [_visit(world, n, patients[n], start + timedelta(hours=n // 4)) for n in range(messages)]
    Appointment.objects.bulk_create(visits, batch_size=5000)
    rows = [
        outbox.row_for(
            visit, recipient_of(visit.patient), Notification.Kind.REMINDER,
            send_at=now, useful_until=visit.starts_at, offset_hours=72,
        )
        for visit in visits if visit.patient
    ]  # fmt: skip
    Notification.objects.bulk_create(rows, batch_size=5000)
    _analyze()


@contextmanager
def sink(keeps: bool) -> "Iterator[tuple[int, subprocess.Popen[str]]]":
    with tempfile.TemporaryDirectory(prefix="tend-sink-") as folder:
        command = [sys.executable, "-m", "tests.bench.sink", *([folder] if keeps else [])]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline()), server
        finally:
            server.kill()
            server.wait()


def limit_of(port: int) -> float:
    """Letters a second over one connection, when there is nothing to do but hand them over."""
    from bookings.models import Notification
    from bookings.notifications.channels.email import _message
    from bookings.notifications.recipients import recipient_for
    from bookings.notifications.ways import WAYS

    row = Notification.objects.select_related(
        "appointment__clinic__policy", "clinic", "user", "patient"
    ).first()
    assert row is not None
    letter = _message(WAYS[row.Channel.EMAIL].write(row, row.appointment, recipient_for(row)))
    raw = letter.message().as_bytes(linesep="\r\n")
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for _ in range(LIMIT_LETTERS):
            line.sendmail("a@example.org", ["b@example.org"], raw)
    return LIMIT_LETTERS / (time.perf_counter() - began)


def deliver(messages: int, port: int, threads: int, server: "subprocess.Popen[str]") -> Figures:
    """From the first ring until nothing is open."""
    from bookings import tasks
    from bookings.models import Notification

    left = Notification.objects.filter(state__in=["waiting", "sending"])
    with tempfile.NamedTemporaryFile("r+", prefix="tend-worker-") as log:
        command = [sys.executable, "-m", *WORKER.format(threads=threads).split()]
        worker = subprocess.Popen(command, env=_environment(port), cwd=ROOT, stdout=log, stderr=log)
        try:
            while " ready." not in Path(log.name).read_text():
                time.sleep(0.1)
            process = psutil.Process(worker.pid)
            memory = [process.memory_info().rss / 2**20]
            began = time.perf_counter()
            while left.exists():
                tasks.ring()
                end = time.perf_counter() + RING_SECONDS
                while time.perf_counter() < end and left.exists():
                    time.sleep(0.05)
                memory.append(process.memory_info().rss / 2**20)
            seconds = time.perf_counter() - began
            worker.terminate()
            worker.wait(60)
            ran = Path(log.name).read_text().count("bookings.tasks.deliver_due[") // 2
        finally:
            worker.kill()
            worker.wait()
    sent = Notification.objects.filter(state="sent").count()
    assert sent == messages, f"{sent} of {messages} were sent"
    server.terminate()
    taken, distinct = server.communicate(timeout=10)[0].split()
    return Figures(messages, seconds, int(taken), int(distinct), ran, (memory[0], max(memory), memory[-1]))


def _planning() -> None:
    """A sweep among many visits touches only what is due: the same pages with 10,000 and with ten times as many."""
    from bookings.models import Notification

    for rows in (BULK // 10, BULK):
        due(rows)
        Notification.objects.update(send_at=_now() + timedelta(days=30), try_at=_now() + timedelta(days=30))
        first = list(Notification.objects.order_by("pk").values_list("pk", flat=True)[:50])
        Notification.objects.filter(pk__in=first).update(try_at=_now())
        _analyze()
        print(f"claiming 50 due among {rows:,} planned messages: {_claim_cost()}", flush=True)


def _claim_cost() -> str:
    from django.db import connection, transaction

    from bookings.notifications import claims

    values = {"now": _now(), "until": _now(), "batch": 50, "channel": "email", "kinds": ["reminder"]}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + claims.CLAIM, values)
        plan = cursor.fetchone()[0][0]
        transaction.set_rollback(True)
    scan = next(node for node in _nodes(plan["Plan"]) if "Index Name" in node)
    pages = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    return (
        f"{plan['Execution Time']:.1f} ms, {pages} pages, by {scan['Index Name']}, "
        f"{scan['Actual Rows']:.0f} rows looked at"
    )


def _nodes(node: dict) -> "Iterator[dict]":
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _environment(port: int) -> dict[str, str]:
    from django.db import connection

    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": url.geturl(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DB_POOL_MAX": "0",
    }


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _now():  # type: ignore[no-untyped-def]
    from django.utils import timezone

    return timezone.now()

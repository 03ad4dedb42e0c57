"""What a booking and a letter cost the processor, in a process of its own; two versions of the code in turn.

    python -m config.embedded -- python -m tests.bench alone [OTHER TREE]

Processor time says the same on a machine that others work on, requests a second do not. The other tree is a checkout of
an earlier revision with the same tables (`git worktree add`).
"""

import io
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROUNDS, BOOKINGS, LETTERS = int(os.environ.get("BENCH_ROUNDS", "5")), 100, 300
HERE = Path(__file__).resolve().parents[2]
Seen = dict[str, dict[str, float]]


def main(*others: str) -> None:
    """Each tree in turn, round by round; the medians of what their processes tell."""
    from tests.bench.mail import sink

    trees = [HERE, *map(Path, others)]
    seen: dict[Path, list[Seen]] = {tree: [] for tree in trees}
    with sink(keeps=False) as (port, _server):
        for _ in range(ROUNDS):
            for tree in trees:
                seen[tree].append(_told_by(tree, port))
    for tree, rounds in seen.items():
        print(f"\n{tree}")
        for question in rounds[0]:
            figures = {
                name: statistics.median(one[question][name] for one in rounds) for name in rounds[0][question]
            }
            print(f"  {question}: " + ", ".join(f"{name} {value:.2f}" for name, value in figures.items()))


def _told_by(tree: Path, port: int) -> Seen:
    environment = {**os.environ, "PYTHONPATH": str(tree), "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    command = [sys.executable, __file__, "one"]
    done = subprocess.run(command, cwd=tree, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told: Seen = json.loads(done.stdout.splitlines()[-1])
    return told


def one() -> None:
    """Inside the process: what is there is warmed up first."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    os.environ["LOG_FORMAT"] = "json"
    import logging

    import django

    django.setup()
    from django.conf import settings

    logging.disable(logging.WARNING)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.ALLOWED_HOSTS = ["*"]
    print(json.dumps({**_bookings(), **_letters(), **_listings()}))


class Meter:
    """Milliseconds of Python and PostgreSQL for each of so many."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __enter__(self) -> "Meter":
        self._python, self._postgres = time.process_time(), self._database()
        return self

    def __exit__(self, *error: object) -> None:
        self.told = {
            "python": (time.process_time() - self._python) * 1000 / self.times,
            "postgres": (self._database() - self._postgres) * 1000 / self.times,
        }

    def _database(self) -> float:
        from django.db import connection

        connection.ensure_connection()
        account = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        return int(account.read_text().split()[0]) / 1e9


def ask(method: str, path: str, body: Any = None) -> Any:
    """Through the whole service, as a server would call it."""
    from config.wsgi import application

    raw = json.dumps(body).encode() if body is not None else b""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(raw)), "wsgi.input": io.BytesIO(raw),
        "wsgi.url_scheme": "http",
    }  # fmt: skip
    heard: list[str] = []
    answer = application(environ, lambda status, headers: heard.append(status))
    text = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    assert heard[0][:3] in ("200", "201"), (path, heard, text[:500])
    return json.loads(text)


def _statements(do: Any) -> float:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        do()
    if os.environ.get("BENCH_SHOW"):
        for query in asked.captured_queries:
            print(query["sql"][:2000], file=sys.stderr)
    return float(len(asked))


def _trial() -> Any:
    from bookings.models import Clinic
    from tests.bench.clinic import load_trial

    if not Clinic.objects.filter(slug="trial-10000").exists():
        load_trial("trial-10000", 10_000)
    return Clinic.objects.get(slug="trial-10000")


def _bookings() -> Seen:
    from django.utils import timezone

    from bookings.calendars import slots_by_day
    from bookings.models import ServiceOption

    clinic = _trial()
    options = ServiceOption.objects.select_related("service", "clinic__policy")
    option = options.filter(clinic=clinic).order_by("pk")[0]
    now = timezone.now()
    days = slots_by_day(
        option=option, first=now.date() + timedelta(days=3), last=now.date() + timedelta(days=50), now=now
    )
    starts = [
        opening.starts_at for openings in days.values() for opening in openings for _ in opening.therapists
    ]
    starts = starts[:: max(len(starts) // (BOOKINGS + 20), 1)]
    run, base = f"{time.time():.3f}", f"/api/v1/clinics/{clinic.slug}"

    def hold(at: datetime) -> str:
        body = {"option": option.public_id, "starts_at": at.isoformat()}
        return str(ask("POST", f"{base}/holds/", body)["token"])

    def book(number: int, token: str) -> Any:
        person = {"first_name": "Ben", "last_name": f"Bench {run}x{number}", "email": "ben@example.org"}
        return ask("POST", f"{base}/appointments/", {"hold": token, "patient": person})

    for number, at in enumerate(starts[:10]):
        book(-number - 1, hold(at))
    with Meter(BOOKINGS) as holding:
        tokens = [hold(at) for at in starts[12 : BOOKINGS + 12]]
    with Meter(BOOKINGS) as booking:
        for number, token in enumerate(tokens):
            book(number, token)
    told: Seen = {"hold": holding.told, "book": booking.told}
    token = hold(starts[10])
    told["book"]["statements"] = _statements(lambda: book(-11, token))
    told["hold"]["statements"] = _statements(lambda: hold(starts[11]))
    return told


def _letters() -> Seen:
    from django.utils import timezone

    from bookings.models import Notification
    from bookings.notifications.deliver import deliver_due
    from tests import factories
    from tests.bench.mail import due

    factories.NUMBER = itertools.count(int(time.time()))
    due(10)
    deliver_due(clock=timezone.now)
    due(LETTERS)
    waiting = Notification.objects.filter(state="waiting")
    with Meter(LETTERS) as sending:
        while waiting.exists():  # on a slow machine a sweep's time runs out
            deliver_due(clock=timezone.now)
    assert Notification.objects.filter(state="sent").count() == LETTERS
    due(50)
    statements = _statements(lambda: deliver_due(clock=timezone.now))
    return {"letter": {**sending.told, "statements": statements / 50}}


def _listings() -> Seen:
    from tests.bench.measures import questions

    path = questions("trial-10000").one_day[0].path
    for _ in range(10):
        ask("GET", path)
    with Meter(100) as listing:
        for _ in range(100):
            ask("GET", path)
    return {"one therapist, one day": {**listing.told, "statements": _statements(lambda: ask("GET", path))}}


if __name__ == "__main__":
    one()

"""make bench [ROWS="10000 100000 1000000"]: ours beside the limit, in turn, as ratios.

For each number of appointments a clinic with 50 therapists is loaded (once; it stays in the state folder) and the
questions of docs/performance.md are asked. Sends traffic to this machine only, and a bounded amount of it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import state
from tests.bench.client import Ask, Line

PORT = int(os.environ.get("BENCH_PORT", "8399"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
ROWS = [int(rows) for rows in os.environ.get("ROWS", "10000 100000").split()]
PLACE = Path(__file__).resolve().parents[2] / "docs" / "performance-figures.md"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    for name, kept in state.make_secrets().items():
        os.environ.setdefault(name, kept)
    os.environ["WHITENOISE_USE_FINDERS"] = "1"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.bench.measures import growth, measured

    rows_of = {}
    for rows in ROWS:
        load(rows)
    with served():
        for rows in ROWS:
            print(f"\n{rows:,} appointments", flush=True)
            rows_of[rows] = measured(PORT, f"trial-{rows}", ROUNDS)
    text = growth(rows_of)
    PLACE.write_text(text)
    print("\n" + text)


def load(rows: int) -> None:
    """The clinic with this many appointments, if it is not there yet."""
    from bookings.models import Clinic
    from tests.bench.clinic import load_trial

    slug = f"trial-{rows}"
    if not Clinic.objects.filter(slug=slug).exists():
        began = time.perf_counter()
        load_trial(slug, rows)
        print(f"loaded {rows:,} in {time.perf_counter() - began:.0f} s", flush=True)


@contextmanager
def served() -> Iterator[None]:
    """The service on granian with two processes, as in production."""
    command = (
        f"granian --interface wsgi --host 127.0.0.1 --port {PORT} --workers 2 --blocking-threads 2 --no-ws"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", *command.split(), "config.wsgi:application"],
        env={**os.environ, "DB_POOL_MAX": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                Line(PORT).send(Ask("/health/"))
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()

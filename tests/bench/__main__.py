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
WORKERS, THREADS = 2, 2
PLACE = Path(__file__).resolve().parents[2] / "docs" / "performance-figures.md"


def begin() -> None:
    """Django with the settings of the bench, and the secrets of its state folder."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    for name, kept in state.make_secrets().items():
        os.environ.setdefault(name, kept)
    os.environ["WHITENOISE_USE_FINDERS"] = "1"
    import django

    django.setup()


def main() -> None:
    begin()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for rows in ROWS:
        load(rows)
    told = list(_sections())
    PLACE.write_text("\n".join([f"Ours / limit = ratio. {ROUNDS} rounds, medians.", "", *told]))
    print(f"\nwritten to {PLACE.name}")


def _sections() -> Iterator[str]:
    """Each part of the report as soon as it is measured."""
    from tests.bench import layers, measures, pages
    from tests.bench.results import Result, table, within

    def told(title: str, columns: dict[str, list[Result]]) -> str:
        text = table(title, columns)
        print("\n" + text, flush=True)
        return text

    slugs = {f"{rows:,}": f"trial-{rows}" for rows in ROWS}
    with served():
        yield told(
            "Free times and bookings, by appointments loaded",
            {size: measures.measured(PORT, slug, ROUNDS) for size, slug in slugs.items()},
        )
        if len(ROWS) > 1:
            small, large = f"trial-{ROWS[-2]}", f"trial-{ROWS[-1]}"
            column = f"{ROWS[-1]:,} against {ROWS[-2]:,}"
            yield told("Growth", {column: measures.grown(PORT, small, large, ROUNDS)})
        yield told("Pages", {size: pages.opened(PORT, slug) for size, slug in slugs.items()})
        yield told("Layers", {"": layers.layered(PORT, ROUNDS)})
        most = WORKERS * THREADS + 2
        yield told("Database", {"": [within("connections after all this", measures.connections(), most)]})


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
        f"granian --interface wsgi --host 127.0.0.1 --port {PORT} "
        f"--workers {WORKERS} --blocking-threads {THREADS} --no-ws"
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
    if sys.argv[1:2] == ["mail"]:
        from tests.bench import mail

        mail.main(*map(int, sys.argv[2:]))
    elif sys.argv[1:2] == ["alone"]:
        from tests.bench import alone

        alone.main(*sys.argv[2:])
    elif sys.argv[1:2] == ["every"]:
        begin()
        from tests.bench import every

        every.main(*map(int, sys.argv[2:4]), *sys.argv[4:])
    elif sys.argv[1:2] == ["clock"]:
        begin()
        from tests.bench import clock

        clock.main(*map(int, sys.argv[2:4]), *sys.argv[4:])
    else:
        main()

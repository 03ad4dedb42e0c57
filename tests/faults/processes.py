"""Processes of our own beside the test: they see its database and its mail server, and may be killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
SET_UP = "import os, signal, time, django\ndjango.setup()\n"
WORKER = "celery -A config.celery worker -l info --pool threads -c 2 --without-gossip --without-mingle"


def environment(**extra: str) -> dict[str, str]:
    """The test's own, with the test database in the place of the real one."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": url.geturl(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        **extra,
    }


def run(script: str, **extra: str) -> "subprocess.CompletedProcess[str]":
    """Run Python code in a process of its own, with Django set up."""
    return subprocess.run(
        [sys.executable, "-c", SET_UP + script],
        env=environment(**extra),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def started(command: str, log: Path, **extra: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A `python -m ...` process, killed in the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command.split()],
            env=environment(**extra),
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def eventually(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not (answer := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer

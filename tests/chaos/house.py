"""Every process of an installation, started, kept up and killed; the servers behind them; what can be seen of them."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from config.embedded.valkey import Valkey
from tests.chaos import failpoints

ROOT = Path(__file__).resolve().parents[2]
CELERY = "tests.chaos.built celery -A config.celery"
WORKER = f"{CELERY} worker -l info --without-gossip --without-mingle"
WEB = "granian --interface wsgi --host 127.0.0.1 --port {web} --workers 1 --blocking-threads 4 --no-ws"
COMMANDS = {
    "mail": "tests.chaos.mailserver {mail} {folder}",
    "web": WEB + " tests.chaos.wsgi:application",
    "threads": f"{WORKER} -n threads@%h --pool threads -c 2",
    "prefork": f"{WORKER} -n prefork@%h --pool prefork -c 2",
    "beat": f"{CELERY} beat -s {{folder}}/beat.schedule",
    "beat 2": f"{CELERY} beat -s {{folder}}/beat2.schedule",
    "beat 3": f"{CELERY} beat -s {{folder}}/beat3.schedule",
}
SENDERS = 4  # at most so many letters are on their way at once


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def eventually(true: Callable[[], Any], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (answer := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return bool(answer)


class House:
    """The processes by name, each with its log in `folder`; whatever dies is started again, as systemd would."""

    def __init__(self, folder: Path, database_url: str, redis: Valkey) -> None:
        self.folder, self.redis, self.database_url = folder, redis, database_url
        self.ports = {"mail": free_port(), "web": int(os.environ.get("PORT") or free_port())}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts = 0
        self._closing, self._turn = threading.Event(), threading.RLock()
        self.mood("ok")
        (folder / "taken.jsonl").touch()

    def environment(self, role: str, **extra: str) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.ports['mail']}",
            "BASE_URL": f"http://127.0.0.1:{self.ports['web']}",
            "SECRET_KEY": "only-for-tests-" + "c" * 50,
            "FIELD_KEYS": "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "CACHE_PREFIX": "chaos",
            "WHITENOISE_USE_FINDERS": "1",
            "STATIC_MANIFEST": "0",
            "DB_POOL_MAX": "0",
            "SWEEP_SECONDS": "1",
            "PYTHONPATH": str(ROOT),
            failpoints.FOLDER: str(self.folder),
            failpoints.ROLE: role,
            **extra,
        }

    def start(self, name: str, **extra: str) -> None:
        command = COMMANDS[name].format(folder=self.folder, **self.ports)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", *command.split()],
                env=self.environment(name, **extra), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """As `kill -9` of the whole group; it stays away until it is started."""
        with self._turn:
            process = self.running.pop(name)
        _kill_group(process)

    def replace(self, name: str, **extra: str) -> None:
        self.kill(name)
        with self._turn:
            self.start(name, **extra)

    def keep_up(self) -> None:
        while not self._closing.wait(0.1):
            with self._turn:
                for name, process in list(self.running.items()):
                    if process.poll() is not None:
                        _kill_group(process)  # its children, if it left any
                        self.start(name)
                        self.restarts += 1

    @contextmanager
    def open(self) -> Iterator["House"]:
        keeper = threading.Thread(target=self.keep_up)
        keeper.start()
        try:
            with self._turn:
                for name in ("mail", "web", "threads", "prefork", "beat"):
                    self.start(name)
            ready = eventually(lambda: all("ready" in self.log(one) for one in ("threads", "prefork")), 60)
            assert ready, self.log("threads") + self.log("prefork")
            assert eventually(self.web_answers, 30), self.log("web")
            yield self
        finally:
            self._closing.set()
            keeper.join()
            for name in list(self.running):
                self.kill(name)

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def web_answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.ports["web"]), 1):
                return True
        except OSError:
            return False

    def mood(self, mood: str) -> None:
        draft = self.folder / "mood.draft"
        draft.write_text(mood)
        draft.rename(self.folder / "mood")

    def mails(self) -> list[dict[str, Any]]:
        """What the mail server said yes to, or kept without getting its yes across."""
        return [json.loads(line) for line in (self.folder / "taken.jsonl").read_text().splitlines()]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url, autocommit=True, connect_timeout=5) as line:
            return line.execute(query, values).fetchall()  # type: ignore[arg-type]


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

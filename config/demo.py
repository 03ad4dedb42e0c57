"""`make demo`: the whole service on this machine, as real processes, until Ctrl-C.

python -m config.demo        serves on 127.0.0.1; PORT (8000) and TEND_DATA_DIR (.data) change where;
                             EMPTY=1 begins with a clinic that has nothing but its owner
"""

import ctypes
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from typing import IO

from config import embedded, state

START_SECONDS = 60.0
# Of history: enough for the reports to have something to count.
WEEKS = 26
PATIENCE_SECONDS = 8.0
WEB = "granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4 --no-ws"
WORKER = (
    "celery -A config.celery worker --pool threads --concurrency 4 --without-gossip --without-mingle -l info"
)
EMPTY = {
    "slug": "my-clinic",
    "name": "My clinic",
    "time_zone": "UTC",
    "owner_email": "owner@example.org",
    "password": "quiet-otter-harbour-7",
}
BEAT = "celery -A config.celery beat -l info"


class Stop(Exception):
    """Somebody pressed Ctrl-C, or a process ended by itself; the message is for the person, if any."""


class Processes:
    """The processes of the demo; each writes its own log, and the end of any is the end of all."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_to_stop = threading.Event()

    def start(
        self, name: str, module: str, stdout: IO[bytes] | int | None = None
    ) -> "subprocess.Popen[bytes]":
        self.check()
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *module.split()],
                stdin=subprocess.DEVNULL,
                stdout=stdout or log,
                stderr=log,
                cwd=state.PROJECT_DIR,
                start_new_session=True,  # a terminal's Ctrl-C goes to us alone
                preexec_fn=_end_with_the_demo,
            )
        return self.running[name]

    def result(self, name: str) -> bytes:
        """What a process printed that is meant to end, once it has ended well."""
        process = self.running[name]
        while process.poll() is None:
            self._pause()
        del self.running[name]
        if process.returncode:
            raise Stop(f"The {name} step failed. The end of its log:\n{self._last_lines(name)}")
        assert process.stdout is not None
        return process.stdout.read()

    def check(self) -> None:
        if self.asked_to_stop.is_set():
            raise Stop
        for name, process in self.running.items():
            if process.poll() is not None:
                raise Stop(
                    f"The {name} process ended by itself (code {process.returncode}), so the demo stops. "
                    f"The end of its log:\n{self._last_lines(name)}"
                )

    def wait_for_page(self, port: int, path: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port, path):
            self.check()
            self._pause()
            if time.monotonic() > deadline:
                raise Stop(f"The web process does not answer. The end of its log:\n{self._last_lines('web')}")

    def watch(self) -> None:
        while True:
            self.check()
            self.asked_to_stop.wait(0.5)

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _pause(self) -> None:
        if self.asked_to_stop.wait(0.1):
            raise Stop

    def _last_lines(self, name: str) -> str:
        return "\n".join((self.logs / f"{name}.log").read_text(errors="replace").splitlines()[-15:])


def main() -> int:
    port = _port()
    if isinstance(port, str):
        print(port, file=sys.stderr)
        return 1
    if os.environ.get("EMPTY"):
        os.environ.setdefault("TEND_DATA_DIR", str(state.PROJECT_DIR / ".data" / "empty"))
    data = state.data_dir()
    logs = data / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    os.environ.update(_settings(port, data))
    for name, kept in state.make_secrets().items():
        os.environ.setdefault(name, kept)
    processes = Processes(logs)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: processes.asked_to_stop.set())
    with ExitStack() as at_the_end:
        at_the_end.callback(print, "Stopped.", flush=True)
        at_the_end.enter_context(embedded.running())
        at_the_end.callback(processes.stop)
        try:
            _start(processes, port, data)
            processes.watch()
        except Stop as reason:
            if str(reason):
                print(f"\n{reason}", file=sys.stderr)
                return 1
            print("\nStopping ...", flush=True)
    return 0


def _start(processes: Processes, port: int, data: Path) -> None:
    print("Preparing the database ...", flush=True)
    processes.start("prepare", "config.demo prepare", stdout=subprocess.PIPE)
    mail = processes.start("mail", f"config.mailbox {data / 'mail'}", stdout=subprocess.PIPE)
    logins = json.loads(processes.result("prepare"))
    assert mail.stdout is not None
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{int(mail.stdout.readline())}"
    processes.start("web", WEB.format(port=port) + " config.wsgi:application")
    processes.start("worker", WORKER)
    processes.start("beat", BEAT)
    processes.wait_for_page(port, "/health/")
    print(_welcome(port, data, logins), flush=True)


def prepare() -> None:
    """Migrate, load the demo clinic if there is no clinic yet, and print its logins as JSON."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bookings.models import Clinic
    from notes import demo

    is_empty = bool(os.environ.get("EMPTY"))
    with redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0)
        if not Clinic.objects.exists():
            call_command("create_clinic", **EMPTY) if is_empty else call_command("load_demo", weeks=WEEKS)
    print(json.dumps([("Owner", EMPTY["owner_email"], EMPTY["password"])] if is_empty else demo.LOGINS))


def _settings(port: int, data: Path) -> Mapping[str, str]:
    return {
        "BASE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "TEND_DEMO_MAILBOX": str(data / "mail"),
        "WHITENOISE_USE_FINDERS": "1",
        "DB_POOL_MAX": "0",
        "PYTHONUNBUFFERED": "1",
    }


def _end_with_the_demo() -> None:
    """Runs in each new process: even kill -9 on the demo leaves none behind. (Linux only has this.)"""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _port() -> int | str:
    """The port to serve on, or the sentence that says why not."""
    wanted = os.environ.get("PORT") or "8000"
    if not re.fullmatch(r"[0-9]{1,5}", wanted) or not 0 < int(wanted) < 65536:
        return f"PORT={wanted} is not a port. Choose a number, for example: make demo PORT=8001"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except OSError:
            return f"Port {wanted} is in use. Choose another, for example: make demo PORT={int(wanted) + 1}"
    return int(wanted)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(port: int, data: Path, logins: list[list[str]]) -> str:
    base = f"http://127.0.0.1:{port}"
    lines = [
        "",
        f"  Tend is running at {base}/",
        "",
        f"  Book as a patient      {base}/",
        f"  Clinic dashboard       {base}/dashboard/",
        f"  Mails that were sent   {base}/dashboard/inbox/",
        f"  API documentation      {base}/api/v1/docs/",
        "",
        "  Sign in to the dashboard as",
        *(f"    {role:<12} {email:<36} {password}" for role, email, password in logins),
        "",
        f"  Data and logs are in {data}. Ctrl-C stops everything.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        prepare()
    else:
        sys.exit(main())

"""The whole service as real processes, and what a test may ask of it from outside."""

import email
import email.policy
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

from config import state

T = TypeVar("T")
PATIENCE = 30.0


class Service:
    """`make demo` with a data folder and a port of its own."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.base = f"http://127.0.0.1:{port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "TEND_DATA_DIR": str(data),
            "PORT": str(port),
            "SWEEP_SECONDS": "1",
        }

    def run_python(self, code: str) -> str:
        """Run a line or two in the service's own shell, on its own database; what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code],
            env=self.environment,
            cwd=state.PROJECT_DIR,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What the SMTP sink has taken for an address, oldest first."""
        files = sorted((self.data / "mail").glob("*/*.*"), key=lambda file: file.stat().st_mtime)
        letters = [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]
        return [letter for letter in letters if letter["To"] == address]

    def wait_for_mail(self, address: str, number: int) -> EmailMessage:
        """The `number`th mail to an address (from 1), once it is there."""
        return eventually(lambda: self.mails_to(address)[number - 1 : number] or None)[0]


def eventually(ask: Callable[[], T | None]) -> T:
    """Ask until there is an answer. Raises AssertionError when patience ends."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (answer := ask()) is not None:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"nothing came in {PATIENCE} seconds")


@contextmanager
def running_service() -> Iterator[Service]:
    """Start everything, wait until it serves, stop everything."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as parent:
        Path(parent).chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        service = Service(Path(parent) / "state", port)
        output = Path(parent) / "output"
        process = subprocess.Popen(
            [sys.executable, "-m", "config.demo"],
            env=service.environment,
            cwd=state.PROJECT_DIR,
            stdout=output.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            for _ in range(1200):
                if "Tend is running" in output.read_text():
                    break
                assert process.poll() is None, output.read_text()
                time.sleep(0.1)
            else:
                raise AssertionError(f"not up after two minutes: {output.read_text()}")
            yield service
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)

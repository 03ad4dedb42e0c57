"""The web server as it runs in an installation, on the test's database: to be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.faults.processes import ROOT, environment, eventually

WEB = "granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4 --no-ws"


class WebServer:
    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "web.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *WEB.format(port=self.port).split(), "config.wsgi:application"],
                env=environment(BASE_URL=self.url, STATIC_MANIFEST="0"),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        assert eventually(self.answers, 30), self.log.read_text()

    def kill(self) -> None:
        """As `kill -9` of it and its workers, without a word to anybody."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False

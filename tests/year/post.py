"""The mail server of the simulated time, a process of its own, and the letters that it took."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from tests.chaos.house import ROOT, eventually, free_port


@dataclass(frozen=True, slots=True)
class Letter:
    """As it arrived: the sender's own Message-ID, the address it was handed over for, the words of the plain part."""

    message_id: str
    to: str
    subject: str
    text: str
    calendar: str


class Post:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._read, self._letters = 0, list[Letter]()

    def mood(self, mood: str) -> None:
        """How the server answers from now on; see tests.chaos.mailserver."""
        draft = self.folder / "mood.draft"
        draft.write_text(mood)
        draft.rename(self.folder / "mood")

    def letters(self) -> list[Letter]:
        """All that were taken, oldest first."""
        path = self.folder / "taken.jsonl"
        with path.open() as lines:
            lines.seek(self._read)
            new = [json.loads(line) for line in lines.readlines()]
            self._read = lines.tell()
        self._letters += [
            Letter(one["id"], one["to"], one["subject"], one["text"], one["calendar"]) for one in new
        ]
        return self._letters


@contextmanager
def post_office(folder: Path) -> Iterator[Post]:
    post = Post(folder)
    post.mood("ok")
    (folder / "taken.jsonl").touch()
    command = [sys.executable, "-W", "ignore", "-m", "tests.chaos.mailserver", str(post.port), str(folder)]
    log = (folder / "mail.log").open("ab")
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    mail = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": post.port,
    }
    try:
        assert eventually(lambda: _answers(post.port), 30), (folder / "mail.log").read_text()
        with override_settings(**mail):
            assert post.port == settings.EMAIL_PORT
            yield post
    finally:
        server.kill()
        server.wait()
        log.close()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False

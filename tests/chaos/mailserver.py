"""python -m tests.chaos.mailserver PORT FOLDER     a mail server with moods, in a process of its own.

FOLDER/mood says how it feels (read at every step); what it said yes to is a line of JSON in FOLDER/taken.jsonl.
"""

import asyncio
import hashlib
import json
import sys
import time
import warnings
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

# What each mood does. "yes lost": the letter is kept, and the yes never arrives.
MOODS = ("ok", "450", "421", "550", "silent at banner", "silent at DATA", "silent after dot", "yes lost")


class Taking:
    """Keeps, or does not, as the mood is."""

    def __init__(self, folder: Path) -> None:
        self.mood_file, self.taken = folder / "mood", (folder / "taken.jsonl").open("a", buffering=1)

    @property
    def mood(self) -> str:
        return self.mood_file.read_text()

    async def silence(self, mood: str) -> None:
        while self.mood == mood:
            await asyncio.sleep(0.05)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood in ("450", "550", "421"):
            return f"{self.mood} in no mood"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if (mood := self.mood) == "silent after dot":
            await self.silence(mood)
            return "451 too late"
        self._keep(envelope)
        if mood == "yes lost":
            await self.silence(mood)
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        bodies = [part.get_payload() for part in parts]
        line = {
            "id": message["Message-ID"],
            "to": envelope.rcpt_tos[0],
            "at": time.time(),
            "says": hashlib.sha256(repr((message["Subject"], bodies)).encode()).hexdigest(),
            "subject": message["Subject"],
            "text": _words_of(parts, "text/plain"),
            "calendar": _words_of(parts, "text/calendar"),
        }
        self.taken.write(json.dumps(line) + "\n")


def _words_of(parts: list[Any], kind: str) -> str:
    """The first part of a kind, decoded; empty if there is none."""
    found = next((part for part in parts if part.get_content_type() == kind), None)
    return found.get_payload(decode=True).decode() if found else ""


class Moody(SMTP):
    """aiosmtpd's server, which can also keep silent before its first word and in the middle."""

    async def _handle_client(self) -> None:
        await self.event_handler.silence("silent at banner")
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:
        await self.event_handler.silence("silent at DATA")
        await super().smtp_DATA(arg)


async def serve(port: int, folder: Path) -> None:
    taking: Any = Taking(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: Moody(taking, enable_SMTPUTF8=True), "127.0.0.1", port, reuse_address=True
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))

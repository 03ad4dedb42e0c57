"""An SMTP server for tests: keeps what it takes, and can refuse, hang up or hang as told."""

import asyncio
import logging
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)
HANG = "hang"
TAKEN = "250 OK"


@dataclass
class Sink:
    """`at_rcpt` and `at_data` map a recipient to the answers it gets, one after another, then a yes.

    An answer is a line such as "450 later", or HANG. `on_data` runs when a message has arrived, before the yes.
    """

    port: int = 0
    at_rcpt: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    at_data: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    on_data: Callable[[EmailMessage], None] = lambda message: None
    raw: list[bytes] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    clients: set[Any] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.clients.add(session.peer)
        answer = self.at_rcpt[address].pop(0) if self.at_rcpt[address] else TAKEN
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return await self._say(answer)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        answer = self.at_data[address].pop(0) if self.at_data[address] else TAKEN
        if answer == TAKEN:
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=policy.default)
            self.raw.append(content)
            self.mails.append(message)
            await asyncio.get_running_loop().run_in_executor(None, self.on_data, message)
        return await self._say(answer)

    async def _say(self, answer: str) -> str:
        while answer == HANG and not self.released.is_set():
            await asyncio.sleep(0.02)
        return TAKEN if answer == HANG else answer

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    @property
    def subjects(self) -> list[str]:
        return [mail["Subject"] for mail in self.mails]


@contextmanager
def listening(**options: Any) -> Iterator[Sink]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sink = Sink(port=port)
    controller = Controller(sink, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield sink
    finally:
        sink.released.set()
        controller.stop()


def parts(message: EmailMessage) -> dict[str, str]:
    """The decoded leaves of a message by content type."""
    return {
        part.get_content_type(): part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in message.walk()
        if not part.is_multipart()
    }

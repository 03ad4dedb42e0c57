"""python -m tests.bench.sink [FOLDER]     a mail server in a process of its own, which prints its port.

With a folder it does what a real one must before it says yes (RFC 5321, 4.2.5): the letter is on the disk. Without,
it throws letters away. SIGTERM makes it print how many it took, and how many Message-IDs those had.
"""

import asyncio
import os
import signal
import sys
import warnings
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Taking:
    def __init__(self, folder: Path | None) -> None:
        self.file = (folder / "queue").open("wb") if folder else None
        self.taken, self.ids = 0, set[bytes]()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken += 1
        self.ids.add(envelope.content.partition(b"\nMessage-ID: ")[2].partition(b"\r")[0])
        if self.file:
            self.file.seek(0)  # the place of the letter before: ten thousand need no more room than one
            self.file.write(envelope.content)
            self.file.flush()
            os.fsync(self.file.fileno())
        return "250 OK"


async def serve(taking: Taking) -> None:
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, asked.set)
    server = await loop.create_server(lambda: SMTP(taking, enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asked.wait()
    print(taking.taken, len(taking.ids), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asyncio.run(serve(Taking(Path(sys.argv[1]) if sys.argv[1:] else None)))

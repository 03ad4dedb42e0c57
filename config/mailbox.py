"""The demo's mail server: keeps every mail in a Maildir and sends none on.

python -m config.mailbox FOLDER       prints its port, then serves until told to stop
"""

import asyncio
import signal
import sys
from pathlib import Path

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP


async def serve(folder: Path) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    for part in ("tmp", "new", "cur"):  # Maildir makes them only together with the folder itself
        (folder / part).mkdir(parents=True, exist_ok=True)
    keeper = Mailbox(folder)
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))

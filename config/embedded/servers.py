"""The two servers of a state folder, shared by every process that joins.

Each user holds a shared lock, which the kernel drops even after kill -9; the one that can turn it into an
exclusive lock was the last, and stops the servers.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from config import state
from config.embedded.account import give_to_server_user, server_user, server_user_reaches
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey


class Servers:
    """The pair of servers of one state folder, shared by every process that joins."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.home, self.durable = home, durable
        self._users = -1

    def join(self) -> dict[str, str]:
        """Start what is needed and not running. Returns the environment variables that were unset."""
        missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
        if not missing:
            return {}
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            with self._turn():
                self._users = os.open(self.home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(self._users, fcntl.LOCK_SH)
                servers = {name: server for name, server in self.servers().items() if name in missing}
                for server in servers.values():
                    server.start()
        except PermissionError as error:
            raise SystemExit(
                f"{self.home} belongs to another user ({error}). Set TEND_DATA_DIR to a folder of yours."
            ) from error
        except BaseException:
            self.leave()
            raise
        return {name: server.url for name, server in servers.items()}

    def leave(self) -> None:
        """Let go; the last user to leave stops both servers and removes their temporary folder."""
        if self._users < 0:
            return
        with self._turn():
            try:
                fcntl.flock(self._users, fcntl.LOCK_UN)
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                for server in self.servers().values():
                    server.stop()
                shutil.rmtree(self._temporary_dir())
                (self.home / "run").unlink()
            finally:
                os.close(self._users)
                self._users = -1

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Starting and stopping happen one at a time, across processes."""
        with open(os.open(self.home / "turn.lock", os.O_RDWR | os.O_CREAT, 0o600)) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def servers(self) -> dict[str, Postgres | Valkey]:
        temporary = self._temporary_dir()
        sockets, redis = temporary / "pg", temporary / "redis"
        for folder in (sockets, redis):
            folder.mkdir(mode=0o700, exist_ok=True)
        give_to_server_user(sockets)
        postgres = Postgres(self._cluster_dir(temporary), sockets, durable=self.durable)
        return {"DATABASE_URL": postgres, "REDIS_URL": Valkey(redis)}

    def _temporary_dir(self) -> Path:
        """A short private folder for sockets, whose paths may be 104 bytes at most."""
        pointer = self.home / "run"
        if pointer.is_symlink():
            target = Path(os.readlink(pointer))
            if not target.is_symlink() and target.is_dir() and target.stat().st_uid == os.geteuid():
                return target
            pointer.unlink()
        parent = tempfile.gettempdir()
        if len(parent) > 60 or not server_user_reaches(Path(parent)):
            parent = "/tmp"
        target = Path(tempfile.mkdtemp(prefix="tend-", dir=parent))
        target.chmod(0o711 if server_user() else 0o700)
        pointer.symlink_to(target)
        return target

    def _cluster_dir(self, temporary: Path) -> Path:
        if not self.durable:
            cluster = temporary / "cluster"
            cluster.mkdir(mode=0o700, exist_ok=True)
            give_to_server_user(cluster)
            return cluster
        cluster = self.home / "postgres"
        if cluster.is_dir():
            return cluster.resolve()
        cluster.unlink(missing_ok=True)
        if server_user_reaches(self.home):
            cluster.mkdir(mode=0o700)
        else:
            # Root inside a closed home: the data lives where the server user may go and a reboot spares it.
            cluster.symlink_to(tempfile.mkdtemp(prefix="tend-", dir="/var/lib"))
        give_to_server_user(cluster.resolve())
        return cluster.resolve()


@contextlib.contextmanager
def running(*, durable: bool = True) -> Iterator[None]:
    """Both servers up and named in os.environ. Not durable: a separate, empty pair, without fsync."""
    home = state.data_dir()
    servers = Servers(home if durable else home / "test", durable=durable)
    found = servers.join()
    os.environ.update(found)
    try:
        yield
    finally:
        for name in found:
            os.environ.pop(name, None)
        servers.leave()

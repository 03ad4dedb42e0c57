"""`make demo` for real: processes, a page, one Ctrl-C, a second start, and what it says when it cannot."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config import state

# One after the other in one worker: they share a state folder, as the starts of one checkout do.
pytestmark = pytest.mark.xdist_group("demo")
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
PROGRAMS = {"mailbox", "granian", "worker", "beat"}


class Demo:
    """One run of `python -m config.demo`, as a person at a terminal has it."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.environment = {**ENVIRONMENT, "TEND_DATA_DIR": str(data), "PORT": str(self.port)}
        self.output = data.parent / f"output-{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.demo"],
            env=self.environment,
            cwd=state.PROJECT_DIR,
            stdout=self.output.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until_it_runs(self) -> list[psutil.Process]:
        for _ in range(900):
            if "Tend is running" in self.said():
                return psutil.Process(self.process.pid).children(recursive=True)
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        raise AssertionError(f"not up after 90 seconds: {self.said()}")

    def said(self) -> str:
        return self.output.read_text()

    def page(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.status

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp())
    parent.chmod(0o755)
    yield parent / "state"
    shutil.rmtree((parent / "state" / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(parent)


@pytest.fixture
def demo(data: Path) -> Iterator[Demo]:
    run = Demo(data)
    yield run
    if run.process.poll() is None:
        run.stop()


@pytest.fixture
def lived_in(data: Path) -> Path:
    """The state folder after an earlier start, by whichever test was first."""
    if not (data / "secrets.json").exists():
        run = Demo(data)
        run.wait_until_it_runs()
        assert run.stop() == 0
    return data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def all_gone(children: list[psutil.Process], data: Path) -> bool:
    still = [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    return not still and not (data / "run").exists()


def test_first_start_serves_the_page_and_one_ctrl_c_stops_everything(demo: Demo, data: Path) -> None:
    children = demo.wait_until_it_runs()
    commands = " ".join(word for child in children for word in child.cmdline())
    assert {program for program in PROGRAMS if program in commands} == PROGRAMS
    assert demo.page("/") == 200
    assert demo.page("/static/vendor/tabler.min.css") == 200
    assert re.search(r"Owner +\S+@\S+ +\S+", demo.said())
    began = time.monotonic()
    assert demo.stop() == 0, demo.said()
    assert time.monotonic() - began < 15
    assert all_gone(children, data)


def test_second_start_reuses_the_data_and_manage_py_works_on_it_until_kill_9(
    lived_in: Path, demo: Demo, data: Path
) -> None:
    secrets = (data / "secrets.json").read_text()
    children = demo.wait_until_it_runs()
    count = "from bookings.models import Clinic; print('clinics:', Clinic.objects.count())"
    counted = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", count],
        env=demo.environment,
        cwd=state.PROJECT_DIR,
        capture_output=True,
        text=True,
    )
    assert counted.stdout.split()[-2:] == ["clinics:", "1"], counted.stdout + counted.stderr
    assert (data / "secrets.json").read_text() == secrets
    assert demo.page("/health/") == 200
    demo.process.kill()
    demo.process.wait()
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == [], "even kill -9 on the demo leaves no process of its own behind"


def test_third_start_takes_over_the_servers_and_a_process_that_ends_by_itself_stops_all(
    demo: Demo, data: Path
) -> None:
    children = demo.wait_until_it_runs()
    beat = next(child for child in children if "beat" in child.cmdline())
    beat.kill()
    assert demo.process.wait(30) == 1
    assert "The beat process ended by itself" in demo.said()
    assert all_gone(children, data)


def test_a_port_in_use_gives_one_sentence_that_names_the_way_out(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = refused(data, str(port))
    assert done == f"Port {port} is in use. Choose another, for example: make demo PORT={port + 1}\n"


def test_a_port_that_is_none_gives_one_sentence(data: Path) -> None:
    assert (
        refused(data, "80a") == "PORT=80a is not a port. Choose a number, for example: make demo PORT=8001\n"
    )


def refused(data: Path, port: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "config.demo"],
        env={**ENVIRONMENT, "TEND_DATA_DIR": str(data), "PORT": port},
        cwd=state.PROJECT_DIR,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr

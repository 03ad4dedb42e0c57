"""Which browser the tests drive, and where to get one.

    python -m tests.chromium        makes sure there is one (`make test` does this first)

Loaded as a pytest plugin after pytest-playwright, it hands the browser to every browser test. Without a
browser those tests fail; they are never skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FROM_NPM = Path(__file__).resolve().parent.parent / "requirements" / "chromium"
LAUNCHER = FROM_NPM / "node_modules" / ".unpacked" / "launch"
UNPACK = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())"


def find() -> str | None:
    """The path of a browser on this machine, or None."""
    if given := os.environ.get("CHROMIUM"):
        return given
    for name in ON_PATH:
        if path := shutil.which(name):
            return path
    for place in (ON_A_MAC, _of_playwright(), LAUNCHER):
        if place and place.exists():
            return str(place)
    return None


def install() -> None:
    """Try the ways there are, the most ordinary first. Raises SystemExit if none works."""
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
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet)


def _by_npm() -> None:
    """A Chromium that brings its libraries along; Linux on x86-64 only."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node or sys.platform != "linux" or os.uname().machine != "x86_64":
        return
    if subprocess.run([npm, "ci", "--no-progress", "--loglevel=error"], cwd=FROM_NPM).returncode:
        return
    LAUNCHER.parent.mkdir(exist_ok=True)
    # The package unpacks its libraries only where it believes itself on the platform it was made for.
    environment = {**os.environ, "TMPDIR": str(LAUNCHER.parent), "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
    command = [node, "--input-type=module", "-e", UNPACK]
    unpacked = subprocess.run(command, cwd=FROM_NPM, env=environment, capture_output=True, text=True)
    if unpacked.returncode == 0:
        libraries = LAUNCHER.parent / "al2023" / "lib"
        LAUNCHER.write_text(
            f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" exec "{unpacked.stdout.strip()}" --headless "$@"\n'
        )
        LAUNCHER.chmod(0o755)


def _by_playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], timeout=600)


def _of_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path)
    except Exception:  # its driver may be missing on this platform; then it has no browser either
        return None


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

"""What README and docs name is there: files, commands, addresses, variables."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
# The floors a path may be named from, when the page is about one of them.
HOMES = ("", "bookings", "notes")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
NAMED_PATH = re.compile(r"`([\w.-]+/[\w./-]*)`")
ADDRESS = re.compile(r"(?:`|127\.0\.0\.1:8000)(/[\w./-]+/)[`\"]")
COMMAND = re.compile(r"manage\.py (\w+)")
TARGET = re.compile(r"(?:^|`)make (\w+)", re.MULTILINE)
VARIABLE = re.compile(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"")
# Set by `make` and the tests, for themselves.
OWN_VARIABLES = {
    "PYTEST_XDIST_WORKER",
    "STATIC_MANIFEST",
    "TEND_DEMO_MAILBOX",
    "TEND_TEST_DB",
    "WHITENOISE_USE_FINDERS",
}


def code() -> Iterator[tuple[str, str]]:
    """Each piece of code with the name of its page."""
    for page in PAGES:
        yield from ((page.name, piece) for piece in CODE.findall(page.read_text()))


def named(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    found = {(page, name) for page, piece in code() for name in pattern.findall(piece)}
    assert found, "The pattern finds nothing any more."
    return found


def test_links_lead_to_files() -> None:
    links = [(page, target) for page in PAGES for target in LINK.findall(page.read_text())]
    assert len(links) > 5
    assert [(page.name, target) for page, target in links if not (page.parent / target).exists()] == []


def test_named_paths_exist() -> None:
    missing = {
        (page, path)
        for page, path in named(NAMED_PATH)
        if not path.startswith(".data") and not any((ROOT / home / path).exists() for home in HOMES)
    }
    assert missing == set()


def test_named_addresses_are_ours() -> None:
    for _, address in named(ADDRESS):
        resolve(address)


def test_named_commands_exist() -> None:
    assert {(page, name) for page, name in named(COMMAND) if name not in get_commands()} == set()


@pytest.mark.parametrize("target", sorted({name for _, name in named(TARGET)}))
def test_named_make_targets_exist(target: str) -> None:
    subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)


def test_every_variable_of_the_environment_is_explained() -> None:
    read = set(VARIABLE.findall((ROOT / "config" / "settings.py").read_text()))
    table = (ROOT / "docs" / "operations.md").read_text()
    explained = set(re.findall(r"`([A-Z_]+)`", "\n".join(re.findall(r"^\| `[A-Z].*$", table, re.MULTILINE))))
    assert "DATABASE_URL" in read
    assert read - OWN_VARIABLES <= explained
    assert explained <= read

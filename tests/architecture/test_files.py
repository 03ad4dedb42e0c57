"""Rules of the house that no linter knows: sizes, names, what a package says of itself, what locks name."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "bookings", "notes")
LINES = 400
FUNCTION_LINES = 40
JUNK_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "services",
    "service",
    "managers",
    "manager",
}
UNFINISHED = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")))


def sources(*places: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    for place in places:
        for path in sorted((ROOT / place).rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts:
                yield path


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_long() -> None:
    files = sources(*PACKAGES, "tests", "templates", suffixes=(".py", ".html", ".css", ".js"))
    assert [shown(path) for path in files if len(path.read_text().splitlines()) > LINES] == []


def test_no_function_is_long() -> None:
    long = [
        f"{shown(path)}: {node.name} has {length} lines"
        for path in sources(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []


def test_no_name_says_nothing() -> None:
    named = {shown(path) for path in sources(*PACKAGES, "tests") if JUNK_NAMES & {path.stem, *path.parts}}
    assert named == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_lives_there_and_what_does_not(package: str) -> None:
    silent = []
    for path in (ROOT / package).rglob("__init__.py"):
        if {"migrations", "management", "templatetags"} & set(path.parts):
            continue
        docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
        if len([line for line in docstring.splitlines() if line]) < 2:
            silent.append(shown(path))
    assert silent == []


def test_nothing_is_left_unfinished() -> None:
    everywhere = sources(*PACKAGES, "tests", "templates", suffixes=(".py", ".html", ".css", ".js"))
    assert [shown(path) for path in everywhere if UNFINISHED.search(path.read_text())] == []


def test_no_lock_names_a_host_and_every_line_has_its_hash() -> None:
    locks = list((ROOT / "requirements").glob("*.lock"))
    assert {lock.name for lock in locks} == {"base.lock", "sms.lock", "dev.lock", "uv.lock", "node.lock"}
    for lock in locks:
        text = lock.read_text()
        assert not re.search(r"://|--index-url|--find-links", text), lock.name
        for requirement in re.split(r"\n(?=[a-zA-Z0-9])", text.strip()):
            assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize("lock", ["package-lock.json", "requirements/chromium/package-lock.json"])
def test_no_npm_lock_names_a_host_and_every_package_has_its_hash(lock: str) -> None:
    packages = json.loads((ROOT / lock).read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name

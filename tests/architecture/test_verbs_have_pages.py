"""Whatever can be done has its page or control: nothing exists only as an API."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("appointments", "waitlist", "people", "schedules")
PAGES = ("bookings/portal", "bookings/dashboard", "notes/portal", "notes/dashboard")
# Done by the clock, by the operator, or by a page that stands elsewhere.
BESIDES_PAGES = {
    # What allauth asks its adapter to send.
    "send_reset_link": "config/accounts.py",
    "tell_of_change": "config/accounts.py",
    "choose_language": "config/languages.py",
    "tidy_expired": "bookings/tasks.py",
    "pass_on": "bookings/waitlist/sweep.py",
    "close_ended": "bookings/waitlist/sweep.py",
    "note_plan_gaps": "notes/plans/waiting.py",
    "register_clinic": "bookings/management/commands/create_clinic.py",
    "create_api_key": "bookings/management/commands/create_api_key.py",
}

# The desk books the dates that it sees in one step (book_series_directly), or sends them to the patient (send_series).
# These two are the same in two steps, for programs.
WITHOUT_A_PAGE = {"hold_series", "book_series"}


def sources(*places: str) -> Iterator[tuple[Path, ast.Module]]:
    for place in places:
        root = ROOT / place
        for path in [root] if root.is_file() else sorted(root.rglob("*.py")):
            yield path, ast.parse(path.read_text())


def is_action(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(mark, ast.Name) and mark.id == "action" for mark in node.decorator_list
    )


def verbs() -> set[str]:
    """Every public action, and every public function around a private one of the same name."""
    found = set()
    for _path, tree in sources(*(f"bookings/{room}" for room in ROOMS)):
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        for node in tree.body:
            if is_action(node):
                assert isinstance(node, ast.FunctionDef)
                if not node.name.startswith("_"):
                    found.add(node.name)
                elif node.name[1:] in functions:
                    found.add(node.name[1:])
    return found


def names_used(*places: str) -> set[str]:
    """Names that are imported and then used, so that an import for nothing does not count."""
    found = set()
    for _path, tree in sources(*places):
        imported = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        # `expire.tidy_expired(...)`, where `expire` is an imported module
        in_modules = {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in imported
        }
        found |= {name for local, name in imported.items() if local in used} | called | in_modules
    return found


def test_there_are_verbs_to_look_for() -> None:
    assert {"hold", "book", "reschedule", "cancel", "join", "merge", "add_hours", "change_patient"} <= verbs()


@pytest.mark.parametrize("verb", sorted(verbs() - WITHOUT_A_PAGE))
def test_a_verb_has_its_page(verb: str) -> None:
    places = (BESIDES_PAGES[verb],) if verb in BESIDES_PAGES else PAGES
    assert verb in names_used(*places)


def test_what_needs_no_page_is_still_there() -> None:
    assert BESIDES_PAGES.keys() | WITHOUT_A_PAGE <= verbs()
    assert not WITHOUT_A_PAGE & names_used(*PAGES)

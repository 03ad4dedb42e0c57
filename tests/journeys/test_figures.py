"""Every journey has a test that counts: the table, the page that shows it, and the functions that it names agree."""

import ast
import re
from pathlib import Path

import pytest

from tests.journeys.figures import FIGURES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "journeys.md"
# The promises of the design; a figure may become smaller, never larger.
PROMISED = {
    "a new patient books": (8, 4),
    "a patient moves a visit from the mail": (3, 0),
    "a therapist writes a routine note": (12, 0),
    "a therapist treats whoever is next": (12, 0),
    "a plan in force to its six sessions": (7, 0),
    "a template to booked sessions": (7, 3),
    "a template to dates that the patient is sent": (7, 3),
    "reception cancels": (2, 0),
    "reception offers a gap": (1, 0),
    "reception books a known patient": (5, 1),
    "nobody came": (1, 0),
}


def calls_within(function: ast.FunctionDef) -> set[str]:
    """The journeys that a test holds its hand to."""
    return {
        call.args[0].value
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "within"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


@pytest.mark.parametrize("journey", FIGURES)
def test_the_test_that_is_named_is_there_and_counts(journey: str) -> None:
    path, _colons, name = FIGURES[journey].test.partition("::")
    tree = ast.parse((ROOT / path).read_text())
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    assert len(found) == 1, FIGURES[journey].test
    assert journey in calls_within(found[0])


def test_no_figure_is_larger_than_what_was_promised() -> None:
    for journey, (taps, typed) in PROMISED.items():
        assert FIGURES[journey].taps <= taps
        assert FIGURES[journey].typed <= typed


def test_the_page_shows_the_same_table() -> None:
    rows = re.findall(r"^\| ([^|]+?) \| (\d+) \| (\d+) \| `([^`]+)` \|", PAGE.read_text(), re.MULTILINE)
    shown = {journey.lower(): (int(taps), int(typed), test) for journey, taps, typed, test in rows}
    assert shown == {name: (one.taps, one.typed, one.test) for name, one in FIGURES.items()}

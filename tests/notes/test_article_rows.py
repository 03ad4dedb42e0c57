"""Each statement of the founding article has a home and a test that is there: the table of docs/clinical-rules.md."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from notes.outcomes.record import record_response
from notes.plans import catalogue
from notes.plans.templates import TEMPLATES
from tests.factories import NOW
from tests.notes.cast import Chart

ROOT = Path(__file__).resolve().parents[2]
TABLE = re.compile(r"^\| (S\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> dict[str, tuple[str, str]]:
    """By row: its home and its tests, as the table says them."""
    found = TABLE.findall((ROOT / "docs" / "clinical-rules.md").read_text())
    return {name: (home, tests) for name, _what, home, tests in found}


def functions_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_statement_has_its_row() -> None:
    assert list(rows()) == [f"S{number}" for number in range(1, 22)]


@pytest.mark.parametrize("name", [f"S{number}" for number in range(1, 22)])
def test_what_a_row_names_is_there(name: str) -> None:
    home, named = rows()[name]
    modules = re.findall(r"`(notes\.[\w.]+)`", home)
    assert modules, "a row names the module that it lives in"
    for module in modules:
        place = ROOT.joinpath(*module.split("."))
        assert place.with_suffix(".py").exists() or place.is_dir(), module
    tests = TEST.findall(named)
    assert tests, "a row names its tests"
    for path, test in tests:
        assert test in functions_in(ROOT / path), f"{path}::{test}"


@pytest.mark.parametrize(
    ("code", "says", "source"),
    [
        ("acupuncture", "Listed in guidelines", "[T3]"),
        ("hypnotherapy", "May help with some kinds of pain", "[T8]"),
        ("reiki", "No reliable evidence", ""),
        ("si_injection", "never offered in a massage clinic", ""),
    ],
)
def test_other_therapies_carry_their_evidence_and_nothing_more(code: str, says: str, source: str) -> None:
    """S13, S15: labels as the sources have them."""
    entry = catalogue.entry("external_therapy", code)
    assert entry is not None
    assert says in entry.evidence
    assert source in entry.source


@pytest.mark.django_db
def test_the_chart_marks_where_it_began_the_smallest_change_and_each_session(
    chart: Chart, time_machine: TimeMachineFixture
) -> None:
    """S21."""
    plan = chart.active_plan()
    chart.signed(visit=chart.another_visit(1))
    record_response(
        patient=chart.patient,
        code="nrs",
        answers={"nrs": 5},
        user=chart.user,
        plan=plan,
        now=NOW + timedelta(days=3),
    )
    time_machine.move_to(NOW + timedelta(days=4), tick=False)
    client = Client()
    client.force_login(chart.user)
    page = client.get(reverse("notes:plan", args=[plan.public_id])).content.decode()
    for mark in ('class="start"', 'class="smallest"', 'class="before"', 'class="after"', 'class="average"'):
        assert mark in page, mark


def test_every_dose_of_a_template_says_where_it_comes_from() -> None:
    """A preset rests on a named source, or is called a rule of this project."""
    listed = (ROOT / "docs" / "clinical-sources.md").read_text()
    for template in TEMPLATES:
        keys = re.findall(r"\[[A-Z]\w*\]", template.source)
        assert keys or "rule" in template.why, template.code
        assert all(key in listed for key in keys)


def test_control_a_row_whose_test_is_gone_is_found() -> None:
    assert "test_that_never_was" not in functions_in(ROOT / "tests/notes/homecare/test_triggers.py")

"""What the pages of an import show: frozen values, counts and sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from bookings.imports import wording
from bookings.models import Clinic, Import, ImportProblem, LongWork

SHOWN = 25
LISTED = 20
KINDS = ("new", "here", "again", "refused", "booked", "fulfilled", "no_show", "cancelled")
State = LongWork.State


@dataclass(frozen=True, slots=True)
class Problem:
    row: int
    column: str
    why: Any


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One of the list: what it was, and where it stands ("looking", "looked", "running" or a state of its run)."""

    public_id: str
    source: str
    what: str
    rows: int
    created_at: datetime
    stage: str
    new: int


@dataclass(frozen=True, slots=True)
class ImportView:
    """One file. `counts` are of the dry run until it is brought in, then of what came in; `work` goes on now, or went last."""

    public_id: str
    source: str
    what: str
    rows: int
    stage: str
    has_file: bool
    asks_order: bool
    names: Mapping[str, list[str]]
    options: Mapping[str, Any]
    left: tuple[str, ...]
    columns: Mapping[str, str]
    counts: Mapping[str, int]
    work: LongWork
    problems: tuple[Problem, ...]
    reasons: tuple[tuple[Any, int], ...]

    @property
    def is_visits(self) -> bool:
        return self.what == Import.What.VISITS

    @property
    def refused(self) -> int:
        return sum(number for _why, number in self.reasons)

    @property
    def untouched(self) -> int:
        """Rows that a stopped run did not reach."""
        return self.rows - self.work.done


def stage_of(row: Import) -> str:
    """ "looking", "looked", "gone" (the file, before anything came in), "running", "done", "stopped" or "failed"."""
    if row.running is None:
        if row.checking.state == State.FAILED:
            return "unread"
        if not row.checking.is_over:
            return "looking"
        return "looked" if row.has_file else "gone"
    return str(row.running.state) if row.running.is_over else "running"


def list_imports(clinic: Clinic) -> list[ImportLine]:
    """The latest first. One query."""
    return [
        ImportLine(
            row.public_id, row.get_source_display(), row.what, row.rows, row.created_at, stage_of(row),
            row.summary.get("brought", {}).get("new", 0),
        )
        for row in Import.objects.with_file().filter(clinic=clinic)[:LISTED]
    ]  # fmt: skip


def view_import(row: Import) -> ImportView:
    """A row of `with_file` as its page shows it. Two queries."""
    stage = stage_of(row)
    problems = row.problems.all()
    said = problems.order_by().values_list("code").annotate(number=Count("pk")).order_by("-number", "code")
    counts = row.summary.get("brought" if row.running else "found", {})
    return ImportView(
        public_id=row.public_id, source=str(row.get_source_display()), what=row.what, rows=row.rows, stage=stage,
        has_file=row.has_file, asks_order=bool(row.summary.get("asks_order")),
        names=row.summary.get("names", {}), options=row.options, left=tuple(row.summary.get("left", ())),
        columns=row.summary.get("columns", {}), counts={kind: counts.get(kind, 0) for kind in KINDS},
        work=row.running or row.checking,
        problems=tuple(
            Problem(one.row, one.column, wording.refused(one.code)) for one in problems.defer("cells")[:SHOWN]
        ),
        reasons=tuple((wording.refused(code), number) for code, number in said),
    )  # fmt: skip


def refused_rows(row: Import) -> Iterator[list[str]]:
    """The rows that did not come in as the file has them, with the number, the column and the sentence before them.

    The names of the columns come first.
    """
    yield [_("Row"), _("Column"), _("What is wrong"), *row.summary.get("header", ())]
    for one in ImportProblem.objects.filter(of=row).iterator(500):
        yield [str(one.row), one.column, str(wording.refused(one.code)), *loads(one.cells)]

"""How figures are shown: a table, a chart of the same numbers, and a file of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bookings.dashboard.csv_file import csv_file
from bookings.dashboard.fetching import date_in
from bookings.reports.span import Span
from bookings.web import StaffRequest

WIDTH, HEIGHT = 720, 240
LEFT, TOP, BOTTOM = 76, 16, 34
LABEL_WIDTH = 110
LONG = 12
LONGEST = timedelta(days=366)
USUAL = timedelta(days=12 * 7 - 1)


@dataclass(frozen=True, slots=True)
class Stack:
    """A column of the chart: shares from 0 to 1, one on the other, and what it says in words."""

    label: str
    shares: Sequence[float]
    said: str


@dataclass(frozen=True, slots=True)
class Block:
    x: float
    y: float
    width: float
    height: float
    part: int
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of stacks as the template draws it. `ticks` and `labels` are positions with words."""

    blocks: tuple[Block, ...]
    ticks: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    label_y: int = HEIGHT - 8


@dataclass(frozen=True, slots=True)
class Table:
    """One table with its chart. The first column of `rows` is its heading; the others are figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    stacks: Sequence[Stack] = ()
    legend: Sequence[str] = ()
    note: str = ""
    texts: int = 1

    @property
    def chart(self) -> Chart | None:
        return chart(self.stacks)

    @property
    def is_long(self) -> bool:
        """Whether the picture says it better at first sight."""
        return len(self.rows) > LONG and bool(self.stacks)


@dataclass(frozen=True, slots=True)
class Report:
    name: str
    title: str
    intro: str
    tables: Sequence[Table] = field(default_factory=tuple)


def chart(stacks: Sequence[Stack]) -> Chart | None:
    """The geometry; None without anything to draw. The scale ends at 100 %, or above what is more."""
    highest = max((sum(stack.shares) for stack in stacks), default=0)
    if not highest:
        return None
    top = next(step for step in (0.1, 0.25, 0.5, 1, 1.5, 2, 4, highest) if step >= highest)
    unit, room = (HEIGHT - TOP - BOTTOM) / top, (WIDTH - LEFT) / len(stacks)
    width = min(room * 0.7, 48)
    blocks: list[Block] = []
    for number, stack in enumerate(stacks):
        y = float(HEIGHT - BOTTOM)
        for part, value in enumerate(stack.shares):
            y -= value * unit
            x = LEFT + room * (number + 0.5) - width / 2
            blocks.append(
                Block(round(x, 1), round(y, 1), round(width, 1), round(value * unit, 1), part, stack.said)
            )
    every = max(1, -(-LABEL_WIDTH * len(stacks) // (WIDTH - LEFT)))
    return Chart(
        tuple(block for block in blocks if block.height),
        tuple((round(HEIGHT - BOTTOM - top * unit * n / 4, 1), f"{top * n * 25:g}%") for n in range(5)),
        tuple(
            (round(LEFT + room * (n + 0.5), 1), stack.label)
            for n, stack in enumerate(stacks)
            if not n % every
        ),
    )


def percent(value: float | None) -> str:
    """In whole per cent; a dash for what cannot be said."""
    return (
        "–" if value is None else f"{value:.0%}" if value * 100 % 1 < 0.05 or value >= 0.1 else f"{value:.1%}"
    )


def span_of(request: StaffRequest, today: date) -> tuple[Span, str]:
    """The range that was asked for, or the twelve weeks until today; with what is wrong with the one asked for."""
    zone = ZoneInfo(request.clinic.time_zone)
    usual = Span(today - USUAL, today, zone)
    if not (request.GET.get("from") or request.GET.get("to")):
        return usual, ""
    first, last = date_in(request, "from"), date_in(request, "to")
    if first is None or last is None or first > last:
        return usual, _("Please choose a first and a last day.")
    if last - first > LONGEST or first.year < 2000 or last.year > 2200:
        return usual, _("A range is a year at most.")
    return Span(first, last, zone), ""


def report_page(request: StaffRequest, report: Report, span: Span, today: date, wrong: str) -> HttpResponse:
    """The page of a report, or with `?format=csv` its file."""
    if request.GET.get("format") == "csv" and not wrong:
        return csv_file(f"{report.name}-{span.first}-{span.last}.csv", rows_of(report.tables))
    context = {
        "section": "reports",
        "report": report,
        "span": span,
        "wrong": wrong,
        "presets": [(_("4 weeks"), today - timedelta(days=27)), (_("12 weeks"), today - USUAL), (_("A year"), today - timedelta(days=364))],
        "today": today,
    }  # fmt: skip
    return render(request, "dashboard/report.html", context, status=422 if wrong else 200)


def rows_of(tables: Iterable[Table]) -> Iterator[Sequence[str]]:
    """Tables under one another, an empty line between."""
    for number, table in enumerate(tables):
        if number:
            yield ()
        yield from (table.columns, *table.rows)

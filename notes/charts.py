"""The pain chart as geometry: ratings become points of an SVG. Pure; the template only draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from notes.outcomes.lines import ScoreLine
from notes.plans.progress import Reading
from notes.plans.queries import PlanSheet

WIDTH, HEIGHT = 480, 220
LEFT, RIGHT, TOP, BOTTOM = 30, 40, 12, 28
SCALE = 10
TICKS = (0, 2, 4, 6, 8, 10)
# As far apart as the words of two dates need.
LABELS_APART = 58
SHORTEST_SPAN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    aspect: str
    value: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """From the rating before a session to the one after it."""

    x: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Tick:
    position: float
    value: int


@dataclass(frozen=True, slots=True)
class DateMark:
    x: float
    at: datetime


@dataclass(frozen=True, slots=True)
class PainChart:
    points: tuple[Point, ...]
    bars: tuple[Bar, ...]
    before_path: str
    ticks: tuple[Tick, ...]
    dates: tuple[DateMark, ...]
    target_y: float | None
    target: Decimal | None
    baseline_y: float | None = None
    change_y: float | None = None
    change: Decimal | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_y: int = HEIGHT - 8


def chart_of(plan: PlanSheet) -> PainChart | None:
    """The pain of a plan, with its goal and where it began."""
    return pain_chart(plan.pain, plan.target_of("nrs"), plan.scores_of("nrs"))


def pain_chart(
    readings: Sequence[Reading], target: Decimal | None = None, line: ScoreLine | None = None
) -> PainChart | None:
    """A chart of ratings 0 to 10 over time; None without any. `target` draws the goal's line.

    `line`, the weekly averages, gives where it began and where the smallest meaningful change lies.
    """
    if not readings:
        return None
    first, last = min(r.at for r in readings), max(r.at for r in readings)
    points = tuple(
        Point(_x(r.at, first, last), _y(r.value), r.aspect, r.value, r.at)
        for r in sorted(readings, key=lambda r: r.at)
    )
    befores = [point for point in points if point.aspect == "before"]
    return PainChart(
        points=points,
        bars=tuple(_bars(points)),
        before_path=" ".join(f"{point.x},{point.y}" for point in befores) if len(befores) > 1 else "",
        ticks=tuple(Tick(_y(Decimal(value)), value) for value in TICKS),
        dates=_dates(points),
        target_y=None if target is None else _y(target),
        target=target,
        baseline_y=_y(line.baseline) if line else None,
        change_y=_y(line.change_at) if line and line.change_at is not None else None,
        change=line.change_at if line else None,
    )


@dataclass(frozen=True, slots=True)
class ScoreChart:
    """One instrument over time, with its baseline, the smallest change and the goal."""

    line: ScoreLine
    dots: tuple[Point, ...]
    path: str
    ticks: tuple[Tick, ...]
    dates: tuple[DateMark, ...]
    baseline_y: float
    change_y: float | None
    target_y: float | None
    target: Decimal | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_y: int = HEIGHT - 8


def score_chart(line: ScoreLine, target: Decimal | None = None) -> ScoreChart:
    first, last = line.points[0].at, line.latest.at
    span = line.most - line.least

    def height_of(value: Decimal) -> float:
        return _y((value - line.least) * SCALE / span)

    dots = tuple(
        Point(_x(one.at, first, last), height_of(one.value), line.code, one.value, one.at)
        for one in line.points
    )
    steps = range(line.least, line.most + 1, max(2, span // 5))
    return ScoreChart(
        line=line,
        dots=dots,
        path=" ".join(f"{dot.x},{dot.y}" for dot in dots) if len(dots) > 1 else "",
        ticks=tuple(Tick(height_of(Decimal(value)), value) for value in steps),
        dates=_dates(dots),
        baseline_y=height_of(line.baseline),
        change_y=None if line.change_at is None else height_of(line.change_at),
        target_y=None if target is None else height_of(target),
        target=target,
    )


def _x(at: datetime, first: datetime, last: datetime) -> float:
    span = last - first
    share = 0.5 if span < SHORTEST_SPAN else (at - first) / span
    # Points keep clear of the axis.
    return round(LEFT + 16 + share * (WIDTH - LEFT - RIGHT - 32), 1)


def _y(value: Decimal) -> float:
    return round(TOP + (1 - float(value) / SCALE) * (HEIGHT - TOP - BOTTOM), 1)


def _bars(points: Sequence[Point]) -> list[Bar]:
    before = {point.at: point for point in points if point.aspect == "before"}
    after = {point.at: point for point in points if point.aspect == "after"}
    return [
        Bar(before[at].x, min(before[at].y, after[at].y), max(before[at].y, after[at].y))
        for at in before.keys() & after.keys()
    ]


def _dates(points: Sequence[Point]) -> tuple[DateMark, ...]:
    """The last date, and from there back as many as have room."""
    marks: list[DateMark] = []
    for point in reversed(points):
        if not marks or marks[-1].x - point.x >= LABELS_APART:
            marks.append(DateMark(point.x, point.at))
    return tuple(reversed(marks))

"""The pain chart as geometry: ratings become points of an SVG. Pure; the template only draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from notes.plans.progress import Reading

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 34, 14, 14, 30
SCALE = 10
TICKS = (0, 2, 4, 6, 8, 10)
MOST_LABELS = 5
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
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_y: int = HEIGHT - 8


def pain_chart(readings: Sequence[Reading], target: Decimal | None = None) -> PainChart | None:
    """A chart of ratings 0 to 10 over time; None without any. `target` draws the goal's line."""
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
    """Evenly chosen dates, first and last among them."""
    marks = list({point.x: DateMark(point.x, point.at) for point in points}.values())
    if len(marks) <= MOST_LABELS:
        return tuple(marks)
    step = (len(marks) - 1) / (MOST_LABELS - 1)
    return tuple(marks[round(number * step)] for number in range(MOST_LABELS))

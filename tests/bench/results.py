"""What was measured, beside what is to be reached, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.client import Figures


@dataclass(frozen=True, slots=True)
class Result:
    """One question: the figure of ours, that of the limit (none for a plain budget), and the goal."""

    question: str
    ours: float
    limit: float | None
    goal: str
    is_met: bool

    def __str__(self) -> str:
        told = (
            f"{self.ours:.1f}"
            if self.limit is None
            else f"{self.ours:.1f} / {self.limit:.1f} = {self.ratio:.2f}"
        )
        return told if self.is_met else f"{told} (missed)"

    @property
    def ratio(self) -> float:
        return self.ours / self.limit if self.limit else self.ours


def slower(question: str, ours: Figures, limit: Figures, most: float) -> Result:
    """The median answer may take at most `most` times the limit's."""
    return Result(f"{question}, p50 in ms", ours.p50, limit.p50, f"<= {most}", ours.p50 <= most * limit.p50)


def fewer(question: str, ours: Figures, limit: Figures, least: float) -> Result:
    """At least `least` of the limit's answers a second."""
    is_met = ours.a_second >= least * limit.a_second
    return Result(f"{question}, a second", ours.a_second, limit.a_second, f">= {least}", is_met)


def within(question: str, value: float, budget: float) -> Result:
    """A plain budget."""
    return Result(question, value, None, f"<= {budget:g}", value <= budget)


def beyond(question: str, value: float, least: float) -> Result:
    """A plain least."""
    return Result(question, value, None, f">= {least:g}", value >= least)


def table(title: str, columns: Mapping[str, Sequence[Result]]) -> str:
    """The same questions in columns, as Markdown."""
    names = list(columns)
    lines = [f"## {title}", "", "| question | goal | " + " | ".join(names) + " |"]
    lines.append("|---" * (len(names) + 2) + "|")
    for index, result in enumerate(columns[names[0]]):
        cells = [str(columns[name][index]) for name in names]
        lines.append(f"| {result.question} | {result.goal} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"

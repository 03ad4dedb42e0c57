"""Scores over time, as a chart wants them: the line, where it began, and where the smallest change lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notes.outcomes.instruments import Verdict, change, nrs, psfs, rmdq, three_items
from notes.outcomes.queries import Answered

NAMES: Mapping[str, Promise] = {
    "nrs": _("Average pain of the week"),
    "psfs": _("Everyday activities"),
    "pim3": _("Impact of pain"),
    "peg": _("Pain, enjoyment, activity"),
    "rmdq": _("Activity limits from low back pain"),
    "grc": _("Change since the start"),
    "night": _("Worst pain at night"),
    "phq2": _("Mood, two questions"),
}
BOUNDS: Mapping[str, tuple[int, int]] = {"rmdq": (0, 24), "grc": (-5, 5), "phq2": (0, 6)}
MORE_IS_BETTER = frozenset({"psfs", "grc"})
# Points of the smallest meaningful change, as each instrument says; of three items, of their mean.
_OF_THREE = three_items.MID_SUM // len(three_items.ITEMS)
POINTS: Mapping[str, int] = {
    "nrs": nrs.MIC_POINTS, "rmdq": rmdq.MIC_POINTS, "pim3": _OF_THREE, "peg": _OF_THREE, "psfs": psfs.MDC_MEAN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """One score; `verdict` is against the first."""

    at: datetime
    value: Decimal
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The scores of one instrument, earliest first; the first is the baseline. `change_at` is None without a rule."""

    code: str
    name: str
    least: int
    most: int
    points: tuple[ScorePoint, ...]
    change_at: Decimal | None

    @property
    def baseline(self) -> Decimal:
        return self.points[0].value

    @property
    def latest(self) -> ScorePoint:
        return self.points[-1]


def score_lines(answered: Sequence[Answered], since: datetime | None = None) -> list[ScoreLine]:
    """A line for each instrument that was scored, in the order of NAMES; NRS only as weekly average.

    `since` leaves out what lies before, which belongs to another plan.
    """
    lines = []
    for code, name in NAMES.items():
        rows = [
            one
            for one in answered
            if one.code == code
            and one.value is not None
            and (since is None or one.at >= since)
            and (code != "nrs" or one.aspect == "average")
        ]
        if rows:
            lines.append(_line(code, str(name), rows))
    return lines


def smallest_change(code: str, baseline: Decimal) -> Decimal | None:
    """The value from which a change from this baseline counts as better; None where it cannot be reached.

    Points and, where less is better, also 30 % of the baseline [R1].
    """
    points = POINTS.get(code)
    if points is None:
        return None
    least, most = BOUNDS.get(code, (0, 10))
    if code in MORE_IS_BETTER:
        at = Fraction(baseline) + points
    else:
        at = Fraction(baseline) - max(Fraction(points), Fraction(baseline) * Fraction(3, 10))
    if not least <= at <= most:
        return None
    return (Decimal(at.numerator) / Decimal(at.denominator)).quantize(Decimal("0.1"))


def _line(code: str, name: str, rows: Sequence[Answered]) -> ScoreLine:
    first = rows[0]
    points = tuple(
        ScorePoint(
            one.at,
            one.value or Decimal(0),
            # A rating of change needs no start to be compared with.
            None
            if code == "night" or (one is first and code != "grc")
            else change(code, first.answers, one.answers),
        )
        for one in rows
    )
    least, most = BOUNDS.get(code, (0, 10))
    return ScoreLine(
        code=code,
        name=name,
        least=least,
        most=most,
        points=points,
        change_at=smallest_change(code, points[0].value),
    )

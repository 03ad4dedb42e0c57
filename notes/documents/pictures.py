"""The charts of a plan's page, drawn for paper."""

from collections.abc import Sequence
from decimal import Decimal

from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from bookings.wording import short_date
from notes.charts import PainChart, ScoreChart, chart_of, score_chart
from notes.documents.parts import Picture, Rated
from notes.plans.queries import PlanSheet


def pain_picture(sheet: PlanSheet, accent: str) -> Picture | None:
    """Pain over time with where it began, the smallest change that counts and the goal; None without ratings."""
    chart = chart_of(sheet)
    if chart is None:
        return None
    title = _("Pain from 0 (none) to 10 (worst imaginable)")
    seen = {point.aspect for point in chart.points}
    marks = [
        ("before", _("before a session")),
        ("after", _("after it")),
        ("average", _("average of the week")),
    ]
    legend = [(name, words) for name, words in marks if name in seen]
    line = sheet.scores_of("nrs")
    return _picture(chart, title, legend, line.baseline if line else None, accent, is_pain=True)


def score_pictures(sheet: PlanSheet, accent: str) -> Sequence[Picture]:
    """Each measure of activities, in the order of the plan's page."""
    made = []
    for line in sheet.function_scores:
        chart = score_chart(line, sheet.target_of(line.code))
        title = _("%(name)s, from %(least)s to %(most)s") % {
            "name": line.name,
            "least": line.least,
            "most": line.most,
        }
        made.append(_picture(chart, title, [("score", line.name)], line.baseline, accent, is_pain=False))
    return made


def _picture(
    chart: PainChart | ScoreChart,
    title: str,
    legend: list[tuple[str, str]],
    baseline: Decimal | None,
    accent: str,
    *,
    is_pain: bool,
) -> Picture:
    change = chart.change if isinstance(chart, PainChart) else chart.line.change_at
    points = chart.points if isinstance(chart, PainChart) else chart.dots
    lines = [("start", _("start"), baseline), ("smallest", _("a change counts from"), change)]
    lines += [("goal", _("goal"), chart.target)]
    said = [(name, f"{words}: {plain(value)}") for name, words, value in lines if value is not None]
    first, last = points[0], points[-1]
    alt = _("%(title)s. First %(first)s on %(first_day)s, last %(last)s on %(last_day)s.") % {
        "title": title,
        "first": plain(first.value),
        "first_day": short_date(first.at),
        "last": plain(last.value),
        "last_day": short_date(last.at),
    }
    svg = render_to_string(
        "notes/documents/chart.svg", {"chart": chart, "accent": accent, "is_pain": is_pain}
    )
    return Picture(
        svg=svg,
        alt=" ".join([alt, *(f"{words[0].upper()}{words[1:]}." for _name, words in said)]),
        caption=title,
        legend=(*legend, *said),
        ratings=tuple(Rated(point.at, point.aspect, plain(point.value)) for point in points),
        baseline=plain(baseline),
        smallest_change=plain(change),
        target=plain(chart.target),
    )


def plain(value: Decimal | int | None) -> str:
    """A score without needless zeros; empty for none."""
    return "" if value is None else str(floatformat(value))

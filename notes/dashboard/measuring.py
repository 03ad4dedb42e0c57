"""Measures on the page of a note: a few taps, compared at once, kept by the same action as on the page of the plan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from notes.models import SoapNote, TreatmentPlan
from notes.outcomes.compare import compared, pain_change
from notes.outcomes.instruments import Verdict
from notes.outcomes.lines import ScoreLine, score_lines
from notes.outcomes.queries import Answered, answered_for, scores_since
from notes.web import MeasureForm

QUICK = ("psfs", "grc", "nrs")
PREFIX = "now"


@dataclass(frozen=True, slots=True)
class Measuring:
    """`lines` are what is answered on the page against the start; `standing` is what was kept before.

    Without a plan there is no `form`: only the pain of the session is compared. `key` is of one attempt to keep.
    """

    pain: Verdict | None
    form: MeasureForm | None
    lines: tuple[ScoreLine, ...]
    standing: tuple[ScoreLine, ...]
    key: str


def measuring(note: SoapNote, now: datetime, data: Any = None) -> Measuring:
    """What the page shows; `data` is the form as it was sent. One query, none for a note without a plan."""
    pain = pain_change(*(_pain(note, data, name) for name in ("nrs_before", "nrs_after")))
    plan = note.plan
    if plan is None or plan.status in TreatmentPlan.CLOSED:
        return Measuring(pain, None, (), (), "")
    answered = answered_for(plan, now)
    since = scores_since(plan)
    form = MeasureForm(
        data if _is_asked(data) else None,
        codes=QUICK,
        activities=_activities(answered),
        prefix=PREFIX,
        auto_id=f"{PREFIX}_%s",
    )
    given = form.given() if form.is_valid() else []
    standing = [line for line in score_lines(answered, since) if line.code in QUICK]
    lines = compared(answered, given, since, now)
    key = data.get("measures_key", "") if data is not None else ""
    return Measuring(pain, form, tuple(lines), tuple(standing), key or uuid4().hex)


def _is_asked(data: Any) -> bool:
    """Whether anything was rated, or asked to be kept: a note sent without ratings has nothing wrong with it."""
    return data is not None and (
        "keep" in data or any(value and name.startswith(PREFIX) for name, value in data.items())
    )


def _activities(answered: list[Answered]) -> list[str]:
    """What the patient named and rated last, to be rated again."""
    return next((list(one.answers) for one in reversed(answered) if one.code == "psfs"), [])


def _pain(note: SoapNote, data: Any, name: str) -> int | None:
    if data is None:
        kept: int | None = getattr(note, name)
        return kept
    sent = data.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < 3 and int(sent) <= 10 else None

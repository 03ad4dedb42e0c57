"""What a plan said when it was put in force: kept for good, and read side by side."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.models import Therapist
from notes.models import Goal, PlanComponent, PlanVersion, TreatmentPlan

FIELDS: Mapping[str, Promise] = {
    "problem": _("Problem"),
    "regions": _("Areas"),
    "onset_date": _("Since"),
    "review_due_date": _("Review on"),
    "no_massage_reason": _("Why there is no massage"),
    "single_component_reason": _("Why massage stands alone"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a difference; `before` or `after` is empty for what came or went."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """`changes` are against the version before; the first has none."""

    number: int
    at: datetime
    author: str
    reason: str
    is_intact: bool
    changes: tuple[Change, ...]


def keep_version(plan: TreatmentPlan, therapist: Therapist, now: datetime, reason: str = "") -> PlanVersion:
    """Keep the plan as it stands under its number; part of the transaction that put it in force."""
    content = _canonical(content_of(plan))
    return PlanVersion.objects.create(
        clinic_id=plan.clinic_id,
        plan=plan,
        number=plan.version,
        content=content,
        content_hash=_hash(content),
        change_reason=reason,
        author=therapist,
        at=now,
    )


def content_of(plan: TreatmentPlan) -> dict[str, Any]:
    """The plan as plain values, rows by their public ids."""
    problem = plan.problem
    return {
        "problem": problem.text,
        "regions": list(problem.regions),
        "onset_date": _iso(problem.onset_date),
        "review_due_date": _iso(plan.review_due_date),
        "no_massage_reason": plan.no_massage_reason,
        "single_component_reason": plan.single_component_reason,
        "goals": [_goal(goal) for goal in plan.goals.all()],
        "components": [_component(part) for part in plan.components.select_related("option__service")],
    }


def versions_of(plan: TreatmentPlan) -> list[VersionLine]:
    """Every version, the newest first, each with what it changed. One query."""
    rows = list(plan.versions.select_related("author"))
    before: Mapping[str, Any] | None = None
    lines = []
    for row in rows:
        content = json.loads(row.content)
        changes = () if before is None else tuple(difference(before, content))
        lines.append(
            VersionLine(
                number=row.number,
                at=row.at,
                author=row.author.full_name,
                reason=row.change_reason,
                is_intact=_hash(row.content) == row.content_hash,
                changes=changes,
            )
        )
        before = content
    return lines[::-1]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """What changed from one content to the next, in the order of a plan."""
    for name, label in FIELDS.items():
        old, new = _words(before.get(name)), _words(after.get(name))
        if old != new:
            yield Change(str(label), old, new)
    for rows in ("goals", "components"):
        yield from _row_changes(before.get(rows, ()), after.get(rows, ()), rows)


def _row_changes(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], rows: str
) -> Iterator[Change]:
    old, new = {row["id"]: row for row in before}, {row["id"]: row for row in after}
    for name in [*old, *(name for name in new if name not in old)]:
        was, now_is = old.get(name), new.get(name)
        if was == now_is:
            continue
        row = now_is or was or {}
        label = str(_("Goal")) if rows == "goals" else str(PlanComponent.Kind(row["kind"]).label)
        yield Change(label, _line(was), _line(now_is))


def _line(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    if "kind" not in row:
        way = f"{row['baseline']} → {row['target']}" if row["baseline"] and row["target"] else ""
        measure = str(Goal.Measure(row["measure"]).label) if row["measure"] else ""
        return ", ".join(filter(None, [row["text"], way, measure, row["due_date"] or ""]))
    if row["kind"] == PlanComponent.Kind.MASSAGE:
        dose = _("%(freq)s × a week × %(weeks)s weeks × %(minutes)s min") % {
            "freq": row["freq_per_week"],
            "weeks": row["weeks"],
            "minutes": row["minutes"],
        }
        return ", ".join(filter(None, [str(dose), row["option"], row["text"]]))
    facts = " · ".join(f"{value}" for value in row["facts"].values() if value)
    status = PlanComponent.Status(row["status"])
    said = "" if status == PlanComponent.Status.NOT_STARTED else str(status.label)
    return ", ".join(filter(None, [row["text"], facts, said]))


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "id": goal.public_id,
        "text": goal.text,
        "measure": goal.measure,
        "baseline": _number(goal.baseline),
        "target": _number(goal.target),
        "due_date": _iso(goal.due_date),
    }


def _component(part: PlanComponent) -> dict[str, Any]:
    return {
        "id": part.public_id,
        "kind": part.kind,
        "text": part.text,
        "freq_per_week": part.freq_per_week,
        "minutes": part.minutes,
        "weeks": part.weeks,
        "option": str(part.option) if part.option else "",
        "code": part.code,
        "facts": json.loads(part.facts) if part.facts else {},
        "status": part.status,
    }


def _number(value: Any) -> str:
    """Without the zero that a column of tenths adds, so that 7 stays 7."""
    return "" if value is None else f"{value:g}" if value else "0"


def _words(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()

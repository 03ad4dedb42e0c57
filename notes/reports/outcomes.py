"""How the latest measure of each plan stands against the first, by the smallest change that counts."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from bookings.models import Clinic, Therapist
from bookings.reports.span import Span
from notes.models import MeasureResponse, TreatmentPlan
from notes.outcomes.lines import NAMES, score_lines
from notes.outcomes.queries import Answered, scores_since

MOST = 2000
VERDICTS = ("better", "same", "worse")
# Without a rule for change, or answered for other ends.
NOT_COMPARED = frozenset({"night", "phq2"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """Plans with a change on one instrument, by verdict in the order of VERDICTS."""

    code: str
    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def outcomes(clinic: Clinic, span: Span, therapist: Therapist | None = None) -> list[Outcome]:
    """A line for each instrument, of the plans that were measured in the range: two queries.

    The latest answers of the range against the first since fourteen days before the plan started. A plan counts once
    an instrument, if there are two answers; answers of the patient for no plan count for the plan in that time.
    """
    plans = TreatmentPlan.objects.filter(
        Q(closed_at=None) | Q(closed_at__gte=span.starts_at), clinic=clinic, started_at__lt=span.ends_at
    )
    plans = plans.filter(author=therapist) if therapist else plans
    rows = list(plans.only("patient", "started_at", "closed_at").order_by("-started_at", "-pk")[:MOST])
    answers = _answers(rows, span)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for plan in rows:
        for code, verdict in _verdicts(plan, answers.get(plan.patient_id, ()), span):
            counts[code][verdict] += 1
    return [
        Outcome(code, str(name), tuple(counts[code][verdict] for verdict in VERDICTS))
        for code, name in NAMES.items()
        if code in counts
    ]


def _answers(plans: Sequence[TreatmentPlan], span: Span) -> dict[int, list[tuple[int | None, Answered]]]:
    """Everything answered by the patients of these plans until the end of the range, with the plan it was for."""
    rows = MeasureResponse.objects.filter(
        patient__in=[plan.patient_id for plan in plans], taken_at__lt=span.ends_at, value__isnull=False
    ).exclude(code__in=NOT_COMPARED)
    found: dict[int, list[tuple[int | None, Answered]]] = defaultdict(list)
    for row in rows.order_by("taken_at", "id"):
        answered = Answered(row.taken_at, row.code, row.aspect, json.loads(row.answers), row.value)
        found[row.patient_id].append((row.plan_id, answered))
    return found


def _verdicts(
    plan: TreatmentPlan, answers: Sequence[tuple[int | None, Answered]], span: Span
) -> list[tuple[str, str]]:
    if plan.started_at is None:
        return []
    end = plan.closed_at or span.ends_at
    own = [one for of, one in answers if of == plan.pk or (of is None and one.at <= end)]
    lines = score_lines(own, scores_since(plan))
    return [
        (line.code, line.latest.verdict)
        for line in lines
        if line.latest.verdict is not None and line.latest.at >= span.starts_at
    ]

"""Reading answers to outcome measures."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from notes.models import MeasureResponse, TreatmentPlan


@dataclass(frozen=True, slots=True)
class PainAverage:
    """The average pain of the seven days before `at`, 0 to 10."""

    at: datetime
    value: Decimal


def pain_averages(plan: TreatmentPlan) -> list[PainAverage]:
    """The weekly averages kept for a plan, earliest first."""
    rows = plan.measures.filter(code="nrs", aspect=MeasureResponse.Aspect.AVERAGE)
    return [
        PainAverage(at, value) for at, value in rows.values_list("taken_at", "value") if value is not None
    ]

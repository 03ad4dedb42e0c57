"""Reading answers to outcome measures."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from notes.models import MeasureResponse, TreatmentPlan

BASELINE_FRESH = timedelta(days=14)
FUNCTION_CODES = ("psfs", "rmdq")


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


@dataclass(frozen=True, slots=True)
class Answered:
    """One set of answers as they were kept."""

    at: datetime
    code: str
    aspect: str
    answers: Mapping[str, Any]
    value: Decimal | None


def scores_since(plan: TreatmentPlan) -> datetime | None:
    """From when on scores belong to a plan, that of its start among them; None while it is a draft."""
    return plan.started_at - BASELINE_FRESH if plan.started_at else None


def measures_for(plan: TreatmentPlan) -> QuerySet[MeasureResponse]:
    """What counts for a plan: what was recorded for it, and what was recorded of the patient for none.

    All of it is the patient's: said of both, so that theirs alone is looked through.
    """
    return MeasureResponse.objects.filter(
        Q(plan=plan) | Q(plan=None), patient__in=plan.patient.family_of_records()
    )


def fresh_measures(plan: TreatmentPlan, now: datetime) -> QuerySet[MeasureResponse]:
    """What was scored in the last 14 days: what a plan begins with, and what a review looks at."""
    return measures_for(plan).filter(
        taken_at__gt=now - BASELINE_FRESH, taken_at__lte=now, value__isnull=False
    )


def baseline_gaps(plan: TreatmentPlan, now: datetime) -> list[str]:
    """Which parts of a baseline are not there or too old: "pain" (weekly average), "function" (PSFS or RMDQ)."""
    kinds = set(fresh_measures(plan, now).values_list("code", "aspect"))
    gaps = []
    if ("nrs", MeasureResponse.Aspect.AVERAGE) not in kinds:
        gaps.append("pain")
    if not any(code in FUNCTION_CODES for code, _aspect in kinds):
        gaps.append("function")
    return gaps


def answered_for(plan: TreatmentPlan, until: datetime) -> list[Answered]:
    """Everything that counts for the plan until then, earliest first. One query."""
    rows = measures_for(plan).filter(taken_at__lte=until).order_by("taken_at", "id")
    return [Answered(r.taken_at, r.code, r.aspect, json.loads(r.answers), r.value) for r in rows]


def central_of(values: Sequence[Decimal | int | None]) -> Decimal | None:
    """The median, exact to the half that the middle of two whole numbers can be."""
    known = [Fraction(value) for value in values if value is not None]
    if not known:
        return None
    middle = median(known)
    return Decimal(middle.numerator) / Decimal(middle.denominator)


def activities_for(plan: TreatmentPlan, now: datetime) -> list[str]:
    """What the patient named and rated last for PSFS, to be rated again."""
    rows = measures_for(plan).filter(code="psfs", taken_at__lte=now).order_by("-taken_at", "-id")
    answers = rows.values_list("answers", flat=True).first()
    return list(json.loads(answers)) if answers else []

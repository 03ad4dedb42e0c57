"""What became of plans that ended in a range of dates, and of the sessions that were planned."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bookings.models import Clinic, Patient, Therapist
from bookings.reports.span import Span, share
from notes.models import TreatmentPlan
from notes.plans.progress import progress_of, visits_of_families

MOST = 2000


@dataclass(frozen=True, slots=True)
class PlansEnded:
    """`reasons` counts completed plans by TreatmentPlan.CloseReason; `revoked` are those that were in force before.

    `planned` and `done` are sessions of all of them.
    """

    reasons: Mapping[str, int]
    revoked: int
    planned: int
    done: int
    is_cut: bool

    @property
    def ended(self) -> int:
        return sum(self.reasons.values()) + self.revoked

    @property
    def completed_share(self) -> float | None:
        """Of those that ended, the ones that were completed: goals met or no further change."""
        by_plan = sum(self.reasons.get(reason, 0) for reason in ("goals_met", "plateau"))
        return share(by_plan, self.ended)

    @property
    def session_share(self) -> float | None:
        return share(self.done, self.planned)


def plans_ended(clinic: Clinic, span: Span, now: datetime, therapist: Therapist | None = None) -> PlansEnded:
    """Of plans that were in force and ended in the range, of their author or everybody: five queries."""
    plans = TreatmentPlan.objects.filter(
        clinic=clinic,
        status__in=TreatmentPlan.CLOSED,
        started_at__isnull=False,
        closed_at__gte=span.starts_at,
        closed_at__lt=span.ends_at,
    )
    plans = plans.filter(author=therapist) if therapist else plans
    heads = plans.only("status", "close_reason", "patient").prefetch_related("components")
    rows = list(heads.order_by("-closed_at", "-pk")[: MOST + 1])
    kept = [row.patient_id for row in rows[:MOST]]
    visits = visits_of_families(Patient.objects.filter(pk__in=kept).order_by(), now)
    planned = done = 0
    for row in rows[:MOST]:
        progress = progress_of(list(row.components.all()), visits.get(row.pk, ()))
        planned, done = planned + progress.planned, done + min(progress.done, progress.planned)
    completed = [row for row in rows[:MOST] if row.status == TreatmentPlan.Status.COMPLETED]
    return PlansEnded(
        reasons=Counter(row.close_reason for row in completed),
        revoked=len(rows[:MOST]) - len(completed),
        planned=planned,
        done=done,
        is_cut=len(rows) > MOST,
    )

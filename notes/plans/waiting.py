"""Tells the waiting list whose plan is behind, in days: the number alone goes down to the ground floor."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.models import WaitlistEntry
from bookings.waitlist.standing import note_plan_gaps
from notes.models import PlanComponent, TreatmentPlan
from notes.plans.pace import days_behind
from notes.plans.progress import progress_of, visits_by_plan


def refresh_plan_gaps(*, now: datetime) -> int:
    """Measure everybody who waits anew; returns how many entries changed.

    Plans in force count, plans on hold do not; of several the one furthest behind.
    """
    waiting = WaitlistEntry.objects.filter(state=WaitlistEntry.State.WAITING)
    plans = (
        TreatmentPlan.objects.filter(
            status=TreatmentPlan.Status.ACTIVE, patient__in=waiting.values("patient")
        )
        .select_related("clinic", "patient")
        .prefetch_related("components")
    )
    gaps: dict[int, int] = {}
    for plan in plans:
        gaps[plan.patient_id] = max(gaps.get(plan.patient_id, 0), _gap(plan, now))
    return note_plan_gaps(gaps=gaps)


def _gap(plan: TreatmentPlan, now: datetime) -> int:
    components = list(plan.components.all())
    progress = progress_of(components, visits_by_plan(plan.patient, now).get(plan.pk, ()))
    zone = ZoneInfo(plan.clinic.time_zone)
    if plan.started_at is None:
        return 0
    return days_behind(
        started=plan.started_at.astimezone(zone).date(),
        freq_per_week=sum(c.freq_per_week or 0 for c in components if c.kind == PlanComponent.Kind.MASSAGE),
        planned=progress.planned,
        done=progress.done + progress.open,
        today=now.astimezone(zone).date(),
    )

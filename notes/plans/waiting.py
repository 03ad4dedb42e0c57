"""Tells the waiting list whose plan is behind, in days: the number alone goes down to the ground floor."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from bookings.models import Patient, WaitlistEntry
from bookings.waitlist.standing import note_plan_gaps
from notes.models import PlanComponent, TreatmentPlan
from notes.plans.pace import days_behind
from notes.plans.progress import Visit, progress_of, visits_of_families


def refresh_plan_gaps(*, now: datetime) -> int:
    """Measure everybody who waits anew; returns how many entries changed. A constant number of queries.

    Plans in force count, plans on hold do not; of several the one furthest behind. A plan stays with the record
    that it was made for: those of every record of a person count for the one that is kept.
    """
    waiting = WaitlistEntry.objects.filter(state=WaitlistEntry.State.WAITING)
    people = set(waiting.order_by().values_list(Coalesce("patient__merged_into", "patient"), flat=True))
    records = Patient.objects.filter(Q(pk__in=people) | Q(merged_into__in=people)).order_by()
    plans = (
        TreatmentPlan.objects.filter(status=TreatmentPlan.Status.ACTIVE, patient__in=records)
        .select_related("clinic", "patient")
        .prefetch_related("components")
    )
    visits = visits_of_families(records, now)
    gaps: dict[int, int] = {}
    for plan in plans:
        person = plan.patient.merged_into_id or plan.patient_id
        gaps[person] = max(gaps.get(person, 0), _gap(plan, visits.get(plan.pk, ()), now))
    return note_plan_gaps(gaps=gaps)


def _gap(plan: TreatmentPlan, visits: Sequence[Visit], now: datetime) -> int:
    components = list(plan.components.all())
    progress = progress_of(components, visits)
    if plan.started_at is None:
        return 0
    return days_behind(
        started=plan.clinic.date_at(plan.started_at),
        freq_per_week=sum(c.freq_per_week or 0 for c in components if c.kind == PlanComponent.Kind.MASSAGE),
        planned=progress.planned,
        done=progress.done + progress.open,
        today=plan.clinic.date_at(now),
    )

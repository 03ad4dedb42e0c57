"""How far a plan was kept to: visits, minutes, home sessions, and the rhythm of the sessions (clinical-rules.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from bookings.models import Appointment
from notes.models import PlanComponent, TreatmentPlan
from notes.plans import dose
from notes.plans.activate import planned_sessions
from notes.plans.pace import Spacing, due_until, spacing
from notes.plans.progress import Visit


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole; None for nothing to divide by. `band` is good, partial or low."""

    value: Fraction | None

    @property
    def band(self) -> str | None:
        return dose.band(self.value)

    @property
    def percent(self) -> int | None:
        return None if self.value is None else int(self.value * 100 + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Adherence:
    """`rhythm` is None before the second session."""

    attendance: Share
    dose: Share
    rhythm: Spacing | None

    @property
    def drift_days(self) -> int:
        """Whole days by which sessions usually lie further apart than planned; 0 if they do not."""
        return max(0, int(self.rhythm.drift_days)) if self.rhythm else 0


def adherence_of(
    plan: TreatmentPlan, components: Sequence[PlanComponent], visits: Sequence[Visit], now: datetime
) -> Adherence:
    """One query, for late cancellations."""
    massage = [part for part in components if part.kind == PlanComponent.Kind.MASSAGE]
    per_week = sum(part.freq_per_week or 0 for part in massage)
    planned = planned_sessions(list(components))
    minutes = sum((p.freq_per_week or 0) * (p.minutes or 0) * (p.weeks or 0) for p in massage)
    done = [visit for visit in visits if visit.state == "done"]
    missed = sum(visit.state == "missed" for visit in visits)
    due = 0
    if plan.started_at is not None:
        started, until = (plan.clinic.date_at(at) for at in (plan.started_at, plan.closed_at or now))
        due = due_until(started=started, freq_per_week=per_week, planned=planned, today=until)
    if due <= 1 and not done and not missed:
        due = 0  # The first session may still come: no share of it is low yet.
    planned_minutes = minutes * due // planned if planned else 0
    dates = [plan.clinic.date_at(visit.starts_at) for visit in visits if visit.state != "missed"]
    return Adherence(
        attendance=Share(dose.attendance(len(done), missed, late_cancels(plan))),
        dose=Share(dose.delivered(sum(visit.minutes for visit in done), planned_minutes)),
        rhythm=spacing(dates, per_week),
    )


def late_cancels(plan: TreatmentPlan) -> int:
    """Visits in the time of the plan that the patient called off later than was agreed."""
    if plan.started_at is None:
        return 0
    rows = Appointment.objects.filter(
        patient__in=plan.patient.family_of_records(), is_late_cancel=True, starts_at__gte=plan.started_at
    )
    if plan.closed_at is not None:
        rows = rows.filter(starts_at__lt=plan.closed_at)
    return rows.count()

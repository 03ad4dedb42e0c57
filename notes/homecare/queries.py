"""Home care as pages show it: the patient's day, and what the therapist sees of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bookings.models import Patient
from notes.homecare.exercises import Exercise, exercise
from notes.homecare.keeping import Given, kept, streak
from notes.models import ExerciseLog, ExercisePrescription, ReadinessCheck, TreatmentPlan
from notes.plans.adherence import Share

LOGS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One exercise as given. `share` of the trailing 28 days, `streak` in days; `today` is what was logged today."""

    id: str
    code: str
    title: str
    steps: tuple[str, ...]
    caution: str
    dose: str
    days_per_week: int
    is_live: bool
    starts_date: date
    ends_date: date | None
    despite: str
    share: Share
    streak: int
    today: tuple[int, int] | None
    logs: tuple[tuple[date, int, int], ...]


@dataclass(frozen=True, slots=True)
class HomeCare:
    """`ready` is None before today's check; `share` and `streak` are over all exercises."""

    lines: tuple[HomeLine, ...]
    ready: bool | None
    share: Share
    streak: int

    @property
    def live(self) -> tuple[HomeLine, ...]:
        return tuple(line for line in self.lines if line.is_live)

    @property
    def done_today(self) -> int:
        return sum(line.today is not None for line in self.live)


def home_care_of(patient: Patient, today: date, plan: TreatmentPlan | None = None) -> HomeCare:
    """The exercises of a patient, or of one plan. Three queries."""
    rows = ExercisePrescription.objects.filter(patient__in=patient.family_of_records())
    given = list(rows.filter(plan=plan) if plan else rows)
    checks = list(
        ReadinessCheck.objects.filter(patient__in=patient.family_of_records()).order_by("-on_date")[:400]
    )
    logs = list(ExerciseLog.objects.filter(exercise__in=[one.pk for one in given]).order_by("-on_date"))
    resting = {check.on_date for check in checks if not check.is_ready}
    mine = {one.pk: [log for log in logs if log.exercise_id == one.pk] for one in given}
    spans = {one.pk: _span(one, mine[one.pk]) for one in given}
    live = [one for one in given if _is_live(one, today)]
    now = next((check for check in checks if check.on_date == today), None)
    return HomeCare(
        lines=tuple(_line(one, mine[one.pk], spans[one.pk], resting, today) for one in given),
        ready=now.is_ready if now else None,
        share=Share(kept(spans.values(), resting, today)),
        streak=streak(
            {log.on_date for log in logs}, resting, today, max((one.days_per_week for one in live), default=7)
        ),
    )


def dose_words(sets: int, reps: int, hold_s: int, each_side: bool) -> str:
    """Such as "2 x 8, hold 5 s, each side"."""
    said = f"{sets} × {reps}" if sets > 1 else _("%(count)d times") % {"count": reps}
    if hold_s:
        said += ", " + _("hold %(seconds)d s") % {"seconds": hold_s}
    return said + (", " + _("each side") if each_side else "")


def _is_live(one: ExercisePrescription, today: date) -> bool:
    return one.starts_date <= today and (one.ends_date is None or today < one.ends_date)


def _span(one: ExercisePrescription, logs: Iterable[ExerciseLog]) -> Given:
    done = frozenset(log.on_date for log in logs)
    return Given(one.days_per_week, one.starts_date, one.ends_date, done)


def _line(
    one: ExercisePrescription, logs: list[ExerciseLog], span: Given, resting: set[date], today: date
) -> HomeLine:
    about: Exercise = exercise(one.code)
    latest = next((log for log in logs if log.on_date == today), None)
    return HomeLine(
        id=one.public_id,
        code=one.code,
        title=_(about.title),
        steps=tuple(_(step) for step in about.steps),
        caution=_(about.caution) if about.caution else "",
        dose=dose_words(one.sets, one.reps, one.hold_s, about.dose_default.each_side),
        days_per_week=one.days_per_week,
        is_live=_is_live(one, today),
        starts_date=one.starts_date,
        ends_date=one.ends_date,
        despite=one.despite,
        share=Share(kept([span], resting, today)),
        streak=streak(span.done, resting, min(today, (one.ends_date or today)), one.days_per_week),
        today=(latest.nrs_before, latest.nrs_after) if latest else None,
        logs=tuple((log.on_date, log.nrs_before, log.nrs_after) for log in logs[:LOGS_SHOWN]),
    )

"""Giving a patient exercises to do at home, and taking them back."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.homecare.exercises import exercise, warnings
from notes.models import ExercisePrescription, TreatmentPlan
from notes.plans.catalogue import EXERCISE_LIMITS


class BetterAvoided(DomainError):
    """Something that applies to the patient speaks against the exercise; `details["tags"]` says what."""

    code = "better_avoided"
    message = gettext_lazy(
        "Something that you ticked speaks against this exercise. Say why it is given all the same."
    )
    field = "despite"


class UnknownExercise(DomainError):
    code = "unknown_exercise"
    message = gettext_lazy("There is no such exercise.")
    field = "code"


class GivenAlready(DomainError):
    code = "given_already"
    message = gettext_lazy("The patient has this exercise already.")
    field = "code"


class BadDose(DomainError):
    """`field` names the number that is out of range."""

    code = "bad_dose"
    message = gettext_lazy("This number is out of range.")


class PlanNotOpen(DomainError):
    code = "plan_not_open"
    message = gettext_lazy("Exercises belong to a plan that is in force or goes on as maintenance.")


@dataclass(frozen=True, slots=True)
class HomeDose:
    """`hold_s` in seconds."""

    sets: int = 1
    reps: int = 1
    hold_s: int = 0
    days_per_week: int = 7


def usual_dose(code: str) -> HomeDose:
    """Where the library says to begin: the low end of its ranges, every day."""
    dose = exercise(code).dose_default
    return HomeDose(dose.sets[0], dose.reps[0], dose.hold_s[0])


@action
def prescribe(
    *,
    plan: TreatmentPlan,
    therapist: Therapist,
    code: str,
    dose: HomeDose,
    applies: Collection[str] = (),
    despite: str = "",
    today: date,
    now: datetime,
    once: Once | None = None,
) -> ExercisePrescription:
    """Give one exercise from `today` on. `applies` are tags of the library that are true of the patient.

    Raises UnknownExercise, BadDose, BetterAvoided (unless `despite` says why), GivenAlready, PlanNotOpen.
    """
    plan = TreatmentPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if not (plan.is_live or plan.status == TreatmentPlan.Status.COMPLETED):
        raise PlanNotOpen
    against = _checked(code, dose, applies)
    if against and not despite.strip():
        raise BetterAvoided(tags=list(against))
    if plan.exercises.filter(code=code, ends_date=None).exists():
        raise GivenAlready
    given = ExercisePrescription.objects.create(
        clinic_id=plan.clinic_id,
        patient_id=plan.patient_id,
        plan=plan,
        code=code,
        **asdict(dose),
        despite=despite.strip() if against else "",
        starts_date=today,
        given_by=therapist,
    )
    write_down(given, therapist.user, "exercise_given", "exercise", now)
    return given


@action
def stop_exercise(
    *, given: ExercisePrescription, therapist: Therapist, today: date, now: datetime
) -> ExercisePrescription:
    """Take it back from today on; what was done stays. A second time changes nothing."""
    given = ExercisePrescription.objects.select_for_update(of=("self",), no_key=True).get(pk=given.pk)
    if given.ends_date is None:
        given.ends_date = max(today, given.starts_date)
        given.save(update_fields=["ends_date"])
        write_down(given, therapist.user, "exercise_stopped", "exercise", now)
    return given


def _checked(code: str, dose: HomeDose, applies: Collection[str]) -> tuple[str, ...]:
    try:
        against = warnings(code, applies)
    except ValueError as error:
        raise UnknownExercise from error
    for name, (least, most) in EXERCISE_LIMITS.items():
        if not least <= getattr(dose, name) <= most:
            raise BadDose(_("Between %(least)d and %(most)d.") % {"least": least, "most": most}, field=name)
    return against

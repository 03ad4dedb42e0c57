"""What a patient comes with, kept and changed by itself: plans for it may follow."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Patient, Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.models import Problem, TreatmentPlan
from notes.plans.create import write_problem
from notes.plans.details import ProblemDetails, check_problem


class ProblemInForce(DomainError):
    """A plan in force rests on these words; they change with its next version."""

    code = "problem_in_force"
    message = _("A plan for this problem is in force. Revise the plan instead.")


@action
def add_problem(
    *,
    patient: Patient,
    therapist: Therapist,
    details: ProblemDetails,
    today: date,
    now: datetime,
    once: Once | None = None,
) -> Problem:
    """Raises BadPlan naming the fields that cannot be kept."""
    check_problem(details, today)
    problem = Problem(clinic_id=patient.clinic_id, patient=patient)
    write_problem(problem, details)
    write_down(problem, therapist.user, "created", "problem", now)
    return problem


@action
def change_problem(
    *,
    problem: Problem,
    therapist: Therapist,
    details: ProblemDetails,
    status: str,
    today: date,
    now: datetime,
) -> Problem:
    """Replace what is said of a problem; its status alone may change while a plan is in force.

    Raises BadPlan, ProblemInForce.
    """
    rows = Problem.objects.select_for_update(of=("self",), no_key=True)
    problem = rows.select_related("patient__clinic").get(pk=problem.pk)
    check_problem(details, today)
    before = (problem.text, problem.regions, problem.onset_date, problem.onset_precision)
    write_problem(problem, details, save=False)
    after = (problem.text, problem.regions, problem.onset_date, problem.onset_precision)
    if before != after and problem.plans.filter(status__in=TreatmentPlan.LIVE).exists():
        raise ProblemInForce
    problem.status = status
    problem.save()
    write_down(problem, therapist.user, "updated", "problem", now)
    return problem

"""What a plan is made of, as values: what doors hand in and what drafts are checked for."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import ServiceOption
from notes.body import region
from notes.models import Goal, PlanComponent, Problem
from notes.plans import catalogue
from notes.plans.chronicity import onset_date

Kind = PlanComponent.Kind
LONGEST_LINE = 500
LONGEST_TEXT = 5000
TOPS = {Goal.Measure.RMDQ: 24}
TOP = 10
# The shape of an ICD-10-CM code; which of them exist is not checked.
REASON_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")
DOSE_LIMITS = {"freq_per_week": (1, 7), "minutes": (5, 240), "weeks": (1, 52)}


class BadPlan(DomainError):
    """A part of a plan that cannot be kept. `errors` maps "goals-0-target" and the like to sentences."""

    code = "bad_plan"
    message = _("Some parts of the plan need another look.")

    @property
    def errors(self) -> dict[str, str | Promise]:
        found: dict[str, str | Promise] = self.details["errors"]
        return found


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """`onset_precision` says how much of `onset_date` is known."""

    text: str
    regions: tuple[str, ...] = ()
    onset_date: date | None = None
    onset_precision: str = Problem.Precision.DAY
    mechanism: str = ""
    qualities: tuple[str, ...] = ()
    severity: str = ""
    reason_code: str = ""

    @property
    def counted_onset(self) -> date | None:
        """The first day of what is known."""
        if self.onset_date is None:
            return None
        month = None if self.onset_precision == Problem.Precision.YEAR else self.onset_date.month
        day = self.onset_date.day if self.onset_precision == Problem.Precision.DAY else None
        return onset_date(self.onset_date.year, month, day)


@dataclass(frozen=True, slots=True)
class GoalDetails:
    """`id` is the public id of a goal of the plan that this one continues, or empty."""

    text: str
    measure: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    due_date: date | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class ComponentDetails:
    """Massage takes the three numbers of its dose, and the option to book if known; the others take words.

    `code` and `facts` as in the catalogue; `id` is the public id of a component that this one continues, or empty.
    """

    kind: str
    text: str = ""
    freq_per_week: int | None = None
    minutes: int | None = None
    weeks: int | None = None
    option: ServiceOption | None = None
    code: str = ""
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    status: str = PlanComponent.Status.NOT_STARTED
    id: str = ""


@dataclass(frozen=True, slots=True)
class PlanDetails:
    problem: ProblemDetails
    goals: tuple[GoalDetails, ...] = ()
    components: tuple[ComponentDetails, ...] = ()
    review_due_date: date | None = None
    no_massage_reason: str = ""
    single_component_reason: str = ""


def too_long(most: int) -> str | Promise:
    return _("Please keep this shorter than %(most)s characters.") % {"most": most}


def check(details: PlanDetails, *, clinic_id: int, today: date) -> None:
    """Raises BadPlan naming every part that cannot be kept, even in a draft."""
    errors = dict(_errors(details, clinic_id, today))
    if errors:
        raise BadPlan(errors=errors)


def check_problem(problem: ProblemDetails, today: date) -> None:
    """Raises BadPlan naming what cannot be kept of a problem."""
    if errors := dict(_problem_errors(problem, today)):
        raise BadPlan(errors=errors)


def _errors(details: PlanDetails, clinic_id: int, today: date) -> Iterator[tuple[str, str | Promise]]:
    yield from _problem_errors(details.problem, today)
    for number, goal in enumerate(details.goals):
        for field, sentence in _goal_errors(goal):
            yield f"goals-{number}-{field}", sentence
    for number, component in enumerate(details.components):
        for field, sentence in _component_errors(component, clinic_id):
            yield f"components-{number}-{field}", sentence
    for name in ("no_massage_reason", "single_component_reason"):
        if len(getattr(details, name)) > LONGEST_LINE:
            yield name, too_long(LONGEST_LINE)


def _problem_errors(problem: ProblemDetails, today: date) -> Iterator[tuple[str, str | Promise]]:
    yield from _text_errors("problem", problem.text, LONGEST_LINE)
    if problem.counted_onset is not None and problem.counted_onset > today:
        yield "onset_date", _("The onset cannot be in the future.")
    try:
        for name in problem.regions:
            region(name)
    except ValueError:
        yield "regions", _("One of these areas is not on the body chart.")
    if len(problem.mechanism) > LONGEST_LINE:
        yield "mechanism", too_long(LONGEST_LINE)
    if not set(problem.qualities) <= set(Problem.Quality.values):
        yield "qualities", _("Please choose from the list.")
    if problem.severity and problem.severity not in Problem.Severity.values:
        yield "severity", _("Please choose from the list.")
    if problem.reason_code and not REASON_CODE.fullmatch(problem.reason_code):
        yield "reason_code", _("Please give a code such as M54.50.")


def _goal_errors(goal: GoalDetails) -> Iterator[tuple[str, str | Promise]]:
    yield from _text_errors("text", goal.text, LONGEST_LINE)
    if goal.measure and goal.measure not in Goal.Measure.values:
        yield "measure", _("Please choose a measure from the list.")
    top = TOPS.get(Goal.Measure(goal.measure), TOP) if goal.measure in Goal.Measure.values else TOP
    for name in ("baseline", "target"):
        value = getattr(goal, name)
        if value is not None and not 0 <= value <= top:
            yield name, _("Please give a number from 0 to %(top)s.") % {"top": top}
        elif value is not None and goal.measure == Goal.Measure.NRS and value != int(value):
            yield name, _("Pain is rated in whole numbers.")
    if goal.target is not None and goal.target == goal.baseline:
        yield "target", _("The target should differ from the baseline.")


def _component_errors(component: ComponentDetails, clinic_id: int) -> Iterator[tuple[str, str | Promise]]:
    if component.kind not in Kind.values:
        yield "kind", _("Please choose a kind from the list.")
        return
    if component.status not in PlanComponent.Status.values:
        yield "status", _("Please choose from the list.")
    for name, sentence in catalogue.faults(component.kind, component.code, component.facts):
        yield name, gettext(sentence)
    if component.kind != Kind.MASSAGE:
        yield from _text_errors("text", component.text, LONGEST_TEXT)
    else:
        for name, (least, most) in DOSE_LIMITS.items():
            value = getattr(component, name)
            if value is None or not least <= value <= most:
                yield (
                    name,
                    _("Please give a whole number from %(least)s to %(most)s.")
                    % {
                        "least": least,
                        "most": most,
                    },
                )
        if component.option is not None and component.option.clinic_id != clinic_id:
            yield "option", _("Please choose a service of this clinic.")


def _text_errors(field: str, text: str, longest: int) -> Iterator[tuple[str, str | Promise]]:
    if not text.strip():
        yield field, _("Please fill this in.")
    elif len(text) > longest:
        yield field, too_long(longest)

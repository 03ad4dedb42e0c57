"""The plan builder: one form of many, whose rows come and go without JavaScript."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.forms import Field, Form, MultipleChoiceField
from django.http import QueryDict
from django.utils.translation import gettext

from bookings.models import ServiceOption
from notes.dashboard.component_form import FACT_OF, ComponentForm
from notes.dashboard.plan_forms import GoalForm, PlanForm
from notes.models import Consent, PlanComponent, TreatmentPlan
from notes.plans.activate import Missing
from notes.plans.create import Baseline
from notes.plans.details import BadPlan, GoalDetails, PlanDetails, ProblemDetails
from notes.plans.templates import PlanTemplate

Kind = PlanComponent.Kind
MOST_ROWS = 12
BLANK = {"empty_permitted": True, "use_required_attribute": False}


class PlanBuilder:
    """All forms of the builder. Rows are named by keys that stay theirs when others come and go."""

    def __init__(self, *, options: list[ServiceOption], data: QueryDict, bound: bool = True):
        self.options = options
        self.data = data
        self._bound = bound
        self.main = PlanForm(**self._given(PlanForm.base_fields, ""))
        self.goals = [
            (
                key,
                GoalForm(
                    prefix=f"goals-{key}", **BLANK, **self._given(GoalForm.base_fields, f"goals-{key}-")
                ),
            )
            for key in self._keys("goal")
        ]
        self.components = [(key, self._component(key)) for key in self._keys("component")]
        self.dropped = ""
        # What keeps the plan from being put in force, if that was tried.
        self.lacking: Sequence[Missing] = ()

    @classmethod
    def blank(cls, options: list[ServiceOption]) -> "PlanBuilder":
        """One goal and the two kinds of component that every plan wants."""
        data = QueryDict(mutable=True)
        data.setlist("goal", ["0"])
        data.setlist("component", ["0", "1"])
        data.update(
            {"onset_precision": "day", "components-0-kind": Kind.MASSAGE, "components-1-kind": Kind.EXERCISE}
        )
        return cls(options=options, data=data, bound=False)

    @classmethod
    def from_template(
        cls, template: PlanTemplate, options: list[ServiceOption], today: date
    ) -> "PlanBuilder":
        """What a template says, in the language of the page, to be changed as one likes."""
        return cls(options=options, data=_as_chosen(template, options, today), bound=False)

    @classmethod
    def of(cls, plan: TreatmentPlan, options: list[ServiceOption]) -> "PlanBuilder":
        return cls(options=options, data=_as_typed(plan), bound=False)

    @classmethod
    def changed(cls, data: QueryDict, options: list[ServiceOption]) -> "PlanBuilder":
        """What was typed with one row more (`add`) or less (`drop`), not judged yet."""
        typed = data.copy()
        new_row = ""
        if (kind := data.get("add", "")) == "goal" or kind in Kind.values:
            rows = "goal" if kind == "goal" else "component"
            key = str(max((int(k) for k in _row_keys(typed, rows)), default=-1) + 1)
            typed.setlist(rows, [*_row_keys(typed, rows), key][:MOST_ROWS])
            new_row = f"{rows}-{key}"
            if rows == "component":
                typed[f"components-{key}-kind"] = kind
        rows, _dash, gone = data.get("drop", "").partition("-")
        if rows in ("goal", "component"):
            typed.setlist(rows, [key for key in _row_keys(typed, rows) if key != gone])
        builder = cls(options=options, data=typed, bound=False)
        builder._focus(new_row)
        builder.dropped = rows if gone else ""
        return builder

    def _focus(self, new_row: str) -> None:
        """The cursor goes where somebody who added a row wants to type."""
        rows: dict[str, Form] = {f"goal-{key}": form for key, form in self.goals}
        rows |= {f"component-{key}": form for key, form in self.components}
        for name in ("text", "freq_per_week"):
            if new_row in rows and name in rows[new_row].fields:
                rows[new_row].fields[name].widget.attrs["autofocus"] = True

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What `add` can ask for, besides a goal."""
        return [(kind.value, str(kind.label)) for kind in Kind]

    @property
    def forms(self) -> Iterator[Form]:
        yield self.main
        yield from (form for _key, form in self.goals)
        yield from (form for _key, form in self.components)

    def is_valid(self) -> bool:
        # Every form is asked, so that every mistake is shown at once.
        answers = [form.is_valid() for form in self.forms]
        return all(answers)

    @property
    def filled_goals(self) -> list[GoalForm]:
        """Rows that were left blank say nothing."""
        return [form for _key, form in self.goals if form.has_changed()]

    @property
    def filled_components(self) -> list[ComponentForm]:
        return [form for _key, form in self.components if form.is_massage or form.has_changed()]

    @property
    def baseline(self) -> Baseline:
        consent = Consent.Method.WRITTEN if self.main.cleaned_data["consent"] else ""
        return Baseline(self.main.baseline(), consent)

    def details(self) -> PlanDetails:
        said = self.main.cleaned_data
        return PlanDetails(
            ProblemDetails(
                said["problem"],
                tuple(said["regions"]),
                said["onset_date"],
                said["onset_precision"],
                mechanism=said["mechanism"],
                qualities=tuple(said["qualities"]),
                severity=said["severity"],
                reason_code=said["reason_code"],
            ),
            tuple(self._goal(form) for form in self.filled_goals),
            tuple(form.details() for form in self.filled_components),
            said["review_due_date"],
            said["no_massage_reason"],
            said["single_component_reason"],
        )

    def _goal(self, form: GoalForm) -> GoalDetails:
        """Where a goal begins is what was measured now, unless something else is said."""
        goal = GoalDetails(**form.cleaned_data)
        measured = {"nrs": self.main.cleaned_data["average"], "psfs": self.main.cleaned_data["function"]}
        value = measured.get(goal.measure)
        return goal if goal.baseline is not None or value is None else replace(goal, baseline=Decimal(value))

    def refuse(self, refusal: BadPlan) -> None:
        """Say each sentence beside the field it is about."""
        for name, sentence in refusal.errors.items():
            form, field = self._place(name)
            form.add_error(field if field in form.fields else None, str(sentence))

    def _place(self, name: str) -> tuple[Form, str]:
        rows, _dash, rest = name.partition("-")
        if rows not in ("goals", "components") or not rest:
            return self.main, name
        number, _dash, field = rest.partition("-")
        filled: Sequence[Form] = self.filled_goals if rows == "goals" else self.filled_components
        return filled[int(number)], field

    def _keys(self, rows: str) -> list[str]:
        return _row_keys(self.data, rows)

    def _component(self, key: str) -> ComponentForm:
        kind = self.data.get(f"components-{key}-kind", "")
        prefix = f"components-{key}"
        return ComponentForm(
            prefix=prefix,
            kind=kind if kind in Kind.values else Kind.LIFESTYLE,
            **BLANK,
            options=self.options,
            **self._given(ComponentForm.base_fields, f"{prefix}-"),
        )

    def _given(self, fields: Mapping[str, Field], prefix: str) -> dict[str, Any]:
        """Bound to what was typed, or only showing it."""
        if self._bound:
            return {"data": self.data}
        shown = {}
        for name, field in fields.items():
            many = isinstance(field, MultipleChoiceField)
            if prefix + name in self.data:
                shown[name] = self.data.getlist(prefix + name) if many else self.data.get(prefix + name)
        return {"initial": shown}


def _row_keys(data: QueryDict, rows: str) -> list[str]:
    keys = dict.fromkeys(key for key in data.getlist(rows) if key.isdecimal() and len(key) < 4)
    return list(keys)[:MOST_ROWS]


def _as_typed(plan: TreatmentPlan) -> QueryDict:
    """A draft as the browser would send it."""
    data = QueryDict(mutable=True)
    problem = plan.problem
    _put(data, "", problem, ["onset_date", "onset_precision", "severity", "mechanism", "reason_code"])
    _put(data, "", plan, ["review_due_date", "no_massage_reason", "single_component_reason"])
    data["problem"] = problem.text
    data.setlist("regions", problem.regions)
    data.setlist("qualities", problem.qualities)
    for number, goal in enumerate(plan.goals.all()):
        data.appendlist("goal", str(number))
        _put(data, f"goals-{number}-", goal, ["text", "measure", "baseline", "target", "due_date"])
        data[f"goals-{number}-id"] = goal.public_id
    for number, part in enumerate(plan.components.select_related("option")):
        data.appendlist("component", str(number))
        names = ["kind", "text", "freq_per_week", "minutes", "weeks", "code", "status"]
        _put(data, f"components-{number}-", part, names)
        data[f"components-{number}-id"] = part.public_id
        _put_facts(data, f"components-{number}-", json.loads(part.facts) if part.facts else {})
        data[f"components-{number}-option"] = part.option.public_id if part.option else ""
    return data


def _put_facts(data: QueryDict, prefix: str, facts: Mapping[str, Any]) -> None:
    field_of = {fact: field for field, fact in FACT_OF.items()}
    for name, value in facts.items():
        field = prefix + field_of.get(name, name)
        data.setlist(field, [str(one) for one in value] if isinstance(value, list) else [str(value)])


def _as_chosen(template: PlanTemplate, options: list[ServiceOption], today: date) -> QueryDict:
    """A template as the browser would send it."""
    data = QueryDict(mutable=True)
    data["problem"], data["onset_precision"] = gettext(template.problem), "month"
    data.setlist("regions", list(template.regions))
    data.setlist("goal", ["0"])
    data.update({"goals-0-text": gettext(template.goal), "goals-0-measure": "nrs", "goals-0-target": "3"})
    data["goals-0-due_date"] = (today + timedelta(days=template.goal_days)).isoformat()
    data.setlist("component", [str(number) for number in range(len(template.parts) + 1)])
    times, minutes, weeks = template.dose
    data.update({"components-0-kind": Kind.MASSAGE, "components-0-freq_per_week": str(times)})
    data.update({"components-0-minutes": str(minutes), "components-0-weeks": str(weeks)})
    data["components-0-option"] = next((one.public_id for one in options if one.minutes == minutes), "")
    for number, part in enumerate(template.parts, 1):
        prefix = f"components-{number}-"
        data.update({f"{prefix}kind": part.kind, f"{prefix}text": gettext(part.text)})
        data[f"{prefix}code"] = part.code
        _put_facts(data, prefix, part.facts)
    return data


def _put(data: QueryDict, prefix: str, row: object, names: list[str]) -> None:
    for name in names:
        value = getattr(row, name)
        data[prefix + name] = (
            "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
        )

"""What a therapist types in the plan builder: the problem, the baseline, a goal."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.web import DayField, DressedForm
from notes.body import REGIONS, SIDES
from notes.models import Goal, Problem
from notes.outcomes.record import Given
from notes.plans.details import LONGEST_LINE
from notes.plans.goals import is_backwards

VIEWS = {"back": _("Back"), "front": _("Front")}
WHOLE = {"inputmode": "numeric", "min": 0, "max": 10}


def region_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """The body chart as grouped choices, in the language of the page."""
    return [
        (title, [(r.id, f"{gettext(r.name)}, {gettext(SIDES[r.side])}") for r in REGIONS if r.view == view])
        for view, title in VIEWS.items()
    ]


class PlanForm(DressedForm):
    """The problem, and what is said of the plan as a whole."""

    problem = forms.CharField(
        label=_("What is the problem?"),
        max_length=LONGEST_LINE,
        help_text=_("In plain words, as the patient would say it. Not a diagnosis."),
    )
    onset_date = DayField(label=_("Since when?"), required=False)
    onset_precision = forms.ChoiceField(
        label=_("How sure is the date?"), choices=Problem.Precision, initial=Problem.Precision.DAY
    )
    regions = forms.MultipleChoiceField(
        label=_("Areas"), required=False, choices=region_choices, widget=forms.CheckboxSelectMultiple
    )
    qualities = forms.MultipleChoiceField(
        label=_("How it feels"),
        required=False,
        choices=Problem.Quality,
        widget=forms.CheckboxSelectMultiple,
    )
    severity = forms.ChoiceField(
        label=_("How bad"), required=False, choices=[("", _("Not said")), *Problem.Severity.choices]
    )
    mechanism = forms.CharField(label=_("How it began"), max_length=LONGEST_LINE, required=False)
    reason_code = forms.CharField(
        label=_("Reported reason code"),
        max_length=12,
        required=False,
        help_text=_("As a physician wrote it, such as M54.50. Optional; not a diagnosis made here."),
    )
    average = forms.IntegerField(
        label=_("Average pain, last 7 days"),
        required=False,
        min_value=0,
        max_value=10,
        widget=forms.NumberInput(attrs=WHOLE),
        help_text=_("0 is none, 10 the worst imaginable."),
    )
    activity = forms.CharField(
        label=_("An activity that is hard"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("Sitting through a film")}),
    )
    function = forms.IntegerField(
        label=_("How well it goes"),
        required=False,
        min_value=0,
        max_value=10,
        widget=forms.NumberInput(attrs=WHOLE),
        help_text=_("0 is unable, 10 as before."),
    )
    consent = forms.BooleanField(label=_("Consent to treatment was given in writing today"), required=False)
    review_due_date = DayField(
        label=_("Review on"),
        required=False,
        help_text=_("Left empty: four weeks after the start."),
    )
    no_massage_reason = forms.CharField(
        label=_("If there is no massage: why?"), max_length=LONGEST_LINE, required=False
    )
    single_component_reason = forms.CharField(
        label=_("If massage stands alone: why?"), max_length=LONGEST_LINE, required=False
    )
    change_reason = forms.CharField(label=_("Why is it changed?"), max_length=LONGEST_LINE, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("function") is None) != (not cleaned.get("activity")) and not self.errors:
            name = "function" if cleaned.get("activity") else "activity"
            self.add_error(name, _("An activity and its rating belong together."))
        return cleaned

    def baseline(self) -> list[Given]:
        """What was measured now, for the patient's record."""
        said = self.cleaned_data
        given = []
        if said["average"] is not None:
            given.append(Given("nrs", {"nrs": said["average"]}))
        if said["activity"]:
            given.append(Given("psfs", {said["activity"].strip(): said["function"]}))
        return given


class GoalForm(DressedForm):
    id = forms.CharField(required=False, max_length=22, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Goal"),
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"placeholder": _("Turn the head to look behind when driving")}),
    )
    measure = forms.ChoiceField(
        label=_("Measured by"), required=False, choices=[("", _("Choose")), *Goal.Measure.choices]
    )
    baseline = forms.DecimalField(label=_("Now"), required=False, max_digits=4, decimal_places=1)
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=4, decimal_places=1)
    due_date = DayField(label=_("By"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if is_backwards(cleaned.get("measure") or "", cleaned.get("baseline"), cleaned.get("target")):
            self.add_error("target", _("This would be worse than now, as the measure counts."))
        return cleaned

"""What a therapist types in the plan builder: the problem, a goal, a component."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.models import ServiceOption
from bookings.web import DressedForm
from notes.body import REGIONS, SIDES
from notes.models import Goal, PlanComponent, Problem
from notes.plans.details import (
    DOSE_LIMITS,
    LONGEST_LINE,
    LONGEST_TEXT,
    ComponentDetails,
)
from notes.plans.dose import PlannedDose, planned

Kind = PlanComponent.Kind
VIEWS = {"back": _("Back"), "front": _("Front")}
DATE = {"type": "date"}


def region_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """The body chart as grouped choices, in the language of the page."""
    return [
        (title, [(r.id, f"{gettext(r.name)}, {gettext(SIDES[r.side])}") for r in REGIONS if r.view == view])
        for view, title in VIEWS.items()
    ]


PLACEHOLDERS = {
    Kind.EXERCISE: _("Cat-cow, ten slow rounds each morning"),
    Kind.LIFESTYLE: _("Stand up and move for two minutes every half hour"),
    Kind.SLEEP_REST: _("On the side, a pillow between the knees"),
    Kind.HEAT: _("A warm pack for 15 minutes in the evening, with a cloth between"),
    Kind.EXTERNAL_THERAPY: _("Acupuncture, once a week"),
    Kind.REFERRAL: _("To the physician, to have it looked at"),
}


class PlanForm(DressedForm):
    """The problem, and what is said of the plan as a whole."""

    problem = forms.CharField(
        label=_("What is the problem?"),
        max_length=LONGEST_LINE,
        help_text=_("In plain words, as the patient would say it. Not a diagnosis."),
    )
    onset_date = forms.DateField(
        label=_("Since when?"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    onset_precision = forms.ChoiceField(
        label=_("How sure is the date?"), choices=Problem.Precision, initial=Problem.Precision.DAY
    )
    regions = forms.MultipleChoiceField(
        label=_("Areas"), required=False, choices=region_choices, widget=forms.CheckboxSelectMultiple
    )
    review_due_date = forms.DateField(
        label=_("Review on"),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text=_("Left empty: four weeks after the start."),
    )
    no_massage_reason = forms.CharField(
        label=_("If there is no massage: why?"), max_length=LONGEST_LINE, required=False
    )
    single_component_reason = forms.CharField(
        label=_("If massage stands alone: why?"), max_length=LONGEST_LINE, required=False
    )


class GoalForm(DressedForm):
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
    due_date = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )


class ComponentForm(DressedForm):
    """A row of one kind: the dose for massage, words for everything else."""

    kind = forms.ChoiceField(choices=Kind, widget=forms.HiddenInput)
    freq_per_week = forms.IntegerField(label=_("Times a week"), initial=1)
    minutes = forms.IntegerField(label=_("Minutes"), initial=60)
    weeks = forms.IntegerField(label=_("Weeks"), initial=4)
    option = forms.ChoiceField(label=_("Booked as"), required=False)
    text = forms.CharField(
        label=_("What is to be done"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, kind: str, options: list[ServiceOption], **kwargs: Any) -> None:
        kwargs["initial"] = {"kind": kind, **kwargs.get("initial", {})}
        # The dose of a massage is said by its defaults too; the others are blank without words.
        kwargs["empty_permitted"] = kwargs.get("empty_permitted", False) and kind != Kind.MASSAGE
        super().__init__(*args, **kwargs)
        self.options = {option.public_id: option for option in options}
        self.is_massage = kind == Kind.MASSAGE
        self.label = Kind(kind).label
        for name in ["text"] if self.is_massage else ["freq_per_week", "minutes", "weeks", "option"]:
            del self.fields[name]
        if self.is_massage:
            for name, (least, most) in DOSE_LIMITS.items():
                self.fields[name].widget.attrs.update({"min": least, "max": most, "inputmode": "numeric"})
            self.fields["option"].choices = [  # type: ignore[attr-defined]
                ("", _("Decide later")),
                *((key, str(option)) for key, option in self.options.items()),
            ]
        else:
            self.fields["text"].widget.attrs["placeholder"] = PLACEHOLDERS[Kind(kind)]

    @property
    def planned(self) -> PlannedDose | None:
        """What the three numbers add up to, if they are numbers."""
        try:
            return planned(*(int(self[name].value()) for name in ("freq_per_week", "minutes", "weeks")))
        except (TypeError, ValueError):
            return None

    def details(self) -> ComponentDetails:
        data = self.cleaned_data
        if not self.is_massage:
            return ComponentDetails(data["kind"], data["text"])
        return ComponentDetails(
            data["kind"],
            freq_per_week=data["freq_per_week"],
            minutes=data["minutes"],
            weeks=data["weeks"],
            option=self.options.get(data["option"]),
        )

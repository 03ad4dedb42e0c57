"""A row of the plan builder: the dose for massage; for everything else words, and what its kind asks besides."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.models import ServiceOption
from bookings.web import DayField, DressedForm
from notes.homecare.exercises import EXERCISES
from notes.models import PlanComponent
from notes.plans import catalogue
from notes.plans.details import DOSE_LIMITS, LONGEST_TEXT, ComponentDetails
from notes.plans.dose import PlannedDose, planned

Kind = PlanComponent.Kind
DOSE = ("freq_per_week", "weeks", "minutes", "option")
OUTSIDE = ("provider", "state", "referred_on", "next_contact", "done_on", "side", "outcome_note")
# What each kind asks, in the order of its row; the first of them stand open, the rest behind "More".
ASKED: Mapping[str, tuple[str, ...]] = {
    Kind.MASSAGE: DOSE,
    Kind.EXERCISE: ("code", "text", "sets", "reps", "days_per_week"),
    Kind.LIFESTYLE: ("code", "text", "target"),
    Kind.SLEEP_REST: ("code", "text", "support"),
    Kind.HEAT: ("text", "heat_minutes", "stops"),
    Kind.EXTERNAL_THERAPY: ("code", "text", *OUTSIDE),
    Kind.REFERRAL: ("code", "text", *OUTSIDE),
}
PLACEHOLDERS = {
    Kind.EXERCISE: _("Cat-cow, ten slow rounds each morning"),
    Kind.LIFESTYLE: _("Stand up and move for two minutes every half hour"),
    Kind.SLEEP_REST: _("On the side, a pillow between the knees"),
    Kind.HEAT: _("A warm pack for 15 minutes in the evening, with a cloth between"),
    Kind.EXTERNAL_THERAPY: _("Acupuncture, once a week"),
    Kind.REFERRAL: _("To the physician, to have it looked at"),
}
FACT_OF = {"heat_minutes": "minutes"}


def code_choices(kind: str) -> list[tuple[str, str]]:
    """What a component of this kind may name, each therapy with what is known about it."""
    if kind == Kind.EXERCISE:
        return [("", gettext("In your own words")), *((e.code, gettext(e.title)) for e in EXERCISES)]
    entries = catalogue.CATALOGUE.get(kind, ())
    named = [(one.code, " – ".join(filter(None, [gettext(one.name), _known(one)]))) for one in entries]
    return [("", gettext("Choose")), *named]


def _known(entry: catalogue.Entry) -> str:
    return gettext(entry.evidence) if entry.evidence else ""


class ComponentForm(DressedForm):
    kind = forms.ChoiceField(choices=Kind, widget=forms.HiddenInput)
    id = forms.CharField(required=False, max_length=22, widget=forms.HiddenInput)
    freq_per_week = forms.IntegerField(label=_("Times a week"), initial=1)
    minutes = forms.IntegerField(label=_("Minutes"), initial=60)
    weeks = forms.IntegerField(label=_("Weeks"), initial=4)
    option = forms.ChoiceField(label=_("Booked as"), required=False)
    code = forms.ChoiceField(label=_("Which"), required=False)
    text = forms.CharField(
        label=_("What is to be done"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    target = forms.CharField(label=_("Aim for the week"), required=False, max_length=300)
    support = forms.CharField(label=_("Support"), required=False, max_length=200)
    heat_minutes = forms.IntegerField(label=_("Minutes, 15 to 20"), required=False)
    stops = forms.MultipleChoiceField(
        label=_("Is one of these there, in that area?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Then heat is left out."),
    )
    sets = forms.IntegerField(label=_("Sets"), required=False)
    reps = forms.IntegerField(label=_("Repeats"), required=False)
    days_per_week = forms.IntegerField(label=_("Days a week"), required=False)
    provider = forms.CharField(label=_("With whom"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("How far"), required=False)
    referred_on = DayField(label=_("Asked on"), required=False)
    next_contact = DayField(label=_("Next contact"), required=False)
    done_on = DayField(label=_("Done on"), required=False)
    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        choices=[("", _("None")), ("l", _("Left")), ("r", _("Right")), ("both", _("Both"))],
    )
    outcome_note = forms.CharField(label=_("What came of it"), required=False, max_length=2000)
    status = forms.ChoiceField(label=_("State"), required=False, choices=PlanComponent.Status.choices)

    def __init__(self, *args: Any, kind: str, options: list[ServiceOption], **kwargs: Any) -> None:
        kwargs["initial"] = {"kind": kind, **kwargs.get("initial", {})}
        # The dose of a massage is said by its defaults too; the others are blank without words.
        kwargs["empty_permitted"] = kwargs.get("empty_permitted", False) and kind != Kind.MASSAGE
        super().__init__(*args, **kwargs)
        self.options = {option.public_id: option for option in options}
        self.is_massage = kind == Kind.MASSAGE
        self.label = Kind(kind).label
        self.asked = ASKED[Kind(kind)]
        for name in set(self.fields) - {"kind", "id", "status", *self.asked}:
            del self.fields[name]
        if self.is_massage:
            self._dress_dose()
        else:
            self._dress_words(kind)

    def _dress_dose(self) -> None:
        for name, (least, most) in DOSE_LIMITS.items():
            self.fields[name].widget.attrs.update({"min": least, "max": most, "inputmode": "numeric"})
        self._offer(
            "option", [("", _("Decide later")), *((key, str(one)) for key, one in self.options.items())]
        )

    def _dress_words(self, kind: str) -> None:
        self.fields["text"].widget.attrs["placeholder"] = PLACEHOLDERS[Kind(kind)]
        if "code" in self.fields:
            self._offer("code", code_choices(kind))
            self.fields["text"].required = False
        if "stops" in self.fields:
            self._offer("stops", [(one.code, gettext(one.name)) for one in catalogue.HEAT_STOPS])
        if "state" in self.fields:
            states = [(one.code, gettext(one.name)) for one in catalogue.STATES]
            self._offer("state", [("", gettext("Not said")), *states])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked if name in ("code", "text")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What may be left alone."""
        names = [name for name in self.asked if name not in ("code", "text")]
        return [self[name] for name in [*names, *(["status"] if self["id"].value() else [])]]

    @property
    def has_more(self) -> bool:
        """Whether one of these says something, or is at fault."""
        fields = [field for field in self.more_fields if field.name != "status"]
        return any(field.value() or field.errors for field in fields)

    @property
    def planned(self) -> PlannedDose | None:
        """What the three numbers add up to, if they are numbers."""
        try:
            return planned(*(int(self[name].value()) for name in ("freq_per_week", "minutes", "weeks")))
        except (TypeError, ValueError):
            return None

    def details(self) -> ComponentDetails:
        data = self.cleaned_data
        same = {"id": data["id"], "status": data["status"] or PlanComponent.Status.NOT_STARTED}
        if self.is_massage:
            dose = {name: data[name] for name in DOSE[:3]}
            return ComponentDetails(data["kind"], **dose, option=self.options.get(data["option"]), **same)
        code = data.get("code", "")
        text = data["text"].strip() or self._name_of(data["kind"], code)
        return ComponentDetails(data["kind"], text, code=code, facts=self._facts(), **same)

    def _facts(self) -> dict[str, Any]:
        said = {
            FACT_OF.get(name, name): self.cleaned_data[name]
            for name in self.asked
            if name not in ("code", "text") and self.cleaned_data.get(name) not in (None, "", [])
        }
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()
        }

    @staticmethod
    def _name_of(kind: str, code: str) -> str:
        if kind == Kind.EXERCISE:
            return next((gettext(e.title) for e in EXERCISES if e.code == code), "")
        entry = catalogue.entry(kind, code)
        return gettext(entry.name) if entry else ""

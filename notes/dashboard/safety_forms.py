"""Deciding about somebody who was stopped, and entering what a treatment keeps to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Service
from bookings.web import DayField, DressedForm
from notes.models import ClearanceDecision, Contraindication, Document
from notes.plans.holds import longest_expiry
from notes.screening.cautions import CautionDetails
from notes.screening.clear import ClearanceDetails
from notes.screening.lists import AREAS

LINES = {"rows": 3}
LONGEST = 2000
CAPS = [("5", _("No limit")), ("4", "4"), ("3", "3"), ("2", "2"), ("1", _("1, very light"))]


class ClearanceForm(DressedForm):
    """Why the patient may be treated again, on what ground, until when."""

    outcome = forms.ChoiceField(
        label=_("What happened?"),
        choices=ClearanceDecision.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of these.")},
    )
    ground = forms.ChoiceField(
        label=_("Where does it come from?"),
        choices=ClearanceDecision.Ground.choices,
        initial=ClearanceDecision.Ground.VERBAL,
        widget=forms.RadioSelect,
    )
    document = forms.CharField(
        label=_("Which letter?"),
        required=False,
        max_length=300,
        help_text=_("From whom, of which day, where it is kept."),
    )
    letter = forms.ChoiceField(
        label=_("The letter itself"),
        required=False,
        help_text=_("From the files of this patient, if it is there."),
    )
    text = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=LINES),
        error_messages={"required": _("Please write down the reason.")},
    )
    conditions = forms.CharField(
        label=_("On which conditions?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expires_date = DayField(
        label=_("Good until, not including that day"),
        help_text=_("180 days at most; then the check is asked anew."),
    )

    def __init__(self, *args: Any, today: date, letters: Mapping[str, Document], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"expires_date": longest_expiry(today)})
        super().__init__(*args, **kwargs)
        self.letters = letters
        named = [(name, row.title) for name, row in letters.items()]
        self.fields["letter"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]

    def details(self) -> ClearanceDetails:
        return ClearanceDetails(
            **{**self.cleaned_data, "letter": self.letters.get(self.cleaned_data["letter"])}
        )


class CautionForm(DressedForm):
    """What a therapist adds to what the checks say."""

    kind = forms.ChoiceField(label=_("What does it ask for?"), choices=Contraindication.Kind.choices)
    note = forms.CharField(
        label=_("What is it about?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    areas = forms.MultipleChoiceField(
        label=_("Areas to leave out"),
        required=False,
        choices=AREAS,
        widget=forms.CheckboxSelectMultiple,
    )
    modalities = forms.MultipleChoiceField(
        label=_("Kinds of massage to leave out"),
        required=False,
        choices=Service.Modality.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    pressure_cap = forms.TypedChoiceField(label=_("Pressure, at most"), choices=CAPS, coerce=int, initial="5")
    no_heat = forms.BooleanField(label=_("No heat"), required=False)
    until_date = DayField(
        label=_("Until, not including that day"),
        required=False,
        help_text=_("Empty: until somebody ends it."),
    )

    def details(self, today: date) -> CautionDetails:
        data = self.cleaned_data
        return CautionDetails(
            kind=data["kind"],
            note=data["note"],
            from_date=today,
            until_date=data["until_date"],
            regions=[code for value in data["areas"] for code in value.split(",")],
            modalities=data["modalities"],
            pressure_cap=data["pressure_cap"],
            heat_allowed=not data["no_heat"],
        )

"""What patients fill in about themselves between visits."""

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.web import DayField, DressedForm
from notes.models import CheckIn
from notes.plans.queries import ComponentLine
from notes.plans.ratings import HELPED
from notes.screening.items import SUDDEN
from notes.screening.questions import QUESTIONS

TEN = [(str(number), str(number)) for number in range(11)]
ASK = {"required": _("Please choose a number.")}
SIGNS = [
    ("spreading", _("The pain spread further down an arm or leg")),
    ("numbness", _("Numbness")),
    ("weakness", _("Weakness")),
    ("dizziness", _("Dizziness")),
    ("bladder_bowel", _("A change of bladder or bowel")),
]


def rating(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=TEN, coerce=int, widget=forms.RadioSelect, error_messages=ASK
    )


class ReadyForm(DressedForm):
    pain = rating(_("Pain right now"))
    sudden = forms.MultipleChoiceField(
        label=_("Is any of this new today, or are you not sure?"),
        choices=[(code, _(QUESTIONS[code])) for code in SUDDEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class DoneForm(DressedForm):
    pain = rating(_("Pain right after it"))
    lasted = forms.BooleanField(label=_("It stayed worse for more than an hour"), required=False)
    signs = forms.MultipleChoiceField(
        label=_("Did you notice any of this?"),
        choices=SIGNS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class EntryForm(DressedForm):
    activity = forms.CharField(label=_("What did you do?"), max_length=80)
    minutes = forms.IntegerField(label=_("For how many minutes?"), min_value=1, max_value=1440)
    nrs_before = rating(_("Pain before"))
    nrs_after = rating(_("Pain after"))


class RatingForm(DressedForm):
    """One question for each part of a plan."""

    def __init__(self, *args: Any, parts: Sequence[ComponentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in parts:
            self.fields[f"rating-{part.id}"] = forms.TypedChoiceField(
                label=part.label if not part.text else f"{part.label}: {shorten(part.text, 60)}",
                choices=[("", _("Not yet")), *HELPED.items()],
                coerce=int,
                empty_value=None,
                widget=forms.Select(attrs={"class": "control"}),
                required=False,
            )

    def ratings(self) -> dict[str, int]:
        said = self.cleaned_data.items()
        return {name.removeprefix("rating-"): value for name, value in said if value is not None}


class SelfCareForm(DressedForm):
    onset_date = DayField(label=_("Since when?"))


class CheckInForm(DressedForm):
    answer = forms.ChoiceField(
        label=_("How is it now, compared with two weeks ago?"),
        choices=CheckIn.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )


class AskForm(DressedForm):
    """What somebody asks about their record. `visits` are those with a signed note: note id and words."""

    kind = forms.ChoiceField(
        label=_("What would you like?"),
        choices=[
            ("copy", _("A copy of my record")),
            ("amendment", _("Something in it put right")),
            ("erasure", _("My data erased, as far as the law allows")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what you would like.")},
    )
    visit = forms.CharField(
        label=_("Which visit is it about?"),
        required=False,
        help_text=_("Only if something is to be put right."),
    )
    text = forms.CharField(
        label=_("What is not right, and how should it be?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only if something is to be put right. Your therapist reads it."),
    )

    def __init__(self, *args: Any, visits: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("I am not sure, or none of these")), *visits]
        self.fields["visit"].widget = forms.Select(attrs={"class": "control"}, choices=choices)
        self.note_ids = {note_id for note_id, _day in choices}

    def clean_visit(self) -> str:
        said: str = self.cleaned_data["visit"]
        if said not in self.note_ids:
            raise forms.ValidationError(_("Please choose a visit from the list."))
        return said

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"kind": data["kind"], "text": data["text"], "note_id": data["visit"]}


class StatementForm(DressedForm):
    statement = forms.CharField(
        label=_("Your side of it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

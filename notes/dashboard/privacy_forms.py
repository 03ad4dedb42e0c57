"""The small forms around a record: holds, disclosures, requests and their answers, opening in an emergency."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bookings.web import DayField, DressedForm
from notes.models import RecordRequest
from notes.record.disclosures import DisclosureDetails

LINES = {"rows": 3}


class HoldForm(DressedForm):
    reason = forms.CharField(
        label=_("Why, and who asked for it"), max_length=500, widget=forms.Textarea(attrs=LINES)
    )


class DisclosureForm(DressedForm):
    on_date = DayField(label=_("Given on"))
    recipient = forms.CharField(label=_("To whom"), max_length=500)
    what = forms.CharField(label=_("What"), max_length=500)
    why = forms.CharField(label=_("Why"), max_length=500)

    def details(self) -> DisclosureDetails:
        return DisclosureDetails(**self.cleaned_data)


class DeskRequestForm(DressedForm):
    """A request that came by letter, by telephone or at the desk."""

    kind = forms.ChoiceField(label=_("They ask for"), choices=RecordRequest.Kind.choices)
    text = forms.CharField(
        label=_("What is to be put right"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("In their own words; only for something to be put right."),
    )


class RefuseForm(DressedForm):
    reason = forms.CharField(
        label=_("Why not"),
        max_length=4000,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("The patient reads this."),
    )


class AmendForm(DressedForm):
    """Accepting: the correction is added to the note, which stays as it was signed."""

    visit = forms.ChoiceField()
    text = forms.CharField(
        label=_("The correction"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, visits: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visit"] = forms.ChoiceField(
            label=_("The note of the visit on"),
            choices=visits,
            widget=forms.Select(attrs={"class": "control"}),
        )


class RetentionForm(DressedForm):
    years = forms.IntegerField(
        label=_("Years after the last entry"),
        min_value=settings.RETENTION_YEARS,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "control-small"}),
    )


class EmergencyForm(DressedForm):
    """Who the patient is, exactly; why; and the password once more."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    birth_date = DayField(label=_("Date of birth"), required=False)
    phone = forms.CharField(label=_("Or phone"), required=False, max_length=40)
    reason = forms.CharField(label=_("What has happened"), max_length=500, widget=forms.Textarea(attrs=LINES))
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

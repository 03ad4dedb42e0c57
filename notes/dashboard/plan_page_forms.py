"""The small forms on the page of a plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.web import DressedForm
from notes.models import TreatmentPlan
from notes.plans.details import DOSE_LIMITS, LONGEST_TEXT


class CloseForm(DressedForm):
    """Ending a plan; a draft needs no reason."""

    reason = forms.ChoiceField(
        label=_("Why does it end?"),
        required=False,
        choices=[("", _("Choose")), *TreatmentPlan.CloseReason.choices],
    )
    text = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was reached, what the patient goes on with"),
    )


class PainForm(DressedForm):
    average = forms.TypedChoiceField(
        label=_("Average pain, last 7 days"),
        choices=[(str(n), str(n)) for n in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a number from 0 to 10.")},
    )


class DoseForm(forms.Form):
    """The three numbers of a dose, as its row is being typed."""

    freq_per_week = forms.IntegerField(
        min_value=DOSE_LIMITS["freq_per_week"][0], max_value=DOSE_LIMITS["freq_per_week"][1]
    )
    minutes = forms.IntegerField(min_value=DOSE_LIMITS["minutes"][0], max_value=DOSE_LIMITS["minutes"][1])
    weeks = forms.IntegerField(min_value=DOSE_LIMITS["weeks"][0], max_value=DOSE_LIMITS["weeks"][1])

"""The small forms around the page of a plan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.web import DayField, DressedForm
from notes.models import PlanHold, PlanReview, TreatmentPlan
from notes.plans.course import PartRating
from notes.plans.details import DOSE_LIMITS, LONGEST_LINE, LONGEST_TEXT
from notes.plans.queries import ComponentLine
from notes.plans.ratings import HELPED
from notes.web import MeasureForm

LINES = {"rows": 3}


class DischargeForm(DressedForm):
    """Ending a plan in force: why, what was reached, and what the patient goes on with."""

    reason = forms.ChoiceField(
        label=_("Why does it end?"),
        required=False,
        choices=TreatmentPlan.CloseReason.choices,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Summary for the patient"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=LINES),
        help_text=_("What was reached, what the patient goes on with. The patient may read this."),
    )
    maintenance = forms.MultipleChoiceField(
        label=_("Exercises to go on with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    no_maintenance_reason = forms.CharField(label=_("If none: why?"), required=False, max_length=LONGEST_LINE)

    def __init__(self, *args: Any, exercises: Sequence[ComponentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A draft is withdrawn without one.
        self.fields["reason"].is_needed = True  # type: ignore[attr-defined]
        choices = [(one.id, one.text) for one in exercises]
        self.fields["maintenance"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["maintenance"]

    def details(self) -> dict[str, Any]:
        return {"maintenance": (), **self.cleaned_data}


class ReasonForm(DressedForm):
    """Withdrawing a plan."""

    text = forms.CharField(
        label=_("Why?"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=LINES)
    )


class HoldForm(DressedForm):
    reason = forms.CharField(
        label=_("Why does it rest?"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=LINES),
    )


class ResumeForm(DressedForm):
    """The decision that takes a plan up again; a hold by hand needs words only."""

    outcome = forms.ChoiceField(
        label=_("What does it rest on?"),
        required=False,
        choices=PlanHold.Outcome.choices,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What was found or agreed"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=LINES),
    )
    expires_date = DayField(
        label=_("Counts until"),
        required=False,
        help_text=_("Left empty: 180 days, which is the most."),
    )

    def __init__(self, *args: Any, needs_decision: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_decision:
            del self.fields["outcome"], self.fields["expires_date"]


class ReviewForm(MeasureForm):
    """A re-evaluation: the measures again, each part rated, the decision."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=PlanReview.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a decision.")},
    )
    text = forms.CharField(
        label=_("What it rests on"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Please say what the decision rests on.")},
        widget=forms.Textarea(attrs=LINES),
    )

    def __init__(self, *args: Any, parts: Sequence[PartRating], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rated = [f"rating-{part.id}" for part in parts]
        for part in parts:
            self.fields[f"rating-{part.id}"] = forms.TypedChoiceField(
                label=f"{part.label}: {part.text}" if part.text else str(part.label),
                choices=[*reversed(HELPED.items())],
                coerce=int,
                empty_value=None,
                error_messages={"required": _("Please rate how much this helped.")},
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """What was measured within 14 days need not be asked again, so nothing measured is no mistake here."""
        cleaned: dict[str, Any] = DressedForm.clean(self) or {}
        self.given()
        return cleaned

    @property
    def rating_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rated]

    def ratings(self) -> dict[str, int]:
        return {name.removeprefix("rating-"): self.cleaned_data[name] for name in self.rated}


class DoseForm(forms.Form):
    """The three numbers of a dose, as its row is being typed."""

    freq_per_week, minutes, weeks = (
        forms.IntegerField(min_value=least, max_value=most) for least, most in DOSE_LIMITS.values()
    )

"""Giving exercises: one of the library, how much, and what applies to the patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.web import DressedForm
from notes.homecare.exercises import EXERCISES, Exercise
from notes.homecare.prescribe import HomeDose, usual_dose

TAGS = {
    "wrist_pain": gettext_lazy("Wrist pain"),
    "knee_pain": gettext_lazy("Knee pain"),
    "late_pregnancy": gettext_lazy("Late pregnancy"),
    "recent_hip_replacement": gettext_lazy("A hip replaced not long ago"),
    "flexion_aggravated": gettext_lazy("Bending forward brings it on"),
    "shoulder_pain": gettext_lazy("Shoulder pain"),
    "uncontrolled_blood_pressure": gettext_lazy("Blood pressure not under control"),
    "dizziness": gettext_lazy("Dizziness"),
    "arm_symptoms": gettext_lazy("Something felt in an arm"),
    "spinal_stenosis": gettext_lazy("Spinal stenosis"),
    "extension_aggravated": gettext_lazy("Bending backward brings it on"),
    "recent_neck_injury": gettext_lazy("A neck injury not long ago"),
    "shoulder_instability": gettext_lazy("A shoulder that slips out"),
    "sciatica": gettext_lazy("Pain running down a leg"),
}


class GiveForm(DressedForm):
    """`about` is the exercise; the numbers begin at the low end of the library's dose."""

    sets = forms.IntegerField(label=gettext_lazy("Sets"), min_value=1, max_value=10)
    reps = forms.IntegerField(label=gettext_lazy("Times"), min_value=1, max_value=50)
    hold_s = forms.IntegerField(label=gettext_lazy("Hold, seconds"), min_value=0, max_value=120)
    days_per_week = forms.IntegerField(label=gettext_lazy("Days a week"), min_value=1, max_value=7)
    applies = forms.MultipleChoiceField(
        label=gettext_lazy("Does one of these apply?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    despite = forms.CharField(
        label=gettext_lazy("Why it is given all the same"), max_length=300, required=False
    )

    def __init__(self, *args: Any, about: Exercise, **kwargs: Any) -> None:
        usual = usual_dose(about.code)
        begin = {name: getattr(usual, name) for name in HomeDose.__dataclass_fields__}
        super().__init__(*args, initial=begin, prefix=about.code, **kwargs)
        self.about = about
        if about.avoid_if:
            self.fields["applies"].choices = [(tag, TAGS[tag]) for tag in about.avoid_if]  # type: ignore[attr-defined]
        else:
            del self.fields["applies"], self.fields["despite"]

    @property
    def title(self) -> str:
        return _(self.about.title)

    @property
    def caution(self) -> str:
        return _(self.about.caution) if self.about.caution else ""

    def dose(self) -> HomeDose:
        data = self.cleaned_data
        return HomeDose(data["sets"], data["reps"], data["hold_s"], data["days_per_week"])


def give_forms(given: set[str]) -> list[GiveForm]:
    """One form for each exercise of the library that the patient does not have."""
    return [GiveForm(about=one) for one in EXERCISES if one.code not in given]

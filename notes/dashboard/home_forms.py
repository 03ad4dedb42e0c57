"""Giving exercises: one of the library, how much, and what applies to the patient."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.web import DressedForm
from notes.homecare.exercises import EXERCISES, Exercise
from notes.homecare.prescribe import HomeDose, usual_dose
from notes.plans.catalogue import EXERCISE_LIMITS

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


def _number(name: str, label: Any) -> forms.IntegerField:
    least, most = EXERCISE_LIMITS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class GiveForm(DressedForm):
    """`about` is the exercise; the numbers begin at the low end of the library's dose."""

    sets = _number("sets", gettext_lazy("Sets"))
    reps = _number("reps", gettext_lazy("Times"))
    hold_s = _number("hold_s", gettext_lazy("Hold, seconds"))
    days_per_week = _number("days_per_week", gettext_lazy("Days a week"))
    applies = forms.MultipleChoiceField(
        label=gettext_lazy("Does one of these apply?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    despite = forms.CharField(
        label=gettext_lazy("Why it is given all the same"), max_length=300, required=False
    )

    def __init__(self, *args: Any, about: Exercise, **kwargs: Any) -> None:
        super().__init__(*args, initial=asdict(usual_dose(about.code)), prefix=about.code, **kwargs)
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
        return HomeDose(**{name: self.cleaned_data[name] for name in EXERCISE_LIMITS})


def give_forms(given: set[str]) -> list[GiveForm]:
    """One form for each exercise of the library that the patient does not have."""
    return [GiveForm(about=one) for one in EXERCISES if one.code not in given]

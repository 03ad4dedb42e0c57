"""What staff wish for when several visits are planned, moved or swapped together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bookings.appointments.series import Preferences, RefusedTime
from bookings.availability.hours import DAY
from bookings.dashboard.following import Following
from bookings.dashboard.forms import Choice, ChoiceField, ScopedForm, TimeForm
from bookings.dashboard.wish_forms import WEEKDAYS
from bookings.models import ServiceOption, Therapist
from bookings.web import DayField, DressedForm

MOST_DATES = 40
FARTHEST = timedelta(days=365)
# Part of the day: its name, and the minutes after midnight between which visits start.
DAY_PARTS: Mapping[str, tuple[Any, int, int]] = {
    "": (_("Any time"), 0, DAY),
    "morning": (_("Mornings, before noon"), 0, 12 * 60),
    "afternoon": (_("Afternoons, noon to five"), 12 * 60, 17 * 60),
    "evening": (_("From five on"), 17 * 60, DAY),
}
INSTEAD = "instead-"
DATE = "date-"


class SeriesForm(DressedForm):
    """A dose and what suits the patient. Left empty: any therapist, any day, any hour."""

    option = forms.ChoiceField(label=_("Service"), error_messages={"required": _("Please choose a service.")})
    per_week = forms.IntegerField(label=_("Times a week"), min_value=1, max_value=7)
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=26)
    sessions = forms.IntegerField(
        label=_("Only so many"),
        min_value=1,
        max_value=MOST_DATES,
        required=False,
        help_text=_("When fewer are left than times a week by weeks."),
    )
    start = DayField(label=_("From"))
    therapist = forms.ChoiceField(label=_("With"), required=False)
    step_in = forms.BooleanField(label=_("Somebody else may step in on single dates"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"), choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    day_part = forms.ChoiceField(
        label=_("Time of day"),
        choices=[(key, name) for key, (name, _from, _until) in DAY_PARTS.items()],
        required=False,
    )
    patient = forms.CharField(widget=forms.HiddenInput)
    plan = forms.CharField(max_length=22, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        options: Sequence[ServiceOption],
        therapists: Sequence[Therapist],
        may_be_anyone: bool,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.options = {option.public_id: option for option in options}
        self.people = {person.public_id: person for person in therapists}
        self.today = today
        anyone = [("", _("Anyone"))] if may_be_anyone else []
        self._offer(
            "option", [("", _("Choose …")), *((key, str(option)) for key, option in self.options.items())]
        )
        self._offer("therapist", [*anyone, *((key, person.full_name) for key, person in self.people.items())])
        if not may_be_anyone or len(self.people) < 2:
            del self.fields["step_in"]
        self.fields["therapist"].required = not may_be_anyone

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"]
        if start < self.today:
            raise ValidationError(_("Please choose today or a later day."))
        if start > self.today + FARTHEST:
            raise ValidationError(_("Please choose a day within the next year."))
        return start

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        per_week, weeks = cleaned.get("per_week"), cleaned.get("weeks")
        if per_week and weeks:
            cleaned["dates"] = min(cleaned.get("sessions") or per_week * weeks, per_week * weeks)
            if cleaned["dates"] > MOST_DATES:
                self.add_error("weeks", _("That would be more than forty dates: please take fewer weeks."))
        option, therapist = self.chosen_option(), self.chosen_therapist()
        if option and therapist and not option.service.therapists.filter(pk=therapist.pk).exists():
            self.add_error("therapist", _("This therapist does not give this treatment."))
        return cleaned

    def chosen_option(self) -> ServiceOption | None:
        return self.options.get(self.cleaned_data.get("option", ""))

    def chosen_therapist(self) -> Therapist | None:
        return self.people.get(self.cleaned_data.get("therapist", ""))

    def preferences(self) -> Preferences:
        _name, from_minute, until_minute = DAY_PARTS[self.cleaned_data["day_part"]]
        return Preferences(frozenset(self.cleaned_data["weekdays"]), from_minute, until_minute)


class DatesForm(DressedForm):
    """One choice for each date of a proposal, in fields `date-0`, `date-1` and so on."""

    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.refused: list[RefusedTime] = []
        for name in sorted(name for name in data or () if name.startswith(DATE))[:MOST_DATES]:
            self.fields[name] = ChoiceField(max_length=120)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.choices():
            raise ValidationError(_("Please choose the dates first."))
        return cleaned

    def picked_by_hand(self) -> set[str]:
        """What was ticked in place of what was proposed."""
        if not isinstance(self.data, QueryDict):
            return set()
        ticked = {str(self.data[name]) for name in self.data if name.startswith(DATE)}
        return ticked - set(self.data.getlist("proposed"))

    def choices(self) -> list[Choice]:
        found = [value for name, value in self.cleaned_data.items() if name.startswith(DATE)]
        return sorted(found)


class MoveForm(TimeForm, ScopedForm):
    """One of the listed times, how far the move reaches, and other times for dates that could not follow."""

    following: Following | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["instead"] = {}
        for name in self.data:
            if not name.startswith(INSTEAD):
                continue
            try:
                starts_at = datetime.fromisoformat(self.data[name])
                cleaned["instead"][name.removeprefix(INSTEAD)] = starts_at.astimezone(UTC)
            except (ValueError, OverflowError):
                self.add_error(None, _("Please choose one of the listed times."))
        return cleaned


class SwapForm(DressedForm):
    """With whom, and what was seen of both."""

    partner = forms.CharField(
        max_length=22, error_messages={"required": _("Please choose with whom to swap.")}
    )
    revision = forms.IntegerField(required=False, min_value=1)
    partner_revision = forms.IntegerField(required=False, min_value=1)


def asks_for_dates(names: Iterable[str]) -> bool:
    """Whether a query string says enough to propose dates at once."""
    return {"option", "per_week", "weeks"} <= set(names)

"""Working hours as staff write them down, and the question why a time is not on offer."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.availability.hours import DAY
from bookings.dashboard.wish_forms import WEEKDAYS, minute_of
from bookings.models import Location, ServiceOption, Therapist
from bookings.schedules.hours import Shift
from bookings.web import ClockField, DayField, DressedForm

MOST_INTERVALS = 3
RHYTHMS = [
    (1, _("Every week")),
    (2, _("Every second week")),
    (3, _("Every third week")),
    (4, _("Every fourth week")),
]


class PlacedForm(DressedForm):
    """A form with a location; one that the clinic has."""

    def __init__(self, *args: Any, locations: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.public_id: place for place in locations}
        self.fields["location"].choices = [(key, place.name) for key, place in self.places.items()]  # type: ignore[attr-defined]

    @property
    def place(self) -> Location:
        return self.places[self.cleaned_data["location"]]


class WeeklyForm(PlacedForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day.")},
    )  # fmt: skip
    start = ClockField(label=_("From"))
    end = ClockField(label=_("To"))
    location = forms.ChoiceField(label=_("Where"))
    every_weeks = forms.TypedChoiceField(label=_("How often"), choices=RHYTHMS, coerce=int, initial=1)
    valid_from = DayField(
        label=_("First day"), required=False, help_text=_("A rota counts its weeks from this one.")
    )
    valid_until = DayField(label=_("Last day"), required=False)

    def clean(self) -> dict[str, Any]:
        """A rota without a first day would begin in a week that nobody chose."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("every_weeks", 1) > 1 and not cleaned.get("valid_from") and not self.errors:
            self.add_error(
                "valid_from", _("Please give a day of the first week, so that the weeks can be counted.")
            )
        return cleaned

    def shift(self) -> Shift:
        data = self.cleaned_data
        return Shift(
            self.place, minute_of(data["start"]), minute_of(data["end"]) or DAY,
            data["valid_from"], data["valid_until"], data["every_weeks"],
        )  # fmt: skip


class CopyForm(DressedForm):
    weekday = forms.TypedChoiceField(label=_("The hours of"), choices=WEEKDAYS, coerce=int)
    to = forms.TypedMultipleChoiceField(
        label=_("to"), choices=WEEKDAYS, coerce=int, initial=[1, 2, 3, 4], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day.")},
    )  # fmt: skip


class OverrideDayForm(PlacedForm):
    """One date; without any hours it is closed."""

    day = DayField(label=_("Date"))
    location = forms.ChoiceField(label=_("Where"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_INTERVALS + 1):
            for name, label in (("start", _("From")), ("end", _("To"))):
                field = ClockField(label=label, required=False)
                field.widget.attrs["class"] = "control"
                self.fields[f"{name}_{number}"] = field

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"start_{n}"], self[f"end_{n}"]) for n in range(1, MOST_INTERVALS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(1, MOST_INTERVALS + 1):
            start, end = cleaned.get(f"start_{number}"), cleaned.get(f"end_{number}")
            if (start is None) != (end is None) and not self.errors:
                self.add_error(f"end_{number}", _("Give a start and an end."))
        return cleaned

    def intervals(self) -> list[tuple[int, int]]:
        given = [
            (self.cleaned_data[f"start_{n}"], self.cleaned_data[f"end_{n}"])
            for n in range(1, MOST_INTERVALS + 1)
        ]
        return [(minute_of(start), minute_of(end) or DAY) for start, end in given if start is not None]


class WhyForm(PlacedForm):
    """Therapist, service, place, date and time of a start that somebody expected to be on offer."""

    therapist = forms.ChoiceField(label=_("Therapist"))
    option = forms.ChoiceField(label=_("Service"))
    location = forms.ChoiceField(label=_("Where"))
    day = DayField(label=_("Date"))
    time = ClockField(label=_("Time"))

    def __init__(
        self, *args: Any, therapists: Sequence[Therapist], options: Sequence[ServiceOption], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in therapists}
        self.options = {option.public_id: option for option in options}
        self.fields["therapist"].choices = [(key, t.full_name) for key, t in self.people.items()]  # type: ignore[attr-defined]
        self.fields["option"].choices = [(key, str(o)) for key, o in self.options.items()]  # type: ignore[attr-defined]

    @property
    def person(self) -> Therapist:
        return self.people[self.cleaned_data["therapist"]]

    @property
    def treatment(self) -> ServiceOption:
        return self.options[self.cleaned_data["option"]]

    def starts_at(self) -> datetime:
        day: date = self.cleaned_data["day"]
        wall = datetime.combine(day, self.cleaned_data["time"], ZoneInfo(self.place.time_zone))
        return wall.astimezone(UTC)

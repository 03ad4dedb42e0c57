"""When somebody could come, as the desk writes it down."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from bookings.models import Location, ServiceOption, Therapist
from bookings.waitlist.join import Wanted
from bookings.waitlist.matching import DAY_MINUTES
from bookings.waitlist.policy import NOTICES
from bookings.web import ClockField, DayField, DressedForm

WEEKDAYS = list(WEEKDAYS_ABBR.items())


class WishForm(DressedForm):
    """Everything a wish can say. Left empty: any therapist, any location, any hour."""

    option = forms.ChoiceField(label=_("Service"))
    therapists = forms.MultipleChoiceField(
        label=_("With whom"), required=False, widget=forms.CheckboxSelectMultiple
    )
    location = forms.ChoiceField(label=_("Where"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=WEEKDAYS,
        coerce=int,
        initial=list(range(7)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day.")},
    )
    from_time = ClockField(label=_("Not before"), required=False)
    until_time = ClockField(label=_("Starting before"), required=False)
    from_date = DayField(label=_("From"))
    until_date = DayField(label=_("Until"))
    notice_minutes = forms.TypedChoiceField(
        label=_("Needs to know how long before"), choices=NOTICES, coerce=int, initial=120
    )

    def __init__(
        self,
        *args: Any,
        options: Sequence[ServiceOption],
        therapists: Sequence[Therapist],
        locations: Sequence[Location],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.options = {option.public_id: option for option in options}
        self.people = {person.public_id: person for person in therapists}
        self.places = {place.public_id: place for place in locations}
        self._offer("option", [(key, str(option)) for key, option in self.options.items()])
        self._offer("therapists", [(key, person.full_name) for key, person in self.people.items()])
        self._offer("location", [("", _("Anywhere")), *((key, p.name) for key, p in self.places.items())])
        if len(self.places) < 2:
            del self.fields["location"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen_option(self) -> ServiceOption:
        return self.options[self.cleaned_data["option"]]

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            from_date=data["from_date"],
            until_date=data["until_date"],
            weekdays=tuple(data["weekdays"]),
            from_minute=minute_of(data["from_time"]),
            until_minute=minute_of(data["until_time"], DAY_MINUTES),
            notice_minutes=data["notice_minutes"],
            therapists=[self.people[key] for key in data["therapists"]],
            location=self.places.get(data.get("location", "")),
        )


def minute_of(at: time | None, otherwise: int = 0) -> int:
    """Minutes after midnight on the wall."""
    return at.hour * 60 + at.minute if at else otherwise

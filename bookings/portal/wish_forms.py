"""When somebody could come, as a patient chooses it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from bookings import wording
from bookings.models import Appointment, ServiceOption
from bookings.portal.finding import therapists_of
from bookings.portal.forms import BookingForm, KeyedForm
from bookings.portal.times import EVENING, NOON, places_of, today_in
from bookings.waitlist.join import Wanted
from bookings.waitlist.matching import DAY_MINUTES
from bookings.waitlist.policy import NOTICES, USUAL_WAIT
from bookings.web import DayField

HOURS = {
    "any": (0, DAY_MINUTES),
    "morning": (0, NOON * 60),
    "afternoon": (NOON * 60, EVENING * 60),
    "evening": (EVENING * 60, DAY_MINUTES),
}


class WishForm(KeyedForm):
    """Days, hours, with whom, until when. With one therapist or location there is nothing to choose."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days could you come?"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        initial=list(range(7)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day.")},
    )
    hours = forms.ChoiceField(
        label=_("At what time of day?"),
        choices=[
            ("any", _("Any time")), ("morning", _("Mornings")), ("afternoon", _("Afternoons")),
            ("evening", _("Evenings")),
        ],
        initial="any",
        widget=forms.RadioSelect,
    )  # fmt: skip
    therapist = forms.ChoiceField(label=_("With whom?"), required=False)
    location = forms.ChoiceField(label=_("Where?"), required=False)
    until_date = DayField(
        label=_("Until which date are you waiting?"),
        error_messages={"required": _("Please choose a date.")},
    )
    notice_minutes = forms.TypedChoiceField(
        label=_("How long before do you need to know?"), choices=NOTICES, coerce=int, initial=120
    )

    def __init__(
        self,
        *args: Any,
        option: ServiceOption,
        now: datetime,
        instead_of: Appointment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today_in(option.clinic, now)
        self.people = {person.public_id: person for person in therapists_of(option)}
        self.places = {place.public_id: place for place in places_of(option.clinic).values()}
        self._offer("therapist", _("Any therapist"), [(k, p.full_name) for k, p in self.people.items()])
        self._offer("location", _("Any location"), [(key, p.name) for key, p in self.places.items()])
        self.initial.setdefault("until_date", _last_date(self.today, instead_of))

    def _offer(self, name: str, anything: Any, choices: list[tuple[str, str]]) -> None:
        if len(choices) > 1:
            self.fields[name].choices = [("", anything), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        start, end = HOURS[data["hours"]]
        therapist = self.people.get(data.get("therapist", ""))
        return Wanted(
            from_date=self.today,
            until_date=data["until_date"],
            weekdays=tuple(data["weekdays"]),
            from_minute=start,
            until_minute=end,
            notice_minutes=data["notice_minutes"],
            therapists=(therapist,) if therapist else (),
            location=self.places.get(data.get("location", "")),
        )


class JoinForm(WishForm, BookingForm):
    """The same from somebody who has to say who they are. What brings them is asked when they come."""

    reason = None  # type: ignore[assignment]


def _last_date(today: date, instead_of: Appointment | None) -> date:
    if instead_of is None:
        return today + USUAL_WAIT
    return max(today, wording.wall(instead_of.starts_at, instead_of.time_zone).date())

"""Time off as staff write it down, and what is to become of the visits in it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bookings.availability.hours import DAY
from bookings.dashboard.forms import ChoiceField
from bookings.dashboard.wish_forms import minute_of
from bookings.models import Clinic, Location, Therapist
from bookings.schedules.absences import Absence, between
from bookings.schedules.carry_out import Decision, What
from bookings.web import ClockField, DayField, DressedForm

LONGEST = timedelta(days=366)
ALL = "all"
MOVE, CANCEL, KEEP = "move", "cancel", "keep"
CHOICES: Mapping[str, Any] = {
    MOVE: _("Move to the time proposed"),
    CANCEL: _("Cancel, with a message"),
    KEEP: _("Keep where it is"),
}


class AbsenceForm(DressedForm):
    """Whole days unless times are given, on the wall of the location or of the clinic."""

    who = forms.ChoiceField(label=_("Who"))
    where = forms.ChoiceField(label=_("Where"))
    first = DayField(label=_("First day"))
    from_time = ClockField(label=_("From time"), required=False)
    last = DayField(label=_("Last day"), required=False)
    until_time = ClockField(label=_("Until time"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, help_text=_("For the team. Patients never see it.")
    )

    def __init__(
        self,
        *args: Any,
        clinic: Clinic,
        therapists: Sequence[Therapist],
        locations: Sequence[Location],
        may_close: bool,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clinic, self.now, self.may_close = clinic, now, may_close
        self.people = {t.public_id: t for t in therapists}
        self.places = {place.public_id: place for place in locations}
        everyone = [(ALL, _("Everyone: the clinic is closed"))] if may_close else []
        names = [(key, person.full_name) for key, person in self.people.items()]
        self.fields["who"].choices = everyone + names  # type: ignore[attr-defined]
        places = [(key, place.name) for key, place in self.places.items()]
        self.fields["where"].choices = [(ALL, _("Everywhere")), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last") or cleaned.get("first")
        if self.errors or first is None or last is None:
            return cleaned
        therapist = self.people.get(cleaned["who"])
        if therapist is None and not self.may_close:
            raise ValidationError(_("Please choose who is away."))
        if last < first or last - first > LONGEST:
            self.add_error("last", _("The last day lies before the first, or more than a year after it."))
            return cleaned
        place = self.places.get(cleaned["where"])
        starts_at, ends_at = between(
            (place or self.clinic).time_zone, first, last,
            minute_of(cleaned.get("from_time")), minute_of(cleaned.get("until_time"), DAY),
        )  # fmt: skip
        if ends_at <= starts_at:
            self.add_error("until_time", _("The end is not after the start."))
        elif ends_at <= self.now:
            self.add_error("first", _("This is over already."))
        else:
            cleaned["absence"] = Absence(starts_at, ends_at, therapist, place, cleaned["reason"])
        return cleaned


class DecisionsForm(forms.Form):
    """`all` for the visits that say nothing of their own; `do-ID` for one; `to-ID` is where it would move."""

    all = forms.ChoiceField(
        choices=list(CHOICES.items()),
        error_messages={"required": _("Please say what is to become of the visits.")},
    )

    def decisions(self, visits: Sequence[str]) -> dict[str, Decision]:
        """For each of the visits that were on the page."""
        return {visit: self._of(visit) for visit in visits if f"do-{visit}" in self.data}

    def _of(self, visit: str) -> Decision:
        asked = self.data.get(f"do-{visit}")
        what = cast(What, asked if asked in CHOICES else self.cleaned_data["all"])
        if what != MOVE:
            return Decision(what)
        try:
            choice = ChoiceField(required=False).clean(self.data.get(f"to-{visit}", ""))
        except ValidationError:
            choice = None
        return Decision(what, *choice) if choice else Decision(what)


def shown_visits(data: Mapping[str, Any]) -> list[str]:
    """The public ids of the visits that the page showed."""
    return [name.removeprefix("do-") for name in data if name.startswith("do-")]


def dates_in(values: Sequence[str]) -> list[date]:
    """Those that are dates."""
    found = []
    for value in values:
        try:
            found.append(date.fromisoformat(value))
        except ValueError:
            continue
    return found

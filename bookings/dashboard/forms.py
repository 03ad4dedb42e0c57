"""What staff type and choose."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bookings.appointments.cancel import STAFF_REASONS
from bookings.appointments.patient import PatientDetails
from bookings.appointments.series import Scope
from bookings.availability.hours import YEARS
from bookings.models.appointments import CancelReason
from bookings.web import ClockField, DayField, DressedForm


class Choice(NamedTuple):
    """A start (UTC) with somebody, somewhere: what one button of a list of times says."""

    starts_at: datetime
    therapist: str
    location: str


class ChoiceField(forms.CharField):
    """`2026-11-24T15:00:00+00:00~therapist~location`"""

    default_error_messages = {
        "required": _("Please choose a time."),
        "invalid": _("Please choose one of the listed times."),
    }

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        when, _tilde, rest = text.partition("~")
        therapist, _tilde, location = rest.partition("~")
        try:
            starts_at = datetime.fromisoformat(when)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if starts_at.tzinfo is None or starts_at.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Choice(starts_at.astimezone(UTC), therapist, location)


SCOPES = {
    Scope.THIS: _("Only this visit"),
    Scope.FOLLOWING: _("This and the following"),
    Scope.ALL: _("All that are still to come"),
}


class ClearanceForm(DressedForm):
    """A therapist may book in spite of the safety check, for a reason; the field is shown once it stopped them."""

    clearance_reason = forms.CharField(
        label=_("Why book in spite of the safety check?"),
        required=False,
        max_length=500,
        help_text=_(
            "Only therapists may. It is kept with your name, encrypted, and counts for this visit alone."
        ),
    )
    asks_clearance = False


class TimeForm(ClearanceForm):
    """One of the listed times."""

    choice = ChoiceField(max_length=120)
    key = forms.CharField(max_length=60, required=False)
    revision = forms.IntegerField(required=False, min_value=1)


class OverrideForm(ClearanceForm):
    """A time outside the usual rules, on the wall of the location, and why."""

    day = DayField(label=_("Date"))
    time = ClockField(label=_("Time"))
    therapist = forms.ChoiceField(label=_("Therapist"))
    location = forms.ChoiceField(label=_("Location"))
    override_reason = forms.CharField(
        label=_("Why outside the usual rules?"),
        max_length=200,
        help_text=_("Kept with the appointment. No clinical details, please."),
    )
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, therapists: list[Any], locations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zones = {place.public_id: place.time_zone for place in locations}
        self.fields["therapist"].choices = [(t.public_id, t.full_name) for t in therapists]  # type: ignore[attr-defined]
        self.fields["location"].choices = [(place.public_id, place.name) for place in locations]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, time, zone = cleaned.get("day"), cleaned.get("time"), self.zones.get(cleaned.get("location", ""))
        if day and time and zone:
            wall = datetime.combine(day, time, ZoneInfo(zone))
            cleaned["starts_at"] = wall.astimezone(UTC)
            # In the gap of a spring night the clock never shows this time.
            if cleaned["starts_at"].astimezone(ZoneInfo(zone)).time() != time:
                self.add_error("time", _("The clock does not show this time on that day."))
        return cleaned


def status_of(*asked: DressedForm) -> int:
    """The answer's status: 400 for what cannot be read, 409 for what was refused, 200 for a page just opened."""
    refused = [form for form in asked if form.errors]
    if not refused:
        return 200
    return 409 if any(form.is_refused for form in refused) else 400


class ScopedForm(DressedForm):
    """Asks how far a change of one date of a series is to reach, if there is a choice."""

    scope = forms.ChoiceField(
        label=_("What is this about?"),
        required=False,
        initial=Scope.THIS.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, scopes: Sequence[Scope] = (Scope.THIS,), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = [(scope.value, SCOPES[scope]) for scope in scopes]  # type: ignore[attr-defined]
        if len(scopes) < 2 and self.data.get("scope", "") in ("", Scope.THIS.value):
            del self.fields["scope"]

    @property
    def chosen_scope(self) -> Scope:
        return Scope(self.cleaned_data.get("scope") or Scope.THIS)


class CancelForm(ScopedForm):
    """Each reason is a button of its own: the tap that says why is the one that cancels."""

    reason = forms.ChoiceField(
        label=_("Why? One tap cancels the visit."),
        choices=[(reason, CancelReason(reason).label) for reason in STAFF_REASONS],
        error_messages={"required": _("Please say why: one tap is enough.")},
    )
    is_silent = forms.BooleanField(label=_("They know already: send no message"), required=False)
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class PatientForm(DressedForm):
    """A new patient, as told over the phone or at the desk."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Confirmation and reminders go there."),
    )
    birth_date = DayField(label=_("Date of birth"), required=False)
    is_another = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            self.add_error("phone", _("Please give a phone number or an e-mail address."))
        return cleaned

    def details(self) -> PatientDetails:
        data = self.cleaned_data
        return PatientDetails(
            data["first_name"], data["last_name"], data["email"], data["phone"], data["birth_date"]
        )

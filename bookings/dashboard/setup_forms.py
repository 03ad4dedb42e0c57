"""What the wizard asks for: where, who and when, what for how much."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.availability.hours import DAY
from bookings.catalogue.countries import country_names, currencies_by_country
from bookings.catalogue.first_steps import PRESETS, Chosen
from bookings.dashboard.settings_forms import currencies, number, zone_choices
from bookings.dashboard.wish_forms import WEEKDAYS, minute_of
from bookings.models import Clinic, User
from bookings.web import ClockField, DressedForm

WORKDAYS = [0, 1, 2, 3, 4]


class PlaceForm(DressedForm):
    name = forms.CharField(label=_("Name of the clinic"), max_length=120)
    slug = forms.CharField(
        label=_("Short name in your link"), max_length=60, help_text=_("Patients book at …/book/short-name/.")
    )
    country = forms.ChoiceField(label=_("Country"), widget=forms.Select(attrs={"data-guess": "country"}))
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=forms.Select(attrs={"data-guess": "zone"}))
    currency = forms.ChoiceField(label=_("Currency"))
    address = forms.CharField(label=_("Address"), max_length=250, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    rooms = number(_("Rooms for treatment"), 1, 30, initial=1)

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        names = ("name", "slug", "country", "time_zone", "currency", "phone")
        kwargs["initial"] = {name: getattr(clinic, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_names().items()  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices(clinic.time_zone)  # type: ignore[attr-defined]
        self.fields["currency"].choices = currencies(clinic.currency)  # type: ignore[attr-defined]
        self.currency_of = currencies_by_country()


class WorkForm(DressedForm):
    """The first therapist and one week that is the same every day; more is set on the page of the hours."""

    is_user = forms.BooleanField(label=_("I treat patients myself"), required=False, initial=True)
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"), choices=WEEKDAYS, coerce=int, initial=WORKDAYS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day.")},
    )  # fmt: skip
    start = ClockField(label=_("From"), initial="09:00")
    end = ClockField(label=_("To"), initial="17:00")
    break_from = ClockField(label=_("Break from"), initial="12:30", required=False)
    break_to = ClockField(label=_("Break to"), initial="13:30", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"first_name": user.first_name, "last_name": user.last_name}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("break_from") is None) != (cleaned.get("break_to") is None) and not self.errors:
            self.add_error("break_to", _("Give a start and an end."))
        return cleaned

    def shifts(self) -> list[tuple[int, int]]:
        """Minutes of the wall: the day in one piece, or before and after the break."""
        data = self.cleaned_data
        start, end = minute_of(data["start"]), minute_of(data["end"]) or DAY
        if data["break_from"] is None:
            return [(start, end)]
        return [(start, minute_of(data["break_from"])), (minute_of(data["break_to"]), end)]


class OfferForm(DressedForm):
    """One row for each preset: wanted or not, its name, length, price and pause."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for preset in PRESETS:
            self._add(preset.code, preset.name, preset.minutes, preset.pause)

    def _add(self, code: str, name: Any, minutes: int, pause: int) -> None:
        text = {"class": "control"}
        self.fields |= {
            f"{code}_wanted": forms.BooleanField(label=name, required=False, initial=True),
            f"{code}_name": forms.CharField(
                label=_("Name"), max_length=120, initial=name, required=False, widget=forms.TextInput(attrs=text)
            ),
            f"{code}_minutes": number(
                _("Minutes"), 5, 720, initial=minutes, required=False, widget=forms.NumberInput(attrs=text)
            ),
            f"{code}_price": forms.DecimalField(
                label=_("Price"), min_value=0, max_digits=9, decimal_places=2, required=False,
                widget=forms.NumberInput(attrs=text),
            ),
            f"{code}_pause": number(
                _("Pause after"), 0, 240, initial=pause, required=False,
                widget=forms.NumberInput(attrs=text),
            ),
        }  # fmt: skip

        for name in self.fields:
            self.fields[name].is_needed = True  # type: ignore[attr-defined]  # once it is wanted

    @property
    def lines(self) -> list[tuple[Any, Sequence[Any]]]:
        parts = ("name", "minutes", "price", "pause")
        return [
            (self[f"{one.code}_wanted"], [self[f"{one.code}_{part}"] for part in parts]) for one in PRESETS
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        wanted = [one.code for one in PRESETS if cleaned.get(f"{one.code}_wanted")]
        if not wanted:
            self.add_error(None, _("Please choose at least one service."))
        for code in wanted:
            for part in ("name", "minutes", "price", "pause"):
                name = f"{code}_{part}"
                if name not in self.errors and cleaned.get(name) in (None, ""):
                    self.add_error(name, _("Please fill this in."))
        return cleaned

    def chosen(self) -> list[Chosen]:
        data = self.cleaned_data
        return [
            Chosen(one, *(data[f"{one.code}_{part}"] for part in ("name", "minutes", "price", "pause")))
            for one in PRESETS
            if data[f"{one.code}_wanted"]
        ]

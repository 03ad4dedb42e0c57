"""What an owner sets about the clinic itself and the rules of booking."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bookings.catalogue.countries import country_names, zones_by_country
from bookings.dashboard.edit_forms import clock
from bookings.dashboard.wish_forms import minute_of
from bookings.models import BookingPolicy, Clinic
from bookings.web import ClockField, DressedForm
from bookings.wording import SIGNS


def zone_choices(present: str = "") -> list[Any]:
    """Every zone under the name of its country; `present` too, should no list have it."""
    named = country_names()
    groups = sorted((named.get(code, code), zones) for code, zones in zones_by_country().items())
    found: list[Any] = [(name, [(zone, zone.replace("_", " ")) for zone in zones]) for name, zones in groups]
    if present and not any(present in zones for _name, zones in groups):
        found.insert(0, (present, present))
    return found


def currencies(present: str = "") -> list[tuple[str, str]]:
    codes = dict.fromkeys(
        [*filter(None, [present]), *SIGNS, "CHF", "SEK", "NOK", "DKK", "PLN", "BRL", "ZAR", "JPY"]
    )
    return [(code, f"{code} ({SIGNS[code]})" if code in SIGNS else code) for code in codes]


def number(label: Any, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **kwargs)


def prose(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
    )


class ClinicForm(DressedForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    about = prose(
        _("What patients read first"), help_text=_("One or two sentences on top of the booking page.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    accent = forms.RegexField(
        r"\A#[0-9a-fA-F]{6}\Z", label=_("Colour"), widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Made darker or lighter where it could not be read otherwise."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(
        label=_("Region"), max_length=10, required=False, help_text=_("For public holidays: CA, BY, NSW.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    currency = forms.ChoiceField(label=_("Currency"), help_text=_("Of prices that are set from now on."))
    emergency_number = forms.CharField(
        label=_("Emergency number"), max_length=20, help_text=_("Named where answers need care at once.")
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(clinic, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_names().items()  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices(clinic.time_zone)  # type: ignore[attr-defined]
        self.fields["currency"].choices = currencies(clinic.currency)  # type: ignore[attr-defined]


class RulesForm(DressedForm):
    """The booking policy; hours where a person thinks in hours."""

    min_notice_hours = forms.DecimalField(
        label=_("Book at least so many hours ahead"), min_value=0, max_value=24 * 365, decimal_places=2
    )
    horizon_days = number(_("Book up to so many days ahead"), 1, 730)
    slot_step_minutes = number(_("Times start every so many minutes"), 5, 240)
    hold_minutes = number(
        _("Keep a chosen time for so many minutes"), 1, 120, help_text=_("While the form is filled in.")
    )
    cancel_notice_hours = number(_("Move or cancel until so many hours before"), 0, 24 * 60)
    request_hours = number(
        _("Answer requests within so many hours"), 1, 24 * 30, help_text=_("Then the time is free again.")
    )
    reminders = forms.RegexField(
        r"\A\s*(\d{1,3}(\s*,\s*\d{1,3}){0,4})?\s*\Z", label=_("Reminders, hours before"), required=False,
        help_text=_("72, 24 is best proven: two reminders, three days and one day before."),
        error_messages={"invalid": _("Give up to five numbers, such as 72, 24.")},
    )  # fmt: skip
    quiet_from = ClockField(label=_("No mails from"))
    quiet_to = ClockField(label=_("until"))
    waitlist_offer_minutes = number(_("An offered time waits so many minutes"), 5, 720)
    staff_mail = ClockField(label=_("The team's morning mail"))
    text_messages = forms.BooleanField(label=_("Text messages too, to those who want them"), required=False)

    def __init__(self, *args: Any, policy: BookingPolicy, **kwargs: Any) -> None:
        plain = ("horizon_days", "slot_step_minutes", "hold_minutes", "cancel_notice_hours", "request_hours",
                 "waitlist_offer_minutes", "text_messages")  # fmt: skip
        kwargs["initial"] = {name: getattr(policy, name) for name in plain} | {
            "min_notice_hours": (Decimal(policy.min_notice_minutes) / 60).quantize(Decimal("0.01")).normalize(),
            "reminders": ", ".join(map(str, policy.reminder_offsets_hours)),
            "quiet_from": clock(policy.quiet_from_minute), "quiet_to": clock(policy.quiet_to_minute),
            "staff_mail": clock(policy.staff_mail_minute),
        }  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean_reminders(self) -> list[int]:
        hours = [int(part) for part in self.cleaned_data["reminders"].split(",") if part.strip()]
        if any(not 1 <= hour <= 24 * 30 for hour in hours):
            raise forms.ValidationError(_("A reminder goes out one hour to thirty days before."))
        return sorted(set(hours), reverse=True)

    def changes(self) -> dict[str, Any]:
        """By the names of the policy's fields."""
        data = dict(self.cleaned_data)
        return data | {
            "min_notice_minutes": int(data.pop("min_notice_hours") * 60),
            "reminder_offsets_hours": data.pop("reminders"),
            "quiet_from_minute": minute_of(data.pop("quiet_from")),
            "quiet_to_minute": minute_of(data.pop("quiet_to")),
            "staff_mail_minute": minute_of(data.pop("staff_mail")),
        }  # fmt: skip

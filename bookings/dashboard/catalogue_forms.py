"""What an owner sets about places, therapists and services."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.catalogue.offer import LONGEST_BUFFER, Length, ServiceDetails
from bookings.dashboard.hours_forms import PlacedForm
from bookings.dashboard.settings_forms import number, prose, zone_choices
from bookings.models import Location, Room, Service, ServiceOption, Therapist
from bookings.web import DressedForm

MORE_LENGTHS = 3


class LocationForm(DressedForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(label=_("Address"), max_length=250, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    is_active = forms.BooleanField(label=_("Patients are treated here"), required=False, initial=True)

    def __init__(
        self, *args: Any, location: Location | None = None, time_zone: str = "", **kwargs: Any
    ) -> None:
        if location:
            kwargs["initial"] = {name: getattr(location, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        zone = location.time_zone if location else time_zone
        self.fields["time_zone"].choices = zone_choices(zone)  # type: ignore[attr-defined]
        self.fields["time_zone"].initial = zone


class RoomForm(PlacedForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    location = forms.ChoiceField(label=_("Where"))
    kinds = forms.CharField(
        label=_("Good for"), max_length=400, required=False,
        help_text=_("Words of your own, with commas between: heat, wide table. A service may ask for one of them."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, room: Room | None = None, **kwargs: Any) -> None:
        if room:
            kwargs["initial"] = {
                "name": room.name, "location": room.location.public_id, "kinds": ", ".join(room.kinds),
                "is_active": room.is_active,
            }  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean_kinds(self) -> list[str]:
        kinds = [kind.strip() for kind in self.cleaned_data["kinds"].split(",") if kind.strip()]
        if any(len(kind) > 40 for kind in kinds):
            raise forms.ValidationError(_("Each of them has at most 40 letters."))
        return kinds


class TherapistForm(DressedForm):
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    bio = prose(_("A few words for patients"))
    services = forms.MultipleChoiceField(
        label=_("Gives"), required=False, widget=forms.CheckboxSelectMultiple
    )
    offer_policy = forms.ChoiceField(
        label=_("Patients are shown"),
        choices=Therapist.OfferPolicy.choices,
        initial=Therapist.OfferPolicy.ALL,
    )
    max_hands_on_minutes = number(
        _("Most minutes of treatment a day"), 1, 24 * 60, required=False, help_text=_("Empty: no limit.")
    )
    max_deep_in_a_row = number(
        _("Most deep treatments in a row"), 1, 100, required=False, help_text=_("Empty: no limit.")
    )
    is_active = forms.BooleanField(label=_("Can be booked"), required=False, initial=True)

    def __init__(
        self, *args: Any, services: Sequence[Service], therapist: Therapist | None = None, **kwargs: Any
    ) -> None:
        self.offered = {service.public_id: service for service in services}
        given = list(self.offered)
        if therapist:
            given = [service.public_id for service in therapist.services.all()]
            names = self.base_fields.keys() - {"services"}
            kwargs["initial"] = {name: getattr(therapist, name) for name in names} | {"services": given}
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = [(key, one.name) for key, one in self.offered.items()]  # type: ignore[attr-defined]
        if not therapist:
            self.fields["services"].initial = given

    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "services"}

    def chosen(self) -> list[Service]:
        return [self.offered[key] for key in self.cleaned_data["services"]]


class ServiceForm(DressedForm):
    """A service with its lengths: one row for each that there is, and some more."""

    name = forms.CharField(label=_("Name"), max_length=120)
    description = prose(
        _("Description"), help_text=_("What patients read. No promises: say what is done, not what it cures.")
    )
    modality = forms.ChoiceField(
        label=_("Kind"), choices=Service.Modality.choices, initial=Service.Modality.THERAPEUTIC
    )
    booking_mode = forms.ChoiceField(
        label=_("Booking"), choices=Service.BookingMode.choices, initial=Service.BookingMode.INSTANT
    )
    audience = forms.ChoiceField(
        label=_("For whom"), choices=Service.Audience.choices, initial=Service.Audience.EVERYONE
    )
    buffer_before_minutes = number(_("Minutes before, to prepare"), 0, LONGEST_BUFFER, initial=0)
    buffer_after_minutes = number(_("Minutes after, to tidy up"), 0, LONGEST_BUFFER, initial=15)
    room_kind = forms.ChoiceField(label=_("Needs a room for"), required=False)
    therapists = forms.MultipleChoiceField(
        label=_("Given by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label=_("On offer"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        therapists: Sequence[Therapist],
        room_kinds: Iterable[str],
        options: Sequence[ServiceOption] = (),
        service: Service | None = None,
        **kwargs: Any,
    ) -> None:
        self.people = {person.public_id: person for person in therapists}
        self.rows = len(options) + MORE_LENGTHS
        if service:
            kwargs["initial"] = _of_service(service, options)
        super().__init__(*args, **kwargs)
        kinds = sorted({*room_kinds, *filter(None, [service.room_kind if service else None])})
        self.fields["room_kind"].choices = [("", _("any room")), *((kind, kind) for kind in kinds)]  # type: ignore[attr-defined]
        self.fields["therapists"].choices = [(key, str(one)) for key, one in self.people.items()]  # type: ignore[attr-defined]
        if not service:
            self.fields["therapists"].initial = list(self.people)
        for n in range(1, self.rows + 1):
            self.fields[f"minutes_{n}"] = number(_("Minutes"), 5, 720, required=False)
            self.fields[f"price_{n}"] = forms.DecimalField(
                label=_("Price"), min_value=0, max_digits=9, decimal_places=2, required=False
            )
        for name in self.fields:
            if name.startswith(("minutes_", "price_")):
                self.fields[name].widget.attrs["class"] = "control"

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        return [(self[f"minutes_{n}"], self[f"price_{n}"]) for n in range(1, self.rows + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for n in range(1, self.rows + 1):
            minutes, price = cleaned.get(f"minutes_{n}"), cleaned.get(f"price_{n}")
            if (minutes is None) != (price is None) and not {
                f"minutes_{n}",
                f"price_{n}",
            } & self.errors.keys():
                self.add_error(f"price_{n}", _("Give both, or neither."))
        return cleaned

    def details(self) -> ServiceDetails:
        names = [name for name in self.base_fields if name != "therapists"]
        values = {name: self.cleaned_data[name] for name in names}
        return ServiceDetails(**values | {"room_kind": values["room_kind"] or None})

    def lengths(self) -> list[Length]:
        given = (
            (self.cleaned_data[f"minutes_{n}"], self.cleaned_data[f"price_{n}"])
            for n in range(1, self.rows + 1)
        )
        return [Length(minutes, price) for minutes, price in given if minutes is not None]

    def givers(self) -> list[Therapist]:
        return [self.people[key] for key in self.cleaned_data["therapists"]]


def _of_service(service: Service, options: Sequence[ServiceOption]) -> dict[str, Any]:
    names = ("name", "description", "modality", "booking_mode", "audience", "buffer_before_minutes",
             "buffer_after_minutes", "room_kind", "is_active")  # fmt: skip
    found: dict[str, Any] = {name: getattr(service, name) for name in names}
    found["therapists"] = [person.public_id for person in service.therapists.all()]
    for n, option in enumerate(options, 1):
        found |= {f"minutes_{n}": option.minutes, f"price_{n}": option.price}
    return found

"""Handing in a file, and saying what its names stand for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.imports.options import House, read_house
from bookings.imports.queries import ImportView
from bookings.imports.reading import MOST_BYTES
from bookings.imports.wording import unreadable
from bookings.models import Clinic, Import
from bookings.web import DressedForm

ORDERS = [
    ("dmy", gettext_lazy("Day first: 31/12/2026")),
    ("mdy", gettext_lazy("Month first: 12/31/2026")),
]
# Which part of the clinic the names in a column stand for.
PARTS = {"therapists": "therapist", "services": "service", "places": "place"}


class HandInForm(DressedForm):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text=gettext_lazy("20 MB at most. It is kept sealed for a day and then taken away."),
        error_messages={
            "required": gettext_lazy("Please choose a file of 20 MB at most."),
            "empty": unreadable("empty"),
        },
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"),
        required=False,
        choices=[
            ("", gettext_lazy("Found out from the column names")),
            *((name, capfirst(label)) for name, label in Import.Source.choices),
        ],
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(unreadable("too_large"))
        return bytes(file.read())


class WhoForm(DressedForm):
    """One select for each name of the file; `order` where dates are numbers."""

    def __init__(self, data: Any, *, view: ImportView, clinic: Clinic) -> None:
        super().__init__(data)
        self.view = view
        self.named: dict[str, tuple[str, str]] = {}
        if view.asks_order or view.options.get("order") in ("dmy", "mdy"):
            self.fields["order"] = forms.ChoiceField(
                label=_("How are dates written in this file?"),
                choices=ORDERS,
                widget=forms.RadioSelect,
                initial="" if view.asks_order else view.options["order"],
            )
        if view.is_visits:
            self._add_names(view, read_house(clinic))
        self._dress()

    def _add_names(self, view: ImportView, house: House) -> None:
        ours = {"therapists": house.therapists, "services": house.services, "places": house.places}
        for part, rows in ours.items():
            if part == "places" and len(rows) < 2:
                continue
            choices = [(key, str(row)) for key, row in rows.items()]
            for number, name in enumerate(view.names.get(part, ())):
                self._add(f"{part}-{number}", part, name, choices)
        if len(house.places) > 1 and not view.names.get("places"):
            choices = [(key, str(row)) for key, row in house.places.items()]
            self.fields["place"] = forms.ChoiceField(
                label=_("Where these visits are"), choices=[("", _("Please choose")), *choices],
                initial=view.options.get("place", ""), error_messages={"required": _("Please choose a place.")},
            )  # fmt: skip

    def _add(self, field: str, part: str, name: str, choices: list[tuple[str, str]]) -> None:
        self.named[field] = (part, name)
        self.fields[field] = forms.ChoiceField(
            label=name, required=False, choices=[("", _("Leave these out")), *choices],
            initial=self.view.options.get(part, {}).get(name, ""),
        )  # fmt: skip

    def _dress(self) -> None:
        for name, field in self.fields.items():
            field.is_needed = True  # type: ignore[attr-defined]  # no "(optional)" beside a name
            if name != "order":
                field.widget.attrs["class"] = "control"

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The names by what they stand for."""
        return [
            (part, [self[field] for field, (of, _name) in self.named.items() if of == part])
            for part in PARTS
            if any(of == part for of, _name in self.named.values())
        ]

    def answers(self) -> Mapping[str, Any]:
        """As the import keeps them."""
        data = self.cleaned_data
        found: dict[str, Any] = {part: {} for part in PARTS if part in self.view.options}
        for field, (part, name) in self.named.items():
            found.setdefault(part, {})[name] = data[field]
        if len(found.get("places", {})) == 0:
            found.pop("places", None)
        for name in ("order", "place"):
            if data.get(name):
                found[name] = data[name]
        return found

"""Findings as controls of a form: single fields, and rows that are numbered in their names ("techniques-0-minutes")."""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.web import DayField
from notes.body import REGIONS
from notes.screening.restrictions import region_name
from notes.soap.findings import Findings, plain
from notes.soap.words import LABELS
from notes.wording import gettext_noop

UNSAID = ("", "–")
AREAS = "areas"
# How many rows a page offers beyond those that are filled, and at least.
SPARE = {"techniques": 4, "palpation": 2, "movements": 2, "special_tests": 1}
SHOWN_AT_LEAST = {"techniques": 8, "palpation": 4, "movements": 4, "special_tests": 2}
ROW_LABELS = {
    "technique": gettext_noop("Technique"),
    "region": gettext_noop("Area"),
    "pressure": gettext_noop("Pressure, 1 to 5"),
    "minutes": gettext_noop("Minutes"),
    "override_reason": gettext_noop("Why all the same"),
    "tone": gettext_noop("Tone, 0 to 4"),
    "tenderness": gettext_noop("Tenderness, 0 to 3"),
    "trigger_point": gettext_noop("Trigger point"),
    "temperature": gettext_noop("Temperature"),
    "swelling": gettext_noop("Swelling"),
    "movement": gettext_noop("Movement"),
    "side": gettext_noop("Side"),
    "degrees": gettext_noop("Degrees"),
    "pain": gettext_noop("Painful"),
    "end_feel": gettext_noop("End of the movement"),
    "after": gettext_noop("Degrees after"),
    "name": gettext_noop("Test"),
    "result": gettext_noop("Result"),
}
VIEWS = {"back": gettext_noop("Back"), "front": gettext_noop("Front")}


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a row. `kind` is one, place, number, line or tick."""

    name: str
    id: str
    part: str
    label: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class FormRow:
    number: int
    is_filled: bool
    controls: tuple[Control, ...]
    error: str


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """A region of the chart in the list of checkboxes; depth and radiation are asked once it is marked."""

    id: str
    name: str
    view: str
    is_marked: bool
    quality: str
    depth: str
    radiates_to: str


def single_fields() -> dict[str, forms.Field]:
    """A form field for everything that is no row."""
    return {one.name: _form_field(one) for one in fields(Findings) if one.metadata["kind"] != "rows"}


def single_values(findings: Findings) -> dict[str, Any]:
    values = {one.name: getattr(findings, one.name) for one in fields(findings) if one.name in LABELS}
    return {**values, "pain_checks": ", ".join(map(str, findings.pain_checks))}


def sent_rows(data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Rows of a sent form as `notes.soap.findings.read` takes them; those whose first control is empty are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in fields(Findings):
        if one.metadata["kind"] == "rows" and one.name != AREAS:
            rows = (_sent_row(one, number, data) for number in range(_sent_number(one.name, data)))
            found[one.name] = [row for row in rows if row]
    marked = data.getlist(AREAS) if hasattr(data, "getlist") else data.get(AREAS, [])
    found[AREAS] = [
        {part: data.get(f"area-{mark}-{part}", "") for part in ("quality", "depth", "radiates_to")}
        | {"region": mark}
        for mark in marked
    ]
    return found


def shown_rows(
    name: str, rows: list[dict[str, Any]], errors: Mapping[int, str], *, is_bound: bool = False
) -> Iterator[FormRow]:
    """Filled rows as they are, and empty ones to go on with."""
    row_type = next(one.metadata["rows"] for one in fields(Findings) if one.name == name)
    for number in range(max(len(rows) + SPARE[name], SHOWN_AT_LEAST[name])):
        values = rows[number] if number < len(rows) else {}
        controls = tuple(_control(name, number, part, values) for part in fields(row_type))
        yield FormRow(number, bool(values), controls, errors.get(number, ""))


def area_choices(rows: list[dict[str, Any]]) -> list[tuple[str, list[AreaChoice]]]:
    """Back and front, with what is marked."""
    marked = {row.get("region", ""): row for row in rows}
    groups: dict[str, list[AreaChoice]] = {view: [] for view in VIEWS}
    for one in REGIONS:
        row = marked.get(one.id, {})
        groups[one.view].append(
            AreaChoice(
                id=one.id,
                name=region_name(one.id),
                view=one.view,
                is_marked=one.id in marked,
                quality=row.get("quality", ""),
                depth=row.get("depth", ""),
                radiates_to=row.get("radiates_to", ""),
            )
        )
    return [(_(VIEWS[view]), regions) for view, regions in groups.items()]


def as_rows(findings: Findings) -> dict[str, list[dict[str, Any]]]:
    said = plain(findings)
    return {one.name: said.get(one.name, []) for one in fields(findings) if one.metadata["kind"] == "rows"}


def place_choices() -> tuple[tuple[str, str], ...]:
    return (UNSAID, *((one.id, region_name(one.id)) for one in REGIONS))


def _form_field(one: "Field[Any]") -> forms.Field:
    kind, label = one.metadata["kind"], gettext_lazy(LABELS[one.name])
    if kind == "number":
        least, most = one.metadata["range"]
        return forms.IntegerField(
            label=label, required=False, min_value=least, max_value=most,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
    if kind in ("one", "some"):
        choices = [(code, gettext_lazy(words)) for code, words in one.metadata["choices"].items()]
        if kind == "some":
            return forms.MultipleChoiceField(
                label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
            )
        return forms.ChoiceField(label=label, required=False, choices=[UNSAID, *choices])
    if kind == "tick":
        return forms.BooleanField(label=label, required=False)
    if kind == "day":
        return DayField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=500)


def _control(group: str, number: int, part: "Field[Any]", values: Mapping[str, Any]) -> Control:
    kind = part.metadata["kind"]
    least, most = part.metadata.get("range", (0, 0))
    choices: tuple[tuple[str, str], ...] = ()
    if kind == "place":
        choices = place_choices()
    elif kind == "one":
        choices = (UNSAID, *((code, _(words)) for code, words in part.metadata["choices"].items()))
    elif kind == "number" and most - least <= 5:
        kind = "one"
        choices = (UNSAID, *((str(n), str(n)) for n in range(least, most + 1)))
    value = values.get(part.name, "")
    return Control(
        name=f"{group}-{number}-{part.name}",
        id=f"id_{group}-{number}-{part.name}",
        part=part.name,
        label=_(ROW_LABELS[part.name]),
        kind=kind,
        value=("on" if value else "") if kind == "tick" else str(value),
        choices=choices,
        least=least,
        most=most,
    )


def _sent_number(group: str, data: Mapping[str, Any]) -> int:
    """One more than the highest number that was sent, within reason."""
    numbers = (name.split("-")[1] for name in data if name.startswith(f"{group}-") and name.count("-") >= 2)
    return min(max((int(n) + 1 for n in numbers if n.isdecimal() and len(n) < 4), default=0), 60)


def _sent_row(group: "Field[Any]", number: int, data: Mapping[str, Any]) -> dict[str, Any]:
    parts = fields(group.metadata["rows"])
    row: dict[str, Any] = {}
    for part in parts:
        sent = data.get(f"{group.name}-{number}-{part.name}", "").strip()
        if part.metadata["kind"] == "tick":
            row[part.name] = bool(sent)
        elif sent:
            is_number = part.metadata["kind"] == "number" and sent.isdecimal() and len(sent) < 6
            row[part.name] = int(sent) if is_number else sent
    return row if row.get(parts[0].name) else {}

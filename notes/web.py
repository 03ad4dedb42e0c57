"""What the doors of notes share: how a file is handed over, and the form of the measures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.web import DressedForm
from notes.documents.checking import MOST_BYTES
from notes.documents.parts import Paper
from notes.documents.press import press
from notes.outcomes import words
from notes.outcomes.packs import Pack
from notes.outcomes.record import Given

TEN = range(11)
MOST_ACTIVITIES = 3
# What is handed over may do nothing, wherever it is opened.
SEALED = "default-src 'none'; sandbox"


def handed(content: bytes | memoryview, media_type: str, name: str) -> HttpResponse:
    """A file to be saved: never shown in the place of a page, and kept nowhere on the way. `name` is one of ours."""
    return HttpResponse(
        bytes(content),
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": SEALED,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )


def handed_paper(paper: Paper) -> HttpResponse:
    """The PDF of a paper."""
    return handed(press(paper), "application/pdf", paper.file_name)


class SentFileField(forms.FileField):
    """A file as it was sent, up to the size that is taken; `read` gives its content."""

    default_error_messages = {
        "required": _("Please choose a file of at most ten megabytes."),
        "empty": _("This file is empty."),
    }
    widget = forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = super().clean(data, initial)
        if sent and sent.size > MOST_BYTES:
            raise ValidationError(self.error_messages["required"], code="too_large")
        return sent


class ScaleField(forms.TypedChoiceField):
    """A rating as a row of segments; `ends` are the words at its two ends."""

    def __init__(self, item: words.Item, *, label: str = "", steps: Iterable[int] = TEN) -> None:
        super().__init__(
            label=label or gettext(item.text),
            required=False,
            choices=[(str(step), f"{step:+d}" if min(steps) < 0 and step else str(step)) for step in steps],
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
        )
        self.ends = (gettext(item.low), gettext(item.high))
        self.steps = len(list(steps))


class MeasureForm(DressedForm):
    """The questions of some measures. What is left blank is not answered; a half-filled one is said to be so.

    `activities` are those the patient named before; without any, up to three can be named.
    """

    def __init__(
        self,
        *args: Any,
        codes: Sequence[str],
        activities: Sequence[str] = (),
        packs: Mapping[str, Pack] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        self.activities = list(activities)
        self.packs = packs or {}
        self.sections: list[tuple[str, list[str]]] = []
        for code in codes:
            before = set(self.fields)
            _BUILDERS[code](self)
            self.sections.append((code, [name for name in self.fields if name not in before]))

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields by measure, in order."""
        return [(code, [self[name] for name in names]) for code, names in self.sections if names]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.given():
            raise ValidationError(_("Nothing has been answered yet."))
        return cleaned

    def given(self) -> list[Given]:
        return [given for code in self.codes for given in _READERS[code](self, self.cleaned_data)]

    def add_yes_no(self, name: str, label: str) -> None:
        self.fields[name] = forms.TypedChoiceField(
            label=label,
            required=False,
            choices=[("yes", gettext("Yes")), ("no", gettext("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
        )

    def together(self, names: Sequence[str], said: Mapping[str, Any]) -> bool:
        """Whether all of them were answered; some but not all is an error beside those that are missing."""
        answered = [name for name in names if said.get(name) is not None]
        if answered and len(answered) < len(names):
            for name in names:
                if name not in answered and name not in self.errors:
                    self.add_error(name, gettext("Please answer this one too."))
        return len(answered) == len(names)


def _ask_nrs(form: MeasureForm) -> None:
    form.fields["average"] = ScaleField(words.NRS_AVERAGE)


def _ask_night(form: MeasureForm) -> None:
    form.fields["night_worst"] = ScaleField(words.NIGHT_WORST)
    nights = words.Item(words.NIGHT_WAKINGS, "", "")
    form.fields["night_wakings"] = ScaleField(nights, steps=range(8))
    form.add_yes_no("night_eases", gettext(words.NIGHT_EASES))


def _ask_support(form: MeasureForm) -> None:
    nights = words.Item(words.SUPPORT_NIGHTS, "", "")
    form.fields["support"] = ScaleField(nights, steps=range(8))


def _ask_grc(form: MeasureForm) -> None:
    form.fields["grc"] = ScaleField(words.GRC, steps=range(-5, 6))


def _ask_psfs(form: MeasureForm) -> None:
    for number, activity in enumerate(form.activities):
        form.fields[f"psfs-{number}"] = ScaleField(words.PSFS, label=activity)
    if form.activities:
        return
    for number in range(MOST_ACTIVITIES):
        form.fields[f"activity-{number}"] = forms.CharField(
            label=gettext("An activity that is hard"),
            required=False,
            max_length=120,
            widget=forms.TextInput(attrs={"class": "control"}),
        )
        form.fields[f"psfs-{number}"] = ScaleField(words.PSFS)


def _ask_pim3(form: MeasureForm) -> None:
    for name, item in words.PIM3.items():
        form.fields[f"pim3-{name}"] = ScaleField(item)


def _ask_peg(form: MeasureForm) -> None:
    for name, text in form.packs["peg"].items.items():
        form.fields[f"peg-{name}"] = ScaleField(words.Item(text, "", ""))


def _ask_rmdq(form: MeasureForm) -> None:
    items = form.packs["rmdq"].items
    form.fields["rmdq"] = forms.MultipleChoiceField(
        label=form.packs["rmdq"].title,
        required=False,
        choices=list(items.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    form.fields["rmdq-done"] = forms.BooleanField(label=gettext("I have read the whole list"), required=False)


def _ask_phq2(form: MeasureForm) -> None:
    pack = form.packs["phq2"]
    for name, text in pack.items.items():
        form.fields[name] = forms.TypedChoiceField(
            label=text,
            required=False,
            choices=[(str(value), option) for value, option in enumerate(pack.options)],
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
        )


def _read_one(code: str, field: str, item: str) -> Callable[[MeasureForm, Mapping[str, Any]], list[Given]]:
    """The reader of a measure that is one number."""

    def read(_form: MeasureForm, said: Mapping[str, Any]) -> list[Given]:
        value = said.get(field)
        return [] if value is None else [Given(code, {item: value})]

    return read


def _read_night(form: MeasureForm, said: Mapping[str, Any]) -> list[Given]:
    names = ("night_worst", "night_wakings", "night_eases")
    if said.get("night_worst") == 0 and said.get("night_eases") is None:
        # Who has no pain at night need not say whether it eases.
        return [Given("night", {"worst": 0, "wakings": said.get("night_wakings") or 0, "eases": True})]
    if not form.together(names, said):
        return []
    worst, wakings, eases = (said[name] for name in names)
    return [Given("night", {"worst": worst, "wakings": wakings, "eases": eases})]


def _read_psfs(form: MeasureForm, said: Mapping[str, Any]) -> list[Given]:
    ratings = {}
    for number in range(max(len(form.activities), MOST_ACTIVITIES)):
        named = said.get(f"activity-{number}", "").strip()
        activity = form.activities[number] if number < len(form.activities) else named
        rating = said.get(f"psfs-{number}")
        if activity and rating is not None:
            ratings[activity] = rating
        elif named or (rating is not None and not form.activities):
            missing = f"psfs-{number}" if named else f"activity-{number}"
            form.add_error(missing, gettext("An activity and its rating belong together."))
    return [Given("psfs", ratings)] if ratings else []


def _read_three(code: str) -> Callable[[MeasureForm, Mapping[str, Any]], list[Given]]:
    def read(form: MeasureForm, said: Mapping[str, Any]) -> list[Given]:
        names = [f"{code}-{name}" for name in words.PIM3]
        if not form.together(names, said):
            return []
        return [Given(code, {name: said[f"{code}-{name}"] for name in words.PIM3})]

    return read


def _read_rmdq(form: MeasureForm, said: Mapping[str, Any]) -> list[Given]:
    if not said.get("rmdq") and not said.get("rmdq-done"):
        return []
    return [Given("rmdq", {"ticked": [int(name[-2:]) for name in said["rmdq"]]})]


def _read_phq2(form: MeasureForm, said: Mapping[str, Any]) -> list[Given]:
    names = list(form.packs["phq2"].items)
    return [Given("phq2", {name: said[name] for name in names})] if form.together(names, said) else []


_BUILDERS: Mapping[str, Callable[[MeasureForm], None]] = {
    "nrs": _ask_nrs,
    "night": _ask_night,
    "support": _ask_support,
    "grc": _ask_grc,
    "psfs": _ask_psfs,
    "pim3": _ask_pim3,
    "peg": _ask_peg,
    "rmdq": _ask_rmdq,
    "phq2": _ask_phq2,
}
_READERS: Mapping[str, Callable[[MeasureForm, Mapping[str, Any]], list[Given]]] = {
    "nrs": _read_one("nrs", "average", "nrs"),
    "night": _read_night,
    "support": _read_one("support", "support", "nights"),
    "grc": _read_one("grc", "grc", "grc"),
    "psfs": _read_psfs,
    "pim3": _read_three("pim3"),
    "peg": _read_three("peg"),
    "rmdq": _read_rmdq,
    "phq2": _read_phq2,
}

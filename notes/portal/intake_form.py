"""The form before a first visit as controls: what was typed becomes answers, and the other way round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from bookings.web import DressedForm
from notes.intake.questions import NONE, QUESTIONS, SECTIONS, YES_NO, Question

LONGEST = {"text": 2000, "line": 200}
WORDS = "-words"
LONGEST_DRAFT = 12_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page; `more` is where the words for a yes are typed."""

    kind: str
    field: BoundField
    more: BoundField | None


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    title: str
    lead: str
    questions: tuple[Asked, ...]


class IntakeForm(DressedForm):
    """Nothing is chosen before. Judged as a whole: everything that is missing is said at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS.values():
            self.fields[question.code] = _field(question)
            if question.kind == "told":
                self.fields[question.code + WORDS] = _line(question.help, LONGEST["text"])
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput | forms.Textarea):
                field.widget.attrs["class"] = "control"

    def parts(self) -> Iterator[Part]:
        for section in SECTIONS:
            asked = tuple(self._asked(one) for one in section.questions)
            yield Part(section.name, _(section.title), _(section.lead) if section.lead else "", asked)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for question in QUESTIONS.values():
            if (
                question.kind == "told"
                and data.get(question.code) == "yes"
                and not data.get(question.code + WORDS)
            ):
                self.add_error(question.code + WORDS, _("Please say it in a few words."))
        ticked = data.get("conditions") or []
        if NONE in ticked and len(ticked) > 1:
            self.add_error(
                "conditions",
                _("Something is ticked here, and “None of these” as well. Please keep one of them."),
            )
        return data

    def answers(self) -> dict[str, Any]:
        """What was said, by question; what was left open, and words behind a no, are left out."""
        data = self.cleaned_data
        hushed = {
            question.code + WORDS
            for question in QUESTIONS.values()
            if question.kind == "told" and data[question.code] != "yes"
        }
        return {name: value for name, value in data.items() if value and name not in hushed}

    def typed(self) -> dict[str, list[str]]:
        """As it was sent, right or wrong, for a draft."""
        found = {name: self.data.getlist(name) for name in self.fields if self.data.getlist(name)}  # type: ignore[attr-defined]
        return {name: [one[:LONGEST_DRAFT] for one in values[:40]] for name, values in found.items()}

    def _asked(self, question: Question) -> Asked:
        more = self[question.code + WORDS] if question.kind == "told" else None
        return Asked(question.kind, self[question.code], more)


def shown(typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What a draft kept, as initial values."""
    many = {code for code, question in QUESTIONS.items() if question.kind == "many"}
    return {name: list(values) if name in many else values[-1] for name, values in typed.items() if values}


def _field(question: Question) -> forms.Field:
    label, needed = _(question.words), question.is_needed
    ask = {"required": _("Please answer this one.")}
    if question.kind in ("text", "line"):
        return _line(question.words, LONGEST[question.kind], question.help, required=needed, is_long=question.kind == "text")  # fmt: skip
    choices = [(code, _(words)) for code, words in question.choices or YES_NO]
    if question.kind == "many":
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            label=label, choices=choices, widget=boxes, required=needed,
            error_messages={"required": _("Please tick what applies, or “None of these”.")},
        )  # fmt: skip
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, required=needed, error_messages=ask
    )


def _line(words: str, longest: int, help_text: str = "", *, required: bool = False, is_long: bool = False) -> forms.Field:  # fmt: skip
    widget: forms.Widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()
    return forms.CharField(
        label=_(words),
        max_length=longest,
        required=required,
        widget=widget,
        help_text=_(help_text) if help_text else "",
        error_messages={"required": _("Please answer this one.")},
    )

"""A clinic's own words, as they are typed; and what each letter is called on the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Notification
from bookings.notifications.letters import LETTERS
from bookings.notifications.templates import BadTexts
from bookings.notifications.texts import FIELDS, LONGEST
from bookings.web import DressedForm

# Letters that are a state of a kind.
STATES = {
    "reminder_confirmed": _("Reminder, to somebody who has confirmed"),
    "cancelled_by_clinic": _("Cancellation by the clinic"),
    "series_requested": _("Series of requests received"),
    "series_moved": _("Series, new times"),
    "series_cancelled": _("Series, cancellation"),
    "series_cancelled_by_clinic": _("Series, cancellation by the clinic"),
}


def label_of(letter: str) -> str:
    return str(STATES[letter] if letter in STATES else Notification.Kind(letter).label)


def in_order() -> list[str]:
    """Every letter, the states of a kind right after it."""
    kinds = [letter for letter in LETTERS if letter not in STATES]
    after = {kind: [state for state in STATES if state.startswith(f"{kind}_")] for kind in kinds}
    return [letter for kind in kinds for letter in (kind, *after[kind])]


def _line(label: Any, name: str) -> forms.CharField:
    attributes = {"maxlength": LONGEST[name], "autocomplete": "off"}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attributes))


def _prose(label: Any, name: str, rows: int, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"maxlength": LONGEST[name], "rows": rows})
    return forms.CharField(label=label, required=False, widget=widget, **kwargs)


class TextsForm(DressedForm):
    """An empty field is the built-in text. What is wrong with a text is the verb's to say."""

    subject = _line(_("Subject"), "subject")
    heading = _line(_("Heading"), "heading")
    lead = _prose(_("What it says"), "lead", 4)
    button = _line(_("Button"), "button")
    closing = _prose(
        _("Closing line"),
        "closing",
        2,
        help_text=_("Parking, what to bring, how to reach you. Stands at the end."),
    )

    def given(self) -> dict[str, str]:
        """As typed: also signs that a form would clean away are for the verb to judge."""
        return {name: self.data.get(name, "") for name in FIELDS}

    def refuse_texts(self, refusal: BadTexts) -> None:
        self.is_refused = True
        for field, sentences in refusal.details.get("sentences", {}).items():
            self.add_error(field, sentences)


class AliasForm(DressedForm):
    alias = forms.CharField(
        label=_("Sender's name"),
        required=False,
        max_length=80,
        help_text=_("What patients see in their inbox. A neutral name says nothing about the visit."),
    )

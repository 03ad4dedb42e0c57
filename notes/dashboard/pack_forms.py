"""Bringing in the words of an instrument: the file or its text, and what is attested of the licence."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bookings.web import DayField, DressedForm
from notes.outcomes.packs import BadPack, Pack, read_pack

LARGEST = 100_000


class PackForm(DressedForm):
    """What cannot be read, or is none of the instruments, is said on the text; `pack` is there once it can."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"}),
    )
    text = forms.CharField(
        label=_("Or its text (JSON)"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "as-code"}),
    )
    licence_reference = forms.CharField(
        label=_("On which licence"),
        required=False,
        max_length=300,
        help_text=_("Such as the publisher's letter and its date, or the licence number."),
    )
    expires_date = DayField(
        label=_("First day on which it may not be used"),
        required=False,
        help_text=_("Left empty: the licence has no end."),
    )
    is_confirmed = forms.BooleanField(
        label=_("I confirm that the clinic may use this text with its patients."), required=False
    )
    pack: Pack | None = None
    given: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            self.given = self._read(cleaned)
            self.pack = read_pack(self.given)
        except BadPack as refusal:
            self.add_error("text", str(refusal.message))
        except ValidationError as error:
            self.add_error("text", error)
        return cleaned

    def kept_text(self) -> str:
        """What was read, for the page to keep: a browser does not send a file a second time."""
        return json.dumps(self.given, ensure_ascii=False, indent=1) if self.pack else ""

    def _read(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        file, text = cleaned.get("file"), cleaned.get("text") or ""
        if file is not None:
            if file.size > LARGEST:
                raise ValidationError(_("This file is too large for a text pack."))
            text = file.read().decode("utf-8", errors="replace")
        if not text.strip():
            raise ValidationError(_("Please choose a file, or paste its text."))
        try:
            read = json.loads(text)
        except ValueError:
            raise ValidationError(_("This cannot be read as JSON.")) from None
        if not isinstance(read, dict):
            raise ValidationError(_("The text is to be one JSON object."))
        return read

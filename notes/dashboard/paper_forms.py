"""Sending a file into a record, and writing a letter to a physician."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.web import DressedForm
from notes.documents.checking import Checked, check_file
from notes.documents.filing import LONGEST_ADDRESS, LONGEST_LETTER, SENT, Filing
from notes.documents.plan_papers import Addressed
from notes.web import SentFileField


class FileForm(DressedForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=[(one.value, one.label) for one in SENT])
    title = forms.CharField(
        label=_("From whom, and about what"),
        required=False,
        max_length=120,
        help_text=_("Empty: the name of the file."),
    )
    file = SentFileField(label=_("File"), help_text=_("PDF, JPEG or PNG, at most 10 MB."))

    def filing(self) -> Filing:
        data: dict[str, Any] = self.cleaned_data
        return Filing(data["kind"], data["title"] or data["file"].name)

    def checked(self) -> Checked:
        """Raises BadFile."""
        return check_file(self.cleaned_data["file"].read())


class LetterForm(DressedForm):
    to = forms.CharField(
        label=_("To"),
        max_length=LONGEST_ADDRESS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name and address, as they are to stand on the letter."),
    )
    text = forms.CharField(
        label=_("What you want to say"),
        max_length=LONGEST_LETTER,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Below it stand the problem, what was done, the charts and the goals."),
    )

    def addressed(self) -> Addressed:
        return Addressed(**self.cleaned_data)

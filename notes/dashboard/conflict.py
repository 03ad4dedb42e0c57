"""Two versions of one note as a page can show them: what differs beside each other, the rest carried along."""

from dataclasses import dataclass, fields
from typing import Any

from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from notes.dashboard.note_forms import NoteForm, PainField
from notes.soap.draft import NoteContent
from notes.soap.findings import Findings
from notes.soap.words import in_lines

ALONG = ("carried",)


@dataclass(frozen=True, slots=True)
class Pair:
    """One field that differs; `field` is its control, holding what was typed here."""

    label: str
    field: BoundField
    mine: str
    theirs: str

    @property
    def is_hidden(self) -> bool:
        """Shown in words alone; the control carries it."""
        return self.field.is_hidden

    @property
    def is_scale(self) -> bool:
        return isinstance(self.field.field, PainField)


@dataclass(frozen=True, slots=True)
class Versions:
    pairs: tuple[Pair, ...]
    same: tuple[SafeString, ...]


def versions(mine: NoteContent, theirs: NoteContent, form: NoteForm) -> Versions:
    """Compare field by field; `form` shows `mine`."""
    pairs, same = [], []
    for content_field in fields(NoteContent):
        name = content_field.name
        field, typed, kept = form[name], getattr(mine, name), getattr(theirs, name)
        if typed == kept or name in ALONG:
            same.append(field.as_hidden())
        else:
            label = _("Areas, techniques and the rest") if name == "findings" else str(field.label)
            pairs.append(Pair(label, field, _words(typed), _words(kept)))
    return Versions(tuple(pairs), tuple(same))


def _words(value: Any) -> str:
    if isinstance(value, Findings):
        return in_lines(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)

"""What each letter of a clinic says at present, for the page where it is changed. Reads only."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import translation

from bookings.models import Clinic, MessageTemplate
from bookings.notifications.templates import built_in
from bookings.notifications.texts import FIELDS, Texts


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """`texts` are what is said, `built_in` what would be said without the clinic's own words, `own` names whose are its own."""

    texts: Texts
    built_in: Texts
    own: frozenset[str]
    changed_at: datetime | None
    changed_by: str

    @property
    def shown(self) -> dict[str, str]:
        return asdict(self.texts)


def own_texts(*, clinic: Clinic, language: str, letters: Iterable[str]) -> dict[str, OwnTexts]:
    """What the clinic says in `language`, by letter, in the order asked for. One query."""
    wanted = list(letters)
    rows = {
        row.kind: row
        for row in MessageTemplate.objects.filter(
            clinic=clinic, language=language, kind__in=wanted
        ).select_related("changed_by")
    }
    with translation.override(language):
        return {letter: _said(letter, rows.get(letter)) for letter in wanted}


def _said(letter: str, row: MessageTemplate | None) -> OwnTexts:
    ours = built_in(letter)
    own = {name: getattr(row, name) for name in FIELDS} if row else {}
    return OwnTexts(
        texts=ours.instead(**own),
        built_in=ours,
        own=frozenset(name for name, text in own.items() if text),
        changed_at=row.changed_at if row else None,
        changed_by=str(row.changed_by or "") if row else "",
    )

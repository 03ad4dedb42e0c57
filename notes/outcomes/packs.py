"""Text packs: the words of instruments that others hold the rights to, brought in by a clinic that attests its licence.

Not here: any such words. Without a pack an instrument is not offered; its scorer is there all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Clinic, User
from bookings.transactions import action
from notes.models import TextPack
from notes.outcomes.instruments import phq2, rmdq, three_items

ITEMS: Mapping[str, tuple[str, ...]] = {"rmdq": rmdq.ITEMS, "phq2": phq2.ITEMS, "peg": three_items.ITEMS}
# Answers of the PHQ-2, from 0 to 3.
OPTIONS: Mapping[str, int] = {"phq2": 4}
BUILT_IN = ("nrs", "night", "grc", "psfs", "pim3")
LONGEST_ITEM = 500


class BadPack(DomainError):
    code = "bad_text_pack"
    message = _("This text pack cannot be used.")
    field = "pack"


class NotAttested(DomainError):
    """Without a statement that the clinic may use the text, nothing is imported."""

    code = "not_attested"
    message = _("Please confirm that the clinic may use this text, and on which licence.")
    field = "licence_reference"


@dataclass(frozen=True, slots=True)
class Pack:
    """The words of an instrument: texts by item, and answers where they have words of their own."""

    code: str
    title: str
    instructions: str
    items: Mapping[str, str]
    options: tuple[str, ...]
    attribution: str


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in a list, with who attested it; `state` is offered, expired or withdrawn."""

    id: str
    title: str
    licence: str
    attested_by: str
    attested_at: datetime
    expires_date: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who says that the clinic may use a text, on what ground, and until when (exclusive; None: no end)."""

    by: User
    licence_reference: str
    is_confirmed: bool
    expires_date: date | None = None


@action
def import_pack(
    *, clinic: Clinic, pack: Mapping[str, Any], attestation: Attestation, today: date, now: datetime
) -> TextPack:
    """Keep a text pack in place of the former one for its instrument. Raises BadPack, NotAttested."""
    read = read_pack(pack)
    reference = attestation.licence_reference.strip()
    if not attestation.is_confirmed or not reference:
        raise NotAttested
    if attestation.expires_date is not None and attestation.expires_date <= today:
        raise NotAttested(_("This licence has run out already."), field="expires_date")
    TextPack.objects.filter(clinic=clinic, code=read.code, withdrawn_at=None).update(withdrawn_at=now)
    kept = TextPack.objects.create(
        clinic=clinic,
        code=read.code,
        title=read.title,
        instructions=read.instructions,
        items={"items": dict(read.items), "options": list(read.options)},
        attribution=read.attribution,
        licence_reference=reference[:300],
        attested_by=attestation.by,
        attested_at=now,
        expires_date=attestation.expires_date,
    )
    record_access(
        clinic=clinic,
        user=attestation.by,
        patient=None,
        action="imported",
        object_kind="text_pack",
        object_id=kept.public_id,
        now=now,
    )
    return kept


@action
def withdraw_pack(*, pack: TextPack, user: User, now: datetime) -> None:
    """The instrument is not offered any more; answers are kept. Twice changes nothing."""
    if TextPack.objects.filter(pk=pack.pk, withdrawn_at=None).update(withdrawn_at=now):
        record_access(
            clinic=pack.clinic, user=user, patient=None, action="withdrawn", object_kind="text_pack",
            object_id=pack.public_id, now=now,
        )  # fmt: skip


def read_pack(pack: Mapping[str, Any]) -> Pack:
    """Check a pack as it came: code, title, every item of the instrument and no other. Raises BadPack."""
    code = str(pack.get("code"))
    if code not in ITEMS:
        raise BadPack(_("Text packs are for %(codes)s.") % {"codes": ", ".join(ITEMS)})
    items, options = pack.get("items"), pack.get("options", [])
    if not isinstance(items, Mapping) or set(items) != set(ITEMS[code]):
        raise BadPack(_("The items are to be %(items)s.") % {"items": ", ".join(ITEMS[code])})
    texts = [pack.get("title"), *items.values(), *(options if isinstance(options, list) else [None])]
    if not all(isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_ITEM for text in texts):
        raise BadPack(_("Title, items and answers are texts of 1 to 500 characters."))
    if len(options) != OPTIONS.get(code, 0):
        raise BadPack(_("The number of answers is not that of the instrument."))
    return Pack(
        code=code,
        title=str(pack["title"]),
        instructions=str(pack.get("instructions", ""))[:2000],
        items={name: items[name] for name in ITEMS[code]},
        options=tuple(options),
        attribution=str(pack.get("attribution", ""))[:2000],
    )


def packs_of(clinic: Clinic, today: date) -> dict[str, Pack]:
    """The packs that may be used today, by instrument. One query."""
    rows = TextPack.objects.filter(clinic=clinic, withdrawn_at=None)
    rows = rows.filter(Q(expires_date=None) | Q(expires_date__gt=today))
    return {row.code: pack_of(row) for row in rows}


def pack_of(row: TextPack) -> Pack:
    """The words as they were brought in."""
    return Pack(
        row.code,
        row.title,
        row.instructions,
        row.items["items"],
        tuple(row.items["options"]),
        row.attribution,
    )


def pack_lines(clinic: Clinic, today: date) -> list[PackLine]:
    """Every pack that was ever brought in, the newest of each instrument first. One query."""
    rows = TextPack.objects.filter(clinic=clinic).select_related("attested_by").defer("items")
    return [
        PackLine(
            id=row.public_id,
            title=row.title,
            licence=row.licence_reference,
            attested_by=row.attested_by.get_full_name() or row.attested_by.email,
            attested_at=row.attested_at,
            expires_date=row.expires_date,
            state=_state(row, today),
        )
        for row in rows.order_by("code", "-pk")
    ]


def _state(row: TextPack, today: date) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "expired" if row.expires_date is not None and row.expires_date <= today else "offered"


def offered(clinic: Clinic, today: date) -> Sequence[str]:
    """What may be asked: the built-in measures, and those that the clinic has the words of."""
    return (*BUILT_IN, *packs_of(clinic, today))

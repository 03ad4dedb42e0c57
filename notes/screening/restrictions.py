"""What a treatment leaves out or goes easy on, for pages and for whoever checks a technique against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.models import Patient, Service
from notes.body import region
from notes.models import Contraindication, Screening
from notes.screening.items import BY_CODE, NO_CAP
from notes.screening.lists import LINES
from notes.screening.texts import REASONS


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    """What is left out, or gone easy on; `id` is empty where it follows from a screening."""

    id: str
    kind: str
    words: str
    note: str
    regions: tuple[str, ...]
    blocked: tuple[str, ...]
    pressure_cap: int
    cap_where: str
    heat_allowed: bool
    until_date: date | None


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What a treatment must keep to on a day: the lowest cap, and everything that any line leaves out.

    `region_caps` are lower caps that count in some regions only; `is_closed`: nothing is treated at all.
    """

    lines: tuple[RestrictionLine, ...]
    is_closed: bool
    pressure_cap: int
    region_caps: Mapping[str, int]
    heat_allowed: bool
    blocked_modalities: frozenset[str]
    excluded_regions: frozenset[str]


def restrictions_of(patient: Patient, on: date) -> Restrictions:
    """What counts on a date: lines that follow from the newest full screening, and those a therapist entered."""
    family = patient.family_of_records()
    newest = Screening.objects.filter(patient__in=family, kind=Screening.Kind.FULL).values("pk")[:1]
    rows = Contraindication.objects.filter(
        Q(screening__isnull=True) | Q(screening__in=newest),
        Q(until_date__isnull=True) | Q(until_date__gt=on),
        patient__in=family,
        from_date__lte=on,
        ended_at__isnull=True,
    )
    found = list(rows)
    return Restrictions(
        lines=tuple(_restriction(row) for row in found),
        is_closed=any(row.kind == Contraindication.Kind.ABSOLUTE for row in found),
        pressure_cap=min((row.pressure_cap for row in found if not _cap_regions(row)), default=NO_CAP),
        region_caps=_region_caps(found),
        heat_allowed=all(row.heat_allowed for row in found),
        blocked_modalities=frozenset().union(*(row.modalities_blocked for row in found)),
        excluded_regions=frozenset().union(*(row.regions for row in found)),
    )


def _cap_regions(row: Contraindication) -> frozenset[str]:
    item = BY_CODE.get(row.source_item)
    return item.cap_regions if item else frozenset()


def _region_caps(rows: Iterable[Contraindication]) -> Mapping[str, int]:
    caps: dict[str, int] = {}
    for row in rows:
        for one in _cap_regions(row):
            caps[one] = min(row.pressure_cap, caps.get(one, NO_CAP))
    return caps


def _restriction(row: Contraindication) -> RestrictionLine:
    code = row.source_item
    item = BY_CODE.get(code)
    words = REASONS.get(code) or LINES.get(code) or (item.question if item else "")
    return RestrictionLine(
        id="" if row.screening_id else row.public_id,
        kind=row.get_kind_display(),
        words=_(words) if words else "",
        note=row.note,
        regions=region_names(row.regions),
        blocked=modality_names(row.modalities_blocked),
        pressure_cap=row.pressure_cap,
        cap_where=_("over the spine and the ribs") if _cap_regions(row) else "",
        heat_allowed=row.heat_allowed,
        until_date=row.until_date,
    )


def modality_names(codes: Iterable[str]) -> tuple[str, ...]:
    """Kinds of massage by their codes."""
    labels = dict(Service.Modality.choices)
    return tuple(str(labels.get(code, code)) for code in sorted(codes))


def region_names(ids: Iterable[str]) -> tuple[str, ...]:
    """Regions of the body chart in words, with their sides."""
    return tuple(region_name(one) for one in sorted(ids))


def region_name(region_id: str) -> str:
    """In words, with its side; nothing for none."""
    if not region_id:
        return ""
    sides = {"l": _("left"), "r": _("right"), "m": ""}
    known = region(region_id)
    return f"{_(known.name)} {sides[known.side]}".strip()

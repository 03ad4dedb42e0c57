"""The body chart: 75 stable region ids `<region>-<l|m|r>`, left and right being the patient's. Ids are
never reused.

`sensitive` regions need a separate written consent: chest and gluteal cleft after Washington rules [N1],
the rest by project rule. `vascular_caution` marks the front of the neck.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from notes.wording import gettext_noop

View = Literal["back", "front"]
Side = Literal["l", "m", "r"]


@dataclass(frozen=True, slots=True)
class Region:
    id: str
    code: str
    side: Side
    view: View
    name: str
    sensitive: bool
    vascular_caution: bool


SIDES: dict[str, str] = {"l": gettext_noop("left"), "m": gettext_noop("middle"), "r": gettext_noop("right")}
SENSITIVE = frozenset({"pec", "stn", "abl", "grn", "glu", "coc"})
VASCULAR = frozenset({"nka"})

_BACK: tuple[tuple[str, str, str], ...] = (
    ("occ", "m", gettext_noop("back of head")),
    ("nkp", "lmr", gettext_noop("neck, back")),
    ("trp", "lr", gettext_noop("top of shoulder")),
    ("scp", "lr", gettext_noop("shoulder blade")),
    ("shp", "lr", gettext_noop("shoulder, back")),
    ("thu", "lmr", gettext_noop("upper back")),
    ("thl", "lmr", gettext_noop("mid back")),
    ("lum", "lmr", gettext_noop("low back")),
    ("sij", "lr", gettext_noop("sacroiliac joint")),
    ("sac", "m", gettext_noop("sacrum")),
    ("coc", "m", gettext_noop("tailbone")),
    ("glu", "lr", gettext_noop("buttock")),
    ("arp", "lr", gettext_noop("upper arm, back")),
    ("elp", "lr", gettext_noop("elbow, back")),
    ("fap", "lr", gettext_noop("forearm, back")),
    ("hdp", "lr", gettext_noop("hand or wrist, back")),
    ("thp", "lr", gettext_noop("thigh, back")),
    ("knp", "lr", gettext_noop("knee, back")),
    ("clf", "lr", gettext_noop("calf")),
    ("hel", "lr", gettext_noop("heel or back of ankle")),
)
_FRONT: tuple[tuple[str, str, str], ...] = (
    ("fac", "m", gettext_noop("face")),
    ("jaw", "lr", gettext_noop("jaw")),
    ("nka", "lr", gettext_noop("neck, front")),
    ("sha", "lr", gettext_noop("shoulder, front")),
    ("pec", "lr", gettext_noop("chest")),
    ("stn", "m", gettext_noop("breastbone")),
    ("abu", "lr", gettext_noop("upper belly")),
    ("abl", "lr", gettext_noop("lower belly")),
    ("hip", "lr", gettext_noop("front of hip")),
    ("grn", "lr", gettext_noop("groin")),
    ("ara", "lr", gettext_noop("upper arm, front")),
    ("ela", "lr", gettext_noop("elbow, front")),
    ("faa", "lr", gettext_noop("forearm, front")),
    ("hda", "lr", gettext_noop("hand or wrist, front")),
    ("tha", "lr", gettext_noop("thigh, front")),
    ("kna", "lr", gettext_noop("knee, front")),
    ("shn", "lr", gettext_noop("shin")),
    ("fta", "lr", gettext_noop("foot or front of ankle")),
)
# Plain words that stand for several regions.
_GROUPS = {
    "neck": ("nkp", "nka"),
    "cervical": ("nkp", "nka"),
    "thoracic": ("thu", "thl"),
    # Where bone lies under the hands: the areas over the vertebrae, sacrum and tailbone, and those over the ribs and
    # the breastbone (shoulder blades and upper belly among them). Anatomy (k), read widely by project rule.
    "spine": ("nkp", "thu", "thl", "lum", "sij", "sac", "coc"),
    "ribs": ("thu", "thl", "scp", "pec", "stn", "abu"),
    "lumbar": ("lum",),
    "low back": ("lum",),
    "lower back": ("lum",),
}


def _regions(view: View, rows: tuple[tuple[str, str, str], ...]) -> Iterable[Region]:
    for code, sides, name in rows:
        for side in SIDES:
            if side in sides:
                yield Region(f"{code}-{side}", code, side, view, name, code in SENSITIVE, code in VASCULAR)  # type: ignore[arg-type]


REGIONS: tuple[Region, ...] = (*_regions("back", _BACK), *_regions("front", _FRONT))
LEGEND: dict[str, str] = {code: name for code, _sides, name in (*_BACK, *_FRONT)}
_BY_ID = {region.id: region for region in REGIONS}


def region(region_id: str) -> Region:
    """The region of an id, in any letter case. Raises ValueError naming an unknown id."""
    found = _BY_ID.get(_plain(region_id))
    if found is None:
        raise ValueError(f"{region_id!r} is not a region of the body chart")
    return found


def expand(names: Iterable[str]) -> frozenset[str]:
    """Region ids meant by ids, codes without a side ("lum": every side) or words such as "neck".

    Raises ValueError naming what the chart does not have.
    """
    if not isinstance(names, Iterable):
        raise ValueError(f"regions: {names!r} is not a list of regions")
    ids: set[str] = set()
    for name in names:
        plain = _plain(name)
        codes = _GROUPS.get(plain.replace("-", " "), (plain,) if plain in LEGEND else ())
        if codes:
            ids.update(one.id for one in REGIONS if one.code in codes)
        else:
            ids.add(region(name).id)
    return frozenset(ids)


def _plain(name: str) -> str:
    return str(name).strip().lower().replace("_", "-")

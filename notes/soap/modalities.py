"""What a note of each kind of massage opens with and asks for: preset techniques, usual pressure, cap, minutes.

The table is section 5.3 of the clinical specification; see docs/clinical-sources.md.
"""

from dataclasses import dataclass

DEEP = "mod-deep"
SPORT = "mod-sport"
HEAT = "mod-heat"
SWEDISH = "mod-swe"
THERAPEUTIC = "mod-ther"
# Pressure that counts as deep work, in whatever kind of massage.
DEEP_FROM = 4


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """`pressure` is where a new row starts, `pressure_cap` what a row needs a reason to go beyond."""

    modality: str
    techniques: tuple[str, ...]
    pressure: int
    pressure_cap: int
    minutes: tuple[int, int]


TEMPLATES = {
    one.modality: one
    for one in (
        NoteTemplate(THERAPEUTIC, ("effleurage", "kneading", "mobilising", "breathing"), 2, 3, (60, 60)),
        NoteTemplate(
            SWEDISH, ("effleurage", "petrissage", "friction", "tapotement", "vibration"), 2, 3, (60, 60)
        ),
        NoteTemplate(DEEP, ("stripping", "cross_fibre", "sustained", "pin_stretch"), 4, 5, (45, 60)),
        NoteTemplate(SPORT, ("compression", "brisk_effleurage", "stretching", "friction"), 3, 4, (30, 60)),
        NoteTemplate(HEAT, ("heat_pack", "warm_towel"), 1, 1, (15, 20)),
    )
}


def template_for(modality: str) -> NoteTemplate:
    return TEMPLATES.get(modality, TEMPLATES[THERAPEUTIC])


def shares(minutes: int, rows: int) -> list[int]:
    """Minutes spread over rows as evenly as whole minutes go, the first ones longer. Sums to `minutes`."""
    each, left = divmod(minutes, rows)
    return [each + (number < left) for number in range(rows)]

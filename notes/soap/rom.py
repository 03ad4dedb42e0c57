"""Reference values of active movement in degrees, to be shown beside what was measured; never a verdict.

Sources: AAOS-style values [O1], AMA in `also` [O1], and general knowledge (k) where clinical-sources.md says so.
Published norms differ, and fall with age [O2b].
"""

from dataclasses import dataclass

from notes.wording import gettext_noop


@dataclass(frozen=True, slots=True)
class RomReference:
    """`degrees` after the AAOS style; `also` after the AMA, or None."""

    movement: str
    name: str
    degrees: int
    also: int | None = None
    source: str = "AAOS"


_ROWS = (
    RomReference("cervical-flexion", gettext_noop("Neck: forward"), 45, 50),
    RomReference("cervical-extension", gettext_noop("Neck: back"), 45, 60),
    RomReference("cervical-lateral-flexion", gettext_noop("Neck: to the side"), 45, 45),
    RomReference("cervical-rotation", gettext_noop("Neck: turning"), 60, 80),
    RomReference("thoracolumbar-flexion", gettext_noop("Back: forward"), 80, 60),
    RomReference("thoracolumbar-extension", gettext_noop("Back: backward"), 25, 25),
    RomReference("thoracolumbar-lateral-flexion", gettext_noop("Back: to the side"), 35, 25),
    RomReference("thoracolumbar-rotation", gettext_noop("Back: turning"), 45, 30),
    RomReference("shoulder-flexion", gettext_noop("Shoulder: forward and up"), 180),
    RomReference("shoulder-abduction", gettext_noop("Shoulder: sideways and up"), 180),
    RomReference("shoulder-extension", gettext_noop("Shoulder: back"), 60),
    RomReference("shoulder-internal-rotation", gettext_noop("Shoulder: turning in"), 70),
    RomReference("shoulder-external-rotation", gettext_noop("Shoulder: turning out"), 90),
    RomReference("hip-flexion", gettext_noop("Hip: bending"), 120),
    RomReference("hip-extension", gettext_noop("Hip: back"), 30),
    RomReference("hip-abduction", gettext_noop("Hip: outward"), 45),
    RomReference("hip-adduction", gettext_noop("Hip: inward"), 30),
    RomReference("hip-internal-rotation", gettext_noop("Hip: turning in"), 45),
    RomReference("hip-external-rotation", gettext_noop("Hip: turning out"), 45),
    RomReference("knee-flexion", gettext_noop("Knee: bending"), 135),
    RomReference("straight-leg-raise", gettext_noop("Straight leg raise"), 80),
)
REFERENCES = {row.movement: row for row in _ROWS}
MOVEMENTS = {row.movement: row.name for row in _ROWS}


def percent_of_reference(movement: str, degrees: int) -> int:
    """Rounded half up; may be more than 100. Raises KeyError for an unknown movement."""
    most = REFERENCES[movement].degrees
    return (200 * degrees + most) // (2 * most)

"""A clinic's colour, kept readable. Pure."""

import re
from dataclasses import dataclass

DEFAULT = "#2f6f5e"
WHITE, INK = "#ffffff", "#17231f"


@dataclass(frozen=True, slots=True)
class Accent:
    """A background and the text colour that is readable on it (WCAG 2.2 AA, at least 4.5 to 1)."""

    background: str
    ink: str


def accent_of(colour: str) -> Accent:
    """`colour` as #rrggbb; anything else is the default."""
    background = colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else DEFAULT
    is_light = contrast(background, WHITE) < 4.5
    return Accent(background, INK if is_light else WHITE)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

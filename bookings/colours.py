"""A clinic's accent colour, made readable on pages and in letters. Pure arithmetic on sRGB, after WCAG 2.2."""

import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-fA-F]{6}")
DEFAULT = "#2f6f5e"
BLACK, WHITE = "#000000", "#ffffff"
# The text of a button in a letter where white cannot be read.
INK = "#17231f"
# The palest ground that accent-coloured text meets in the light theme of a page, and the lightest in the dark one.
LIGHT_GROUND, DARK_GROUND = "#eeeae2", "#33302c"
# WCAG's figure, and ours for a colour that is mixed.
LEAST, READABLE = 4.5, 4.6


@dataclass(frozen=True, slots=True)
class Accent:
    """A background and the text colour that is readable on it."""

    background: str
    ink: str


def accent_of(colour: str) -> Accent:
    """For letters: `colour` as #rrggbb; anything else is the default."""
    background = _known(colour)
    return Accent(background, INK if contrast(background, WHITE) < LEAST else WHITE)


def readable_pair(colour: str) -> tuple[str, str]:
    """For pages: the accent for the light and for the dark theme.

    In the light theme white text on the accent and the accent on paper both keep 4.5:1; in the dark theme
    ink on the accent does.
    """
    accent = _known(colour)
    return _towards(accent, BLACK, LIGHT_GROUND), _towards(accent, WHITE, DARK_GROUND)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _known(colour: str) -> str:
    return colour.lower() if HEX.fullmatch(colour or "") else DEFAULT


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _towards(colour: str, goal: str, ground: str) -> str:
    """The first mix of `colour` and `goal`, in steps of 4 %, that can be read on `ground`."""
    for step in range(26):
        pairs = zip(_channels(colour), _channels(goal), strict=True)
        mixed = "#" + bytes(round(a + (b - a) * step / 25) for a, b in pairs).hex()
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return goal

"""A clinic's accent colour, made readable: pure arithmetic on sRGB after WCAG 2.2's contrast ratio."""

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")
DEFAULT = "#2f6f5e"
Rgb = tuple[int, int, int]
# The palest ground that accent-coloured text meets in the light theme, and the lightest in the dark one.
LIGHT_GROUND: Rgb = (0xEE, 0xEA, 0xE2)
DARK_GROUND: Rgb = (0x33, 0x30, 0x2C)
WHITE: Rgb = (255, 255, 255)
INK: Rgb = (0x14, 0x1A, 0x18)
READABLE = 4.6


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _luminance(rgb: Rgb) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG contrast ratio, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _towards(rgb: Rgb, goal: Rgb, ground: Rgb) -> Rgb:
    """The first mix of `rgb` and `goal`, in steps of 4 %, that can be read on `ground`."""
    for step in range(26):
        share = step / 25
        mixed = tuple(round(a + (b - a) * share) for a, b in zip(rgb, goal, strict=True))
        candidate: Rgb = (mixed[0], mixed[1], mixed[2])
        if contrast(candidate, ground) >= READABLE:
            return candidate
    return goal


def readable_pair(colour: str) -> tuple[str, str]:
    """The accent for the light and for the dark theme; anything that is not #rrggbb gives the default's.

    In the light theme white text on the accent and the accent on paper both keep 4.5:1; in the dark theme
    ink on the accent does.
    """
    rgb = _rgb(colour if HEX.fullmatch(colour or "") else DEFAULT)
    return _hex(_towards(rgb, (0, 0, 0), LIGHT_GROUND)), _hex(_towards(rgb, WHITE, DARK_GROUND))

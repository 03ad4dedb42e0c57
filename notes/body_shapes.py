"""The body chart drawn: an outline of each region, front and back, in a field of 200 by 440. Pure data of our own.

Corners are given for the half on the viewer's left and for the middle; the other half is its mirror. Seen from
behind the patient's left is on the viewer's left, seen from the front it is on the right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

from notes.body import View

Point = tuple[float, float]
WIDTH, HEIGHT = 200, 440
ROUND = 7.0


@dataclass(frozen=True, slots=True)
class RegionShape:
    """`path` is SVG path data; x and y are the middle of the corners."""

    id: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Figure:
    view: View
    outline: str
    shapes: tuple[RegionShape, ...]


_HEAD = (
    (100, 8),
    (113, 11),
    (120, 24),
    (119, 40),
    (111, 54),
    (100, 58),
    (89, 54),
    (81, 40),
    (80, 24),
    (87, 11),
)
_BACK_MIDDLE: dict[str, tuple[Point, ...]] = {
    "occ": _HEAD,
    "nkp": ((96, 61), (104, 61), (104, 82), (96, 82)),
    "thu": ((95, 85), (105, 85), (105, 136), (95, 136)),
    "thl": ((95, 139), (105, 139), (105, 172), (95, 172)),
    "lum": ((95, 175), (105, 175), (105, 205), (95, 205)),
    "sac": ((92, 208), (108, 208), (104, 232), (96, 232)),
    "coc": ((96, 235), (104, 235), (103, 250), (97, 250)),
}
_BACK_HALF: dict[str, tuple[Point, ...]] = {
    "nkp": ((84, 56), (93, 61), (93, 82), (84, 80)),
    "trp": ((82, 78), (92, 85), (92, 93), (60, 99), (54, 92), (72, 86)),
    "shp": ((51, 94), (58, 101), (60, 124), (43, 126), (41, 108)),
    "scp": ((61, 102), (79, 98), (79, 134), (63, 134)),
    "thu": ((82, 97), (92, 95), (92, 136), (82, 136)),
    "thl": ((64, 138), (92, 139), (92, 172), (67, 172)),
    "lum": ((67, 175), (92, 175), (92, 205), (66, 205)),
    "sij": ((78, 208), (89, 208), (93, 232), (80, 228)),
    "glu": ((65, 208), (75, 208), (77, 231), (93, 236), (95, 262), (62, 264), (60, 232)),
    "arp": ((42, 129), (60, 127), (56, 172), (37, 170)),
    "elp": ((36, 173), (55, 175), (52, 192), (33, 190)),
    "fap": ((32, 193), (51, 195), (42, 238), (26, 236)),
    "hdp": ((25, 239), (42, 241), (42, 258), (35, 276), (24, 276), (19, 260)),
    "thp": ((61, 267), (96, 265), (93, 328), (66, 330)),
    "knp": ((66, 333), (93, 331), (92, 352), (68, 353)),
    "clf": ((67, 356), (92, 355), (89, 400), (73, 402)),
    "hel": ((73, 405), (89, 403), (91, 428), (71, 430)),
}
_FRONT_MIDDLE: dict[str, tuple[Point, ...]] = {
    "fac": ((100, 8), (113, 11), (120, 24), (119, 40), (81, 40), (80, 24), (87, 11)),
    "stn": ((94, 92), (106, 92), (106, 136), (94, 136)),
}
_FRONT_HALF: dict[str, tuple[Point, ...]] = {
    "jaw": ((81, 43), (98.5, 43), (98.5, 59), (89, 55)),
    "nka": ((86, 58), (98.5, 62), (98.5, 88), (84, 83)),
    "sha": ((80, 86), (66, 90), (47, 96), (41, 110), (43, 126), (60, 122), (64, 101)),
    "pec": ((67, 100), (82, 88), (91, 92), (91, 136), (64, 132), (63, 121)),
    "abu": ((65, 136), (91, 139), (98.5, 139), (98.5, 170), (68, 170)),
    "abl": ((68, 173), (98.5, 173), (98.5, 204), (82, 204), (67, 196)),
    "hip": ((66, 199), (80, 207), (76, 236), (61, 234)),
    "grn": ((83, 207), (98.5, 207), (98.5, 244), (79, 236)),
    "ara": ((43, 129), (60, 125), (56, 172), (37, 170)),
    "ela": ((36, 173), (55, 175), (52, 192), (33, 190)),
    "faa": ((32, 193), (51, 195), (42, 238), (26, 236)),
    "hda": ((25, 239), (42, 241), (42, 258), (35, 276), (24, 276), (19, 260)),
    "tha": ((60, 237), (76, 239), (97, 247), (93, 324), (66, 326)),
    "kna": ((66, 329), (93, 327), (92, 352), (68, 353)),
    "shn": ((67, 356), (92, 355), (89, 402), (73, 402)),
    "fta": ((73, 405), (89, 405), (92, 432), (68, 434)),
}


def rounded(corners: tuple[Point, ...], radius: float = ROUND) -> str:
    """Path data of a polygon whose corners are rounded off."""
    steps: list[str] = []
    for number, corner in enumerate(corners):
        before, after = corners[number - 1], corners[(number + 1) % len(corners)]
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        steps.append(f"{'L' if steps else 'M'}{_xy(start)}Q{_xy(corner)} {_xy(end)}")
    return "".join(steps) + "Z"


def _towards(corner: Point, other: Point, radius: float) -> Point:
    """The point a radius away from the corner, at most half-way to the other."""
    length = hypot(other[0] - corner[0], other[1] - corner[1])
    share = min(radius / length, 0.5)
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _mirrored(corners: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple((WIDTH - x, y) for x, y in reversed(corners))


def _shape(region_id: str, corners: tuple[Point, ...]) -> RegionShape:
    xs, ys = zip(*corners, strict=True)
    radius = 20.0 if region_id == "occ-m" else ROUND
    return RegionShape(
        region_id, rounded(corners, radius), round(sum(xs) / len(xs), 1), round(sum(ys) / len(ys), 1)
    )


def _shapes(
    middle: dict[str, tuple[Point, ...]], half: dict[str, tuple[Point, ...]], viewers_left: str
) -> Iterator[RegionShape]:
    """From head to foot, each row from the viewer's left to the right."""
    viewers_right = "r" if viewers_left == "l" else "l"
    for code in sorted({*middle, *half}, key=lambda code: _top(code, middle, half)):
        if code in half:
            yield _shape(f"{code}-{viewers_left}", half[code])
        if code in middle:
            yield _shape(f"{code}-m", middle[code])
        if code in half:
            yield _shape(f"{code}-{viewers_right}", _mirrored(half[code]))


def _top(code: str, middle: dict[str, tuple[Point, ...]], half: dict[str, tuple[Point, ...]]) -> float:
    return min(y for _x, y in half.get(code) or middle[code])


FIGURES = (
    Figure("back", rounded(_HEAD, 20.0), tuple(_shapes(_BACK_MIDDLE, _BACK_HALF, "l"))),
    Figure("front", rounded(_HEAD, 20.0), tuple(_shapes(_FRONT_MIDDLE, _FRONT_HALF, "r"))),
)

"""make pictures: every page of the walk at three widths, light and dark, in all its states, into build/pictures/.

It looks at everything on the way that test_every_page.py looks at, at every width, and at more; what it finds is
in report-*.txt and ends the run with an error. ONLY=portal keeps to the stops with that in their name. What the README
shows goes to docs/screenshots/.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_every_page import base  # noqa: F401  (a fixture)
from tests.browser.walk import looking
from tests.browser.walk.houses import demo_house, empty_house, new_house
from tests.browser.walk.looking import Ear
from tests.browser.walk.rounds import astray
from tests.browser.walk.scenes import scenes
from tests.browser.walk.stops import House, Stop, pages, refusals
from tests.browser.walk.walker import Theme, Walker, look_like

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "pictures"
README = ROOT / "docs" / "screenshots"
SHOWN = {
    "full-portal-services-390-light": "services-phone",
    "full-dashboard-today-1280-light": "today-desktop",
    "full-dashboard-calendar-at-the-desk-1280-light": "calendar-desktop",
    "full-notes-plan-1280-light": "plan-desktop",
    "full-notes-note-820-light": "note-tablet",
    "full-care-plan-390-light": "own-plan-phone",
    "full-care-plan-390-dark": "own-plan-phone-dark",
}
WIDTHS = (390, 820, 1280)
THEMES: tuple[Theme, ...] = ("light", "dark")


@pytest.mark.parametrize("state", ["full", "error", "new", "empty"])
def test_pictures(browser: Browser, base: str, tmp_path: Path, state: str) -> None:  # noqa: F811
    BUILD.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    taken: list[Stop] = []
    house, stops = _state(state, tmp_path / "mail")
    with (
        closing(Walker(browser, base, house, has_touch=True)) as hand,
        closing(Walker(browser, base, house)) as desk,
    ):
        for stop in stops:
            if os.environ.get("ONLY", "") in stop.name:
                found += [f"{stop.name} {line}" for line in _take(hand, desk, stop, state)]
                taken.append(stop)
                (BUILD / f"report-{state}.txt").write_text("\n".join(found) + "\n")
    _write_index(state, taken)
    assert not found, "\n".join(found)


def _state(state: str, mailbox: Path) -> tuple[House, list[Stop]]:
    if state in ("full", "error"):
        demo = demo_house(mailbox)
        return demo, [*pages(demo)] if state == "full" else [*scenes(demo), *refusals(demo)]
    house = new_house() if state == "new" else empty_house()
    return house, [*pages(house)]


def _take(hand: Walker, desk: Walker, stop: Stop, state: str) -> Iterator[str]:
    """Every picture of a stop, and what was found there."""
    for width in WIDTHS:
        walker = desk if width == WIDTHS[-1] else hand
        response = walker.visit(stop, width, "light")
        page, ear = walker.page_of(stop.actor)
        if why := astray(page, stop, response):
            if state == "full":
                yield f"({stop.path} as {stop.actor}): {why}"
            return
        if width == WIDTHS[0]:
            print(
                f"{state} {stop.name}: {' and '.join(f'{kb:.1f} kB' for kb in looking.weight(ear))} of script"
            )
        for theme in THEMES:
            look_like(page, width, theme)
            picture = f"{state}-{stop.name}-{width}-{theme}"
            page.screenshot(path=BUILD / f"{picture}.jpg", type="jpeg", quality=80, full_page=True)
            _show(page, picture)
            yield from (f"{width} {theme}: {one}" for one in _look(page, ear, width, theme))
    for width in (320, 640):
        look_like(page, width, "light")
        yield from (f"{width}: {one}" for one in [*looking.beside(page), *looking.turned(page)])


def _look(page: Page, ear: Ear, width: int, theme: Theme) -> list[str]:
    if theme == "dark":
        return looking.axe(page, ear, looking.OF_THE_LOOK)
    rules = None if width == WIDTHS[0] else looking.OF_THE_LOOK
    found = [
        *looking.heard(ear), *looking.heavy(ear), *looking.shifted(page), *looking.beside(page),
        *looking.cut(page), *looking.turned(page), *looking.enlarged(page), *looking.axe(page, ear, rules),
    ]  # fmt: skip
    return found + (looking.small(page) if width < WIDTHS[-1] else [])


def _show(page: Page, picture: str) -> None:
    """For the README: what fits on the screen."""
    if name := SHOWN.get(picture):
        README.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=README / f"{name}.jpg", type="jpeg", quality=88)


def _write_index(state: str, taken: list[Stop]) -> None:
    """A sheet of all pictures, for the eyes."""
    lines = [
        f"<!doctype html><meta charset=utf-8><title>{state}</title><style>body{{font:14px sans-serif}}"
        "img{height:22rem;vertical-align:top;margin:.2rem;border:1px solid #999}</style>"
    ]
    for stop in taken:
        files = [f"{state}-{stop.name}-{width}-{theme}.jpg" for width in WIDTHS for theme in THEMES]
        shown = [name for name in files if (BUILD / name).exists()]
        images = "".join(
            f'<a href="{name}"><img src="{name}" loading="lazy" alt="{name}"></a>' for name in shown
        )
        lines.append(f"<h2>{escape(stop.name)}</h2>{images}" if shown else "")
    (BUILD / f"{state}.html").write_text("\n".join(lines))

"""Going round: what is looked at at each stop, quickly in the suite and thoroughly for the pictures."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

from tests.browser.walk import looking
from tests.browser.walk.looking import Ear
from tests.browser.walk.stops import Stop
from tests.browser.walk.walker import Walker, look_like

# With the number of the stop: what takes long is done in turn.
Look = Callable[[Page, Ear, int], list[str]]


def walk(walker: Walker, stops: Iterable[Stop], look: Look, *, strays: bool = False) -> list[str]:
    """What was found, each with the name of its stop. `strays`: a stop may lead elsewhere, and is passed by."""
    found = []
    for number, stop in enumerate(stops):
        response = walker.visit(stop, 320, "light")
        page, ear = walker.page_of(stop.actor)
        why = astray(page, stop, response)
        if not why:
            found += [f"{stop.name}: {one}" for one in look(page, ear, number)]
        elif not strays:
            found.append(f"{stop.name} ({stop.path} as {stop.actor}): {why}")
    return found


def astray(page: Page, stop: Stop, response: Response | None) -> str:
    """Why this is not the page that was meant; empty if it is."""
    if response is None or "text/html" not in response.headers.get("content-type", ""):
        return "no page"
    if stop.is_trouble:
        return ""
    if response.status >= 500 or (stop.method == "GET" and response.status != 200):
        return f"answered {response.status}"
    if urlsplit(page.url).path != urlsplit(stop.path).path:
        return f"led to {urlsplit(page.url).path}"
    return "" if page.locator("main").count() else "part of a page"


def narrow(page: Page, ear: Ear, number: int) -> list[str]:
    """The least that a page must be: quiet, light, and no wider than the narrowest phone, read from either side."""
    return [*looking.heard(ear), *looking.heavy(ear), *looking.beside(page), *looking.turned(page)]


def in_turn(page: Page, ear: Ear, number: int) -> list[str]:
    """That, and all of axe: here and by day, or on a desk at night with larger text."""
    found = narrow(page, ear, number)
    if number % 2:
        return [*found, *looking.axe(page, ear)]
    look_like(page, 1280, "dark")
    return [
        *found, *looking.beside(page), *looking.enlarged(page), *looking.axe(page, ear), *looking.heard(ear),
    ]  # fmt: skip

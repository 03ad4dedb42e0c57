"""What is looked at on a page, each answered with a list of sentences: empty is well."""

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Request

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another width or theme can change of a page that has been looked at whole.
OF_THE_LOOK = ["color-contrast", "target-size", "scrollable-region-focusable"]
MOST_SHIFT = 0.1
MOST_SCRIPT_KB = 100.0
OWN_SCRIPT = ("/static/tend/", "/static/notes/")
# Fingers; WCAG's 24 px are axe's to check.
TOUCH = 44

# What a browser says about the walk and not about the page; a page that is itself a 404 is meant to be one.
OF_THE_WALK = ("Failed to load resource", "sandboxed", "registration blocked by Playwright")

BEFORE_ALL = """
window.moved = 0;
new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
}).observe({type: 'layout-shift', buffered: true});
"""
BESIDE = """() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= innerWidth) return [];
    const rtl = document.documentElement.dir === 'rtl';
    const out = [...document.querySelectorAll('body *')].filter((one) => {
        const box = one.getBoundingClientRect();
        return one.checkVisibility() && box.width && (rtl ? box.left < -1 : box.right > innerWidth + 1);
    });
    const scrolls = (one) => one && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
    const first = out.filter((one) => !out.includes(one.parentElement) && !(one.parentElement !== document.body
        && scrolls(one.parentElement)));
    return [`${wide} px wide in ${innerWidth}`, ...first.slice(0, 3).map((one) => one.outerHTML.slice(0, 140))];
}"""
SIDES = """() => [...document.querySelectorAll('h1, .panel-head h2, .field-label')].filter((one) =>
    !['start', 'right', 'center', '-webkit-auto'].includes(getComputedStyle(one).textAlign))
    .map((one) => one.outerHTML.slice(0, 140))"""
SMALL = """(least) => [...document.querySelectorAll('a.button, button, summary, select, input, textarea, nav a')]
    .filter((one) => {
        if (one.closest('[inert], [hidden], [aria-hidden=true]') || one.type === 'hidden' || !one.checkVisibility({visibilityProperty: true})) return false;
        const own = one.getBoundingClientRect();
        if (own.width <= 1 || own.bottom < 0 || own.right < 0) return false;
        const label = one.labels?.[0]?.getBoundingClientRect();
        return Math.max(own.height, label?.height ?? 0) < least - 0.5;
    }).map((one) => `${Math.round(one.getBoundingClientRect().height)} px: ${one.outerHTML.slice(0, 110)}`)"""
# Text that is cut off without a sign of it.
CUT = """() => [...document.querySelectorAll('main *')].filter((one) => {
    const style = getComputedStyle(one);
    return !one.closest('.only-heard') && one.children.length === 0 && one.textContent.trim() && style.overflowX === 'hidden' && one.clientWidth > 1
        && style.textOverflow !== 'ellipsis' && one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.outerHTML.slice(0, 140))"""


@dataclass
class Ear:
    """Hears what a page complains of and what it loads."""

    said: list[str] = field(default_factory=list)
    scripts: set[str] = field(default_factory=set)
    open: int = 0

    def listen(self, page: Page) -> None:
        page.add_init_script(BEFORE_ALL)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("console", self._hear)
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _hear(self, message: Any) -> None:
        passed = any(word in message.text for word in OF_THE_WALK)
        if message.type in ("error", "warning") and not passed:
            self.said.append(f"console: {message.text[:200]}")

    def _begin(self, request: Request) -> None:
        self.open += 1
        if request.resource_type == "script":
            self.scripts.add(urlsplit(request.url).path)

    def _end(self, request: Request) -> None:
        self.open = max(0, self.open - 1)

    def forget(self) -> None:
        self.said.clear()
        self.scripts.clear()


def settle(page: Page, ear: Ear) -> None:
    """Until the page and the parts that it asks for by itself are there."""
    page.wait_for_function("document.fonts.status === 'loaded'")
    for _ in range(100):
        page.wait_for_timeout(15)
        if not ear.open and not page.locator(".htmx-request, .htmx-settling").count():
            break


def axe(page: Page, ear: Ear, rules: list[str] | None = None) -> list[str]:
    """What axe finds by the rules, or by all of WCAG 2.2 AA and its best practices."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found = AXE.run(page, options={"resultTypes": ["violations"], "runOnly": only}).response["violations"]
    ear.said.clear()  # the checker's own styles are blocked, as they should be
    return [
        f"axe {rule['id']}: {node['html'][:160]}{_colours(node)}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


def _colours(node: dict[str, Any]) -> str:
    data = next((check["data"] for check in node["any"] if check.get("id") == "color-contrast"), None)
    return f" [{data['fgColor']} on {data['bgColor']}: {data['contrastRatio']}]" if data else ""


def beside(page: Page) -> list[str]:
    """Whatever is wider than the screen."""
    return [f"beside the screen: {one}" for one in page.evaluate(BESIDE)]


def turned(page: Page) -> list[str]:
    """As somebody sees it who reads from right to left; the page is turned back."""
    page.evaluate("document.documentElement.dir = 'rtl'")
    found = [f"right to left, {one}" for one in beside(page)]
    found += [f"right to left, on the wrong side: {one}" for one in page.evaluate(SIDES)]
    page.evaluate("document.documentElement.dir = 'ltr'")
    return found


def enlarged(page: Page) -> list[str]:
    """With text twice as large and nothing else."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = [f"text at 200 %, {one}" for one in beside(page)]
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    return found


def small(page: Page) -> list[str]:
    """What a finger misses."""
    return [f"smaller than {TOUCH} px, {one}" for one in page.evaluate(SMALL, TOUCH)]


def cut(page: Page) -> list[str]:
    return [f"cut off: {one}" for one in page.evaluate(CUT)]


def shifted(page: Page) -> list[str]:
    """How much of what somebody was reading moved away while the page came."""
    moved = page.evaluate("window.moved")
    return [f"layout shift of {moved:.3f}"] if moved >= MOST_SHIFT else []


def weight(ear: Ear) -> tuple[float, float]:
    """How much script of our own the page loads, in kB: as written, and as it is sent."""
    own = [path.removeprefix("/static/") for path in ear.scripts if path.startswith(OWN_SCRIPT)]
    files = [Path(file).read_bytes() for name in own if (file := finders.find(name))]
    return sum(map(len, files)) / 1000, sum(len(gzip.compress(file)) for file in files) / 1000


def heavy(ear: Ear) -> list[str]:
    written, _sent = weight(ear)
    return [f"{written:.0f} kB of script"] if written > MOST_SCRIPT_KB else []


def heard(ear: Ear) -> list[str]:
    found = list(ear.said)
    ear.said.clear()
    return found

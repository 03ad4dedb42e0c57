"""make pictures: every main page of the demo, at three widths, light and dark, into build/pictures/.

Starts a service of its own. What the README shows goes to docs/screenshots/.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.browser.running import Service, running_service
from tests.browser.safety import nothing_applies

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "pictures"
SHOWN = {
    "services-390-light": "services-phone",
    "today-1280-light": "today-desktop",
    "plan-1280-light": "plan-desktop",
    "note-820-light": "note-tablet",
    "details-390-light": "details-phone",
    "services-390-dark": "services-phone-dark",
}
WIDTHS = {390: 844, 820: 1180, 1280: 900}
PASSWORD = "riverside-demo"


def main() -> None:
    for folder in (BUILD, ROOT / "docs" / "screenshots"):
        folder.mkdir(parents=True, exist_ok=True)
    with running_service() as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        addresses = {**dict(_patients_pages(service, browser)), **dict(_staff_pages(service, browser))}
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, base_url=service.base
                )
                page = context.new_page()
                _sign_in(page, "maya")
                for name, address in addresses.items():
                    page.goto(address)
                    page.wait_for_load_state("networkidle")
                    _take(page, f"{name}-{width}-{scheme}")
                context.close()
        browser.close()


def _patients_pages(service: Service, browser: Browser) -> Iterator[tuple[str, str]]:
    page = browser.new_page(base_url=service.base)
    page.goto("/")
    yield "services", page.url
    yield "times", page.get_by_role("link", name=re.compile("All times")).nth(1).get_attribute("href") or ""
    page.locator("button[name=slot]:visible").nth(4).click()
    yield "details", page.url
    page = browser.new_page(base_url=service.base)
    page.goto("/")
    page.locator("button[name=slot]:visible").nth(8).click()
    page.get_by_label("First name", exact=True).fill("Nora")
    page.get_by_label("Last name", exact=True).fill("Quist")
    page.get_by_label("E-mail").fill("nora.quist@example.org")
    nothing_applies(page)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name=re.compile("Book this time|Send the request")).click()
    yield "done", page.url
    manage = page.url.replace("/book/riverside/done/", "/manage/")
    yield "manage", manage
    yield from ((name, f"{manage}{name}/") for name in ("move", "cancel"))
    yield "unknown-link", f"{service.base}/manage/nothing/"
    yield "sign-in", "/accounts/login/"


def _staff_pages(service: Service, browser: Browser) -> Iterator[tuple[str, str]]:
    page = browser.new_page(base_url=service.base)
    _sign_in(page, "maya")
    yield from (("today", "/dashboard/"), ("book", "/dashboard/book/"), ("patients", "/dashboard/patients/"))
    page.goto("/dashboard/")
    visit = page.locator("a[href*='/dashboard/appointments/']").first.get_attribute("href") or ""
    yield "appointment", visit
    page.goto("/dashboard/patients/")
    page.fill("#q", "Diallo")
    page.press("#q", "Enter")
    person = page.locator("main a[href*='/dashboard/patients/']", has_text="Diallo").first
    yield "patient", person.get_attribute("href") or ""
    page.goto(person.get_attribute("href") or "")
    plan = page.locator("a[href*='/dashboard/plans/']").first
    yield "plan", plan.get_attribute("href") or ""
    yield "plan-new", page.url + "plans/new/"
    signed = page.locator("a[href*='/dashboard/notes/']").first
    yield "note-signed", signed.get_attribute("href") or ""
    page.goto("/dashboard/")
    page.get_by_role("button", name="Write the note").first.click()
    page.wait_for_url(re.compile("/notes/"))
    yield "note", page.url
    yield from (("inbox", "/dashboard/inbox/"),)


def _sign_in(page: Page, who: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(f"{who}@riverside.example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/dashboard/"))


def _take(page: Page, name: str) -> None:
    """The whole page; and, if the README shows it, what fits on the screen."""
    page.screenshot(path=BUILD / f"{name}.png", full_page=True)
    if shown := SHOWN.get(name):
        page.screenshot(path=ROOT / "docs" / "screenshots" / f"{shown}.png")


if __name__ == "__main__":
    main()

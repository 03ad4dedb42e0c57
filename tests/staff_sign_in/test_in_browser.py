"""Coming in with a phone's code, with a passkey, and the page that locks over a half-written note: in a real browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import User
from notes.models import SoapNote
from tests.factories import PASSWORD
from tests.notes.cast import make_chart
from tests.staff_sign_in.conftest import House, code_at, give_app, make_house

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def base(live_server: LiveServer, settings: Any) -> str:
    """By name: browsers make no passkeys for a number."""
    settings.ALLOWED_HOSTS = ["localhost"]
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def trouble() -> list[str]:
    """What a page complained about; empty as long as nothing is wrong."""
    return []


@pytest.fixture
def window(browser: Browser, base: str, trouble: list[str]) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=base, viewport=PHONE)  # type: ignore[arg-type]
    context.on("weberror", lambda error: trouble.append(str(error.error)))
    context.on("console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None)
    yield context
    context.close()


@pytest.fixture
def house(transactional_db: None) -> House:
    return make_house()


def fine(page: Page, trouble: list[str]) -> None:
    """Nothing blocked, nothing wider than a phone, nothing that a screen reader stumbles over."""
    page.wait_for_load_state()
    assert trouble == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], page.url
    trouble.clear()  # the checker's own styles are blocked, as they should be


def come_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def passkey_of(page: Page) -> Any:
    """A device that makes passkeys and says yes with a finger."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device


def test_an_app_is_set_up_and_asked_for(window: BrowserContext, house: House, trouble: list[str]) -> None:
    page = window.new_page()
    come_in(page, house.owner)
    page.wait_for_url("**/dashboard/")
    page.goto("/dashboard/account/")
    fine(page, trouble)
    page.get_by_role("link", name=re.compile("Set up.*Authenticator app")).click()
    fine(page, trouble)
    page.get_by_text("type the key instead").click()
    secret = page.locator(".totp-key").inner_text().strip()
    page.get_by_label("Code").fill(code_at(timezone.now(), secret))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    fine(page, trouble)
    recovery = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()

    window.clear_cookies()
    come_in(page, house.owner)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    fine(page, trouble)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard/")


def test_a_passkey_is_made_signs_in_and_unlocks(
    window: BrowserContext, house: House, trouble: list[str]
) -> None:
    page = window.new_page()
    passkey_of(page)
    come_in(page, house.reception)
    page.wait_for_url("**/dashboard/")
    page.goto("/accounts/2fa/webauthn/add/")
    fine(page, trouble)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    fine(page, trouble)

    window.clear_cookies()
    page.goto("/accounts/login/")
    fine(page, trouble)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/dashboard/")

    page.get_by_role("button", name="Menu").or_(page.locator(".side-menu > summary")).first.click()
    page.get_by_role("button", name="Lock").last.click()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    fine(page, trouble)
    page.get_by_role("button", name="Unlock with a passkey").click()
    expect(page.get_by_role("heading", name="Locked")).to_be_hidden()
    page.goto("/dashboard/patients/")
    expect(page.get_by_role("heading", name="Patients", exact=True)).to_be_visible()


def test_a_page_locks_over_what_is_typed_and_other_windows_follow(
    window: BrowserContext, house: House, trouble: list[str], settings: Any
) -> None:
    settings.AUTO_LOCK_MINUTES = 20 / 60
    chart = make_chart(house.world)
    note = chart.written()
    therapist = chart.user
    therapist.set_password(PASSWORD)
    therapist.save()
    page, other = window.new_page(), window.new_page()
    come_in(page, therapist)
    page.wait_for_url("**/dashboard/")
    page.goto(f"/dashboard/notes/{note.public_id}/")
    other.goto("/dashboard/patients/")
    typed = "Shoulder eases when it is warm"
    page.get_by_label("Subjective").press_sequentially(typed)
    for one in (page, other):
        expect(one.get_by_role("heading", name="Locked")).to_be_visible(timeout=60000)
    assert page.title() == "Locked"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    fine(page, trouble)
    blocked = page.request.get("/dashboard/patients/", max_redirects=0)
    assert blocked.status == 302

    page.get_by_label("Password").last.fill("not this")
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator("[data-unlock-said]")).to_be_visible()
    page.get_by_label("Password").last.fill(PASSWORD)
    page.get_by_role("button", name="Unlock", exact=True).click()
    for one in (page, other):
        expect(one.get_by_role("heading", name="Locked")).to_be_hidden(timeout=10000)
    expect(page.get_by_label("Subjective")).to_have_value(re.compile(typed))
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Saved"), timeout=15000)
    assert typed in SoapNote.objects.get(pk=note.pk).subjective


def test_a_session_that_was_ended_elsewhere_is_out(
    window: BrowserContext, browser: Browser, base: str, house: House
) -> None:
    page = window.new_page()
    come_in(page, house.reception)
    page.wait_for_url("**/dashboard/")
    elsewhere = browser.new_context(base_url=base).new_page()
    come_in(elsewhere, house.reception)
    elsewhere.goto("/dashboard/account/")
    elsewhere.get_by_role("button", name="Sign out everywhere else").click()
    page.goto("/dashboard/patients/")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    elsewhere.goto("/dashboard/patients/")
    expect(elsewhere.get_by_role("heading", name="Patients", exact=True)).to_be_visible()
    elsewhere.context.close()


def test_every_page_of_signing_in_and_of_people(
    window: BrowserContext, house: House, trouble: list[str]
) -> None:
    page = window.new_page()
    come_in(page, house.owner)
    page.wait_for_url("**/dashboard/")
    give_app(house.owner)
    page.goto("/dashboard/settings/people/new/")
    fine(page, trouble)
    page.get_by_label("E-mail").fill("ines@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", name="Invited")).to_be_visible()
    fine(page, trouble)
    other = house.reception.pk
    for path in (
        f"/dashboard/settings/people/{other}/", f"/dashboard/settings/people/{other}/off/",
        "/dashboard/account/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/webauthn/",
    ):  # fmt: skip
        page.goto(path)
        fine(page, trouble)

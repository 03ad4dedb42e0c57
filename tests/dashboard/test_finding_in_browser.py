"""The search over every page in a real browser: by keyboard alone, without JavaScript, and clean for axe."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Patient
from tests.factories import World, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
Opens = Callable[..., Page]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def rosa(world: World) -> Patient:
    return make_patient(world.clinic, first_name="Rosa", last_name="Zeller", phone="+1 212 555 7788")


@pytest.fixture
def opens(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Opens]:
    contexts = []
    client = Client()
    client.force_login(make_user("owner", world.clinic))

    def opened(**how: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **how)
        contexts.append(context)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.goto(reverse("dashboard:patients"))
        return page

    yield opened
    for context in contexts:
        context.close()


def test_ctrl_k_arrows_and_enter(opens: Opens, rosa: Patient) -> None:
    page = opens()
    page.keyboard.press("Control+k")
    page.keyboard.type("7788")
    expect(page.locator("#find-results a")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#find-results a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#find-text")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(reverse("dashboard:patient", args=[rosa.public_id])))
    assert "7788" not in page.url


def test_enter_at_once_waits_for_what_is_found(opens: Opens, rosa: Patient) -> None:
    page = opens()
    page.keyboard.press("Control+k")
    page.keyboard.type("zeller")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(reverse("dashboard:patient", args=[rosa.public_id])))


def test_nothing_stays_in_the_page_when_it_closes(opens: Opens, rosa: Patient) -> None:
    page = opens()
    page.locator("[data-finds]").click()
    page.locator("#find-text").fill("zeller")
    expect(page.locator("#find-results a")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_be_hidden()
    assert "Zeller" not in page.locator("#find").inner_html()
    assert page.locator("#find-text").input_value() == ""


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing(opens: Opens, rosa: Patient, width: int, theme: str) -> None:
    page = opens(viewport={"width": width, "height": 800}, color_scheme=theme)
    page.locator("[data-finds]").click()
    page.locator("#find-text").fill("set")
    expect(page.locator("#find-results a").first).to_be_visible()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_javascript_it_is_a_page(opens: Opens, rosa: Patient) -> None:
    page = opens(java_script_enabled=False)
    page.locator("[data-finds]").click()
    page.locator("main input[name=q]").fill("zeller")
    page.locator("main").get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("link", name=re.compile("Rosa Zeller")).click()
    page.wait_for_url(re.compile(reverse("dashboard:patient", args=[rosa.public_id])))

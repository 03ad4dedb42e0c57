"""Keys, webhooks and calendars to subscribe to, clicked: wide and narrow, light and dark, nothing to stumble over."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.appointments.attend import confirm
from bookings.appointments.policy import Actor
from bookings.models import ApiKey, User, Webhook
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (390, 820, 1280)
# Where pictures are left, if somebody wants to look.
PICTURES = os.environ.get("TEND_PICTURES", "")


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def come_in(page: Page, server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])


def fine(page: Page, name: str) -> None:
    for width in WIDTHS:
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{theme}.png", full_page=True)
            if width != WIDTHS[1]:
                found = Axe().run(page).response["violations"]
                assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def test_an_owner_makes_a_key_and_a_webhook(page: Page, live_server: LiveServer, world: World) -> None:
    come_in(page, live_server, make_user("owner", world.clinic))
    page.goto(f"{live_server.url}/dashboard/settings/")
    page.get_by_role("link", name="API keys, webhooks").click()
    fine(page, "programs-empty")
    page.get_by_role("link", name="New key").click()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("This field is required")).to_be_visible()
    fine(page, "key-wrong")
    page.get_by_label("What it is for").fill("Bookkeeping")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_label("The key")).to_have_value(re.compile("^tend_"))
    fine(page, "key-shown")
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="New webhook").click()
    fine(page, "webhook-new")
    page.get_by_label("Address").fill(
        "https://example.org/hooks/appointments/of-a-rather-long-path-that-goes-on-and-on"
    )
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("link", name="I have copied it").click()
    hook = Webhook.objects.get()
    for day, change in enumerate(
        ({"state": "sent", "answered": 204}, {"state": "failed", "answered": 500}, {})
    ):
        visit = make_appointment(world, world.at(f"2027-06-{day + 8:02}", "10:00"))
        confirm(appointment=visit, actor=Actor.patient(), now=NOW)
        if change:
            hook.deliveries.filter(event__appointment=visit).update(**change)
    Webhook.objects.create(
        clinic=world.clinic, url="https://example.com/", description="Accounting", secret="whsec_AAAA",
        is_active=False, why_off="failing",
    )  # fmt: skip
    page.goto(f"{live_server.url}/dashboard/settings/programs/")
    fine(page, "programs")
    page.get_by_role("link", name="https://example.org").click()
    expect(page.get_by_text("appointment.confirmed")).to_have_count(3)
    fine(page, "webhook")
    page.get_by_role("link", name="Change").click()
    fine(page, "webhook-edit")
    page.get_by_label("Switched on").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Off", exact=True)).to_be_visible()
    page.goto(f"{live_server.url}/dashboard/settings/programs/")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("No program has a key.")).to_be_visible()
    assert ApiKey.objects.get().revoked_at


def test_calendars_are_followed_from_ones_own_page(page: Page, live_server: LiveServer, world: World) -> None:
    patient = make_patient(world.clinic, user=make_user())
    for user, path in ((patient.user, "/me/calendar/"), (world.therapist.user, "/dashboard/account/")):
        page.context.clear_cookies()
        come_in(page, live_server, user)
        name = path.strip("/").replace("/", "-")
        page.goto(live_server.url + path)
        fine(page, f"{name}-none")
        page.get_by_role("button", name="Make an address").click()
        address = page.get_by_label("The address of your calendar")
        first = address.input_value()
        assert first.endswith(".ics")
        fine(page, name)
        page.get_by_role("button", name="Make a new address").click()
        expect(address).not_to_have_value(first)
        page.get_by_role("button", name="Switch off").click()
        expect(page.get_by_role("button", name="Make an address")).to_be_visible()

"""The page of every piece: in the demo only, readable in both themes at once."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as present
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.factories import make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/dashboard/settings/style/"


def test_it_is_there_in_the_demo_only(
    page: Page, live_server: LiveServer, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    client = Client()
    client.force_login(make_user("owner", make_world().clinic))
    assert client.get(ADDRESS).status_code == 404
    settings.DEMO_MAILBOX = str(tmp_path)
    value = client.cookies[present.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": present.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{live_server.url}{ADDRESS}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        violations = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    light, dark = (
        page.locator(f".theme-{theme} .panel").first.evaluate(
            "(one) => getComputedStyle(one).backgroundColor"
        )
        for theme in ("light", "dark")
    )
    assert light != dark

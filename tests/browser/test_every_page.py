"""Every page there is on the narrowest phone, turned round, and with axe: there by day, or on a desk by night.

`make pictures` takes the same walk at more widths, looks longer, sends every form empty as well, and takes pictures.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.walk.houses import demo_house, empty_house, new_house
from tests.browser.walk.rounds import in_turn, narrow, walk
from tests.browser.walk.scenes import scenes
from tests.browser.walk.stops import House, asked, pages, unasked
from tests.browser.walk.walker import Walker
from tests.demo.loading import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base(live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[str]:
    settings.DEMO_MAILBOX, settings.ROOT_URLCONF = str(tmp_path / "mail"), "tests.browser.walk.broken"
    with time_machine.travel(NOW, tick=False):
        yield live_server.url


@pytest.fixture
def demo(base: str, tmp_path: Path) -> House:
    return demo_house(tmp_path / "mail")


def test_every_page_of_a_clinic_at_work_and_every_trouble(browser: Browser, base: str, demo: House) -> None:
    stops = list(pages(demo))
    missing = {row.route for row in asked()} - {stop.route for stop in stops} - unasked()
    assert missing == set(), "say in walk/names.py what their addresses are made of"
    with closing(Walker(browser, base, demo)) as walker:
        found = walk(walker, stops, in_turn)
        found += walk(walker, scenes(demo), in_turn, strays=True)
    assert not found, "\n".join(found)


def test_every_page_of_a_clinic_that_has_just_begun(browser: Browser, base: str) -> None:
    for house in (new_house(), empty_house()):
        with closing(Walker(browser, base, house)) as walker:
            assert walk(walker, pages(house), narrow, strays=True) == []

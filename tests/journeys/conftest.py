"""A clinic on a Monday at half past ten, with everybody in it, and windows of real browsers for each of them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from time_machine import TimeMachineFixture

from bookings.models import User
from tests.dashboard.conftest import MONDAY, NOW
from tests.factories import World, make_appointment, make_patient, make_world
from tests.notes.cast import Chart
from tests.notifications.post import use
from tests.notifications.sink import Sink, listening

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
WITH_AND_WITHOUT = pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
Opens = Callable[..., Page]
# A machine with better things to do may take its time.
expect.set_options(timeout=20_000)


@pytest.fixture
def now(time_machine: TimeMachineFixture) -> datetime:
    """The service's clock; it goes on from here. The browsers have clocks of their own."""
    # Two hours ahead are free to book: on the dot, a time would be shown and be too soon a second later.
    time_machine.move_to(NOW + timedelta(minutes=1))
    return NOW


@pytest.fixture
def world(transactional_db: None, now: datetime) -> World:
    """Maya and Jonas, eight to eight on every day."""
    made = make_world(therapists=2, hours=(8 * 60, 20 * 60), weekdays=range(7))
    for therapist, name in zip(made.therapists, ("Maya", "Jonas"), strict=True):
        therapist.first_name, therapist.last_name = name, "Lind"
        therapist.save()
    return made


@pytest.fixture
def chart(world: World) -> Chart:
    """Ada, who comes at eleven and has everything on file."""
    ada = make_patient(world.clinic, first_name="Ada", last_name="Byron")
    made = Chart(world, ada, make_appointment(world, world.at(MONDAY, "11:00"), patient=ada))
    made.on_file()
    return made


@pytest.fixture
def sink(settings: Any, live_server: LiveServer) -> Iterator[Sink]:
    """The post: what is delivered arrives here, with links that lead to this server."""
    settings.BASE_URL = live_server.url
    with listening() as server:
        use(settings, server.port)
        yield server


@pytest.fixture
def opens(browser: Browser, live_server: LiveServer) -> Iterator[Opens]:
    """A window for a member of the staff, or for anybody; an error of its scripts fails the test."""
    contexts: list[BrowserContext] = []

    def opened(user: User | None = None, *, has_scripts: bool = True, size: Any = TABLET, **how: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=has_scripts, viewport=size, **how
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = configured.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()

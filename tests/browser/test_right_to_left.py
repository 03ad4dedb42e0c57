"""The pages as somebody sees them who reads from right to left: nothing beside the screen, nothing unreadable.

No language of ours is written so yet; the direction is turned round in the browser, where the style sheets decide.
"""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from bookings.models import User
from tests.factories import World, make_appointment, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (320, 390, 1280)
LOOK = """() => {
    document.documentElement.dir = 'rtl';
    return document.documentElement.scrollWidth <= innerWidth;
}"""
# Whatever begins further to the right than it would if it knew nothing of the direction.
SIDES = """() => [...document.querySelectorAll('h1, .panel-head h2, .field-label')].filter((one) =>
    !['start', 'right', 'center', '-webkit-auto'].includes(getComputedStyle(one).textAlign)).map((one) => one.outerHTML)"""


@pytest.fixture
def clinic(transactional_db: None) -> World:
    return make_world(hours=(0, 24 * 60), weekdays=range(7), therapists=2)


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def turn_and_look(page: Page, address: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(address)
        page.wait_for_load_state()
        assert page.evaluate(LOOK), (address, width)
        assert page.evaluate(SIDES) == []
        violations = Axe().run(page).response["violations"]
        found = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
        assert found == [], (address, width)


def test_patients_pages_turn_round(page: Page, live_server: LiveServer, clinic: World) -> None:
    patient = make_patient(clinic.clinic, user=make_user())
    now = timezone.now()
    ahead = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
    visit = make_appointment(clinic, ahead, patient=patient)
    make_appointment(clinic, ahead - timedelta(days=20), patient=patient, status="fulfilled")
    assert patient.user
    sign_in(page, live_server, patient.user)
    slug, option = clinic.clinic.slug, clinic.option.public_id
    for path in (
        f"/book/{slug}/", f"/book/{slug}/{option}/", f"/manage/{visit.token}/", f"/manage/{visit.token}/move/",
        "/me/", "/me/profile/", "/me/consents/treatment/sign/", f"/embed/{slug}/",
    ):  # fmt: skip
        turn_and_look(page, live_server.url + path)


def test_staff_pages_turn_round(page: Page, live_server: LiveServer, clinic: World) -> None:
    make_appointment(clinic, timezone.now() + timedelta(hours=3))
    sign_in(page, live_server, make_user("owner", clinic.clinic))
    for path in (
        "/dashboard/",
        "/dashboard/patients/",
        "/dashboard/settings/",
        "/dashboard/settings/website/",
    ):
        turn_and_look(page, live_server.url + path)


def test_an_arrow_turns_with_the_direction(page: Page, live_server: LiveServer, clinic: World) -> None:
    page.goto(f"{live_server.url}/book/{clinic.clinic.slug}/{clinic.option.public_id}/")
    arrow = page.locator(".back .icon")
    assert arrow.evaluate("(one) => getComputedStyle(one).scale") == "none"
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert arrow.evaluate("(one) => getComputedStyle(one).scale") == "-1 1"

"""How many taps the patients' journeys take, counted by the browser: more than promised fails (docs/design.md)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Appointment
from tests.factories import World, make_appointment, make_patient, make_world

pytestmark = pytest.mark.django_db(transaction=True)
Status = Appointment.Status
WITH_AND_WITHOUT = pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture
def clinic(transactional_db: None) -> World:
    return make_world(hours=(0, 24 * 60), weekdays=range(7), therapists=2)


class Finger:
    """A phone and whoever holds it: counts taps, typed fields, and screens with a name of their own."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.typed = page, 0, 0
        self.screens: list[str] = []

    def look(self) -> None:
        self.screens.append(self.page.locator("h1").first.inner_text())

    def tap(self, target: Locator) -> None:
        target.click()
        self.taps += 1

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.typed += 1


def phone(browser: Browser, *, has_scripts: bool) -> Page:
    context = browser.new_context(java_script_enabled=has_scripts, viewport={"width": 390, "height": 844})
    return context.new_page()


@WITH_AND_WITHOUT
def test_a_new_patient_books_on_three_screens_with_eight_taps_and_four_fields(
    browser: Browser, live_server: LiveServer, clinic: World, has_scripts: bool
) -> None:
    page = phone(browser, has_scripts=has_scripts)
    hand = Finger(page)
    page.goto(f"{live_server.url}/book/{clinic.clinic.slug}/")
    hand.look()
    hand.tap(page.locator(".offer-times .slot").first)
    page.wait_for_url("**/hold/**")
    hand.look()
    hand.type("First name", "Ada")
    hand.type("Last name", "Byron")
    hand.type("E-mail", "ada@example.org")
    for none in page.locator("input[name=check-none]").all():
        hand.tap(none)
    hand.tap(page.get_by_label(re.compile("I agree")))
    hand.tap(page.get_by_role("button", name="Book this time"))
    page.wait_for_url("**/done/**")
    hand.look()
    assert len(hand.screens) <= 3, hand.screens
    assert hand.taps <= 8
    assert hand.typed <= 4
    assert Appointment.objects.get().status == Status.BOOKED
    page.context.close()


@WITH_AND_WITHOUT
def test_a_patient_moves_a_visit_from_the_mail_in_three_taps(
    browser: Browser, live_server: LiveServer, clinic: World, has_scripts: bool
) -> None:
    ahead = (timezone.now() + timedelta(days=9)).replace(minute=0, second=0, microsecond=0)
    visit = make_appointment(clinic, ahead, patient=make_patient(clinic.clinic))
    page = phone(browser, has_scripts=has_scripts)
    hand = Finger(page)
    # The mail has a link to the visit and one to move it: this is the tap on the second.
    page.goto(f"{live_server.url}/manage/{visit.token}/move/")
    hand.taps += 1
    hand.tap(page.locator(".slot").first)
    hand.tap(page.get_by_role("button", name="Move it"))
    expect(page.get_by_text("Moved. A message with the new time is on its way.")).to_be_visible()
    assert hand.taps <= 3
    assert hand.typed == 0
    visit.refresh_from_db()
    assert (visit.revision, visit.starts_at != ahead) == (2, True)
    page.context.close()

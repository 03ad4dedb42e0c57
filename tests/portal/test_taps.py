"""How many taps the patients' journeys take, counted by the browser: more than promised fails (docs/journeys.md)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Appointment
from notes.models import Screening
from tests.factories import World, make_appointment, make_patient, make_world
from tests.journeys.conftest import WITH_AND_WITHOUT
from tests.journeys.finger import Finger

pytestmark = pytest.mark.django_db(transaction=True)
Status = Appointment.Status


@pytest.fixture
def clinic(transactional_db: None) -> World:
    return make_world(hours=(0, 24 * 60), weekdays=range(7), therapists=2)


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
    hand.within("a new patient books")
    assert Appointment.objects.get().status == Status.BOOKED
    assert Screening.objects.get().tier == 0
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
    hand.within("a patient moves a visit from the mail")
    visit.refresh_from_db()
    assert (visit.revision, visit.starts_at != ahead) == (2, True)
    page.context.close()

"""A patient's own pages on a phone: in by the link of a letter, an exercise ticked, the diary, the record; out again."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import AccessRecord, Notification
from bookings.models.sign_in import sign_in_key
from notes.models import ExerciseLog, ExercisePrescription, TriggerEntry
from tests.factories import World, make_world
from tests.notes.cast import make_chart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> World:
    return make_world()


def fine(page: Page) -> None:
    """Nothing wider than the phone, nothing that a screen reader stumbles over."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], page.url


def test_a_morning_at_home(page: Page, live_server: LiveServer, clinic: World) -> None:
    chart = make_chart(clinic)
    ExercisePrescription.objects.create(
        clinic=clinic.clinic, patient=chart.patient, plan=chart.active_plan(), code="ex-01",
        reps=8, starts_date=timezone.now().date().replace(year=2020), given_by=chart.therapist,
    )  # fmt: skip
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/me/")
    fine(page)
    page.get_by_label("Your e-mail address").fill(chart.patient.email)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    fine(page)
    page.goto(f"{live_server.url}/me/enter/{sign_in_key(Notification.objects.get(kind='sign_in').page_key)}/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Hello Ada")).to_be_visible()
    fine(page)

    page.get_by_role("link", name="Exercises at home").click()
    fine(page)
    page.locator("label.scale-step", has_text=re.compile("^3$")).click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("I did it").click()
    page.locator("article label.scale-step", has_text=re.compile("^2$")).click()
    fine(page)
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("1 of 1 done today")).to_be_visible()
    log = ExerciseLog.objects.get()
    assert (log.nrs_before, log.nrs_after) == (3, 2)

    page.goto(f"{live_server.url}/me/diary/")
    page.get_by_label("What did you do?").fill("Driving")
    page.get_by_label("For how many minutes?").fill("30")
    page.get_by_role("group", name="Pain before").locator("label", has_text=re.compile("^2$")).click()
    page.get_by_role("group", name="Pain after").locator("label", has_text=re.compile("^4$")).click()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    assert TriggerEntry.objects.get().activity == "Driving"
    fine(page)

    for address in ("plan", "self-care", "record"):
        page.goto(f"{live_server.url}/me/{address}/")
        fine(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Take a copy").click()
    assert download.value.suggested_filename == "record.json"
    assert AccessRecord.objects.filter(action="exported", patient=chart.patient).exists()
    page.goto(f"{live_server.url}/me/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/me/home/")
    expect(page.get_by_label("Your e-mail address")).to_be_visible()

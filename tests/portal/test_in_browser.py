"""The patient's way in a real browser: with JavaScript and without, and readable for everybody."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Appointment, Location, Room
from notes.models import Screening
from tests.browser.safety import nothing_applies
from tests.factories import World, make_therapist, make_world

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def clinic(transactional_db: None) -> World:
    """Open all day on every day, at two locations, so that there is a choice whenever the test runs."""
    world = make_world(hours=(0, 24 * 60), weekdays=range(7))
    harbor = Location.objects.create(clinic=world.clinic, name="Harbor", time_zone="America/New_York")
    Room.objects.create(clinic=world.clinic, location=harbor, name="Tide")
    make_therapist(world.clinic, world.service, harbor, hours=(0, 24 * 60), weekdays=range(7))
    return world


@pytest.fixture
def trouble(page: Page) -> list[str]:
    """What the browser complains about: blocked scripts and styles, errors in ours."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None
    )
    return found


def see(page: Page, trouble: list[str]) -> None:
    """Nothing blocked, nothing wider than a phone, nothing that a screen reader stumbles over."""
    page.wait_for_load_state()  # a page that is only being replaced has no width yet
    assert trouble == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], page.url
    trouble.clear()  # the checker's own styles are blocked, as they should be


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_from_the_list_of_services_to_a_cancelled_visit(
    page: Page, live_server: LiveServer, clinic: World, trouble: list[str], theme: Any
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=theme)
    page.goto(live_server.url)
    see(page, trouble)
    page.get_by_role("link", name=re.compile("All times")).click()
    see(page, trouble)
    page.locator("details[open] .slot").first.click()
    expect(page.get_by_role("heading", name="Almost yours")).to_be_visible()
    see(page, trouble)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("Please tell us your first name.")).to_be_visible()
    see(page, trouble)
    fill(page)
    expect(page.get_by_role("heading", name="You are booked, Ada.")).to_be_visible()
    see(page, trouble)
    page.get_by_role("link", name="Move or cancel").click()
    page.get_by_role("button", name="Yes, I am coming").click()
    expect(page.get_by_text("You have confirmed this visit.")).to_be_visible()
    see(page, trouble)
    page.get_by_role("link", name="Cancel it").click()
    see(page, trouble)
    page.get_by_label("Illness").check()
    page.get_by_role("button", name="Cancel the visit").click()
    expect(page.get_by_role("heading", name="This visit is cancelled")).to_be_visible()
    see(page, trouble)
    assert Appointment.objects.get().status == Appointment.Status.CANCELLED


def test_moving_by_three_taps(page: Page, live_server: LiveServer, clinic: World, trouble: list[str]) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    book_the_first_time(page, live_server)
    before = Appointment.objects.get()
    page.goto(f"{live_server.url}/manage/{before.token}/move/")
    see(page, trouble)
    page.locator(".slot").first.click()
    see(page, trouble)
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("Moved. A message with the new time is on its way.")).to_be_visible()
    after = Appointment.objects.get()
    assert (after.revision, after.starts_at > before.starts_at) == (2, True)


def test_everything_works_without_javascript(
    browser: Browser, live_server: LiveServer, clinic: World
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_role("link", name=re.compile("All times")).click()
    page.get_by_role("link", name="Later").click()
    page.get_by_label("With").select_option(label=clinic.therapist.full_name)
    page.get_by_role("button", name="Show").click()
    assert f"therapist={clinic.therapist.public_id}" in page.url
    page.locator("details[open] .slot").first.click()
    expect(page.get_by_text("Reserved for you until")).to_be_visible()
    fill(page)
    page.get_by_role("link", name="Move or cancel").click()
    page.get_by_role("link", name="Move it").click()
    page.locator(".slot").nth(1).click()
    page.get_by_role("button", name="Move it").click()
    page.get_by_role("link", name="Cancel it").click()
    page.get_by_label("Work or family").check()
    page.get_by_role("button", name="Cancel the visit").click()
    expect(page.get_by_role("heading", name="This visit is cancelled")).to_be_visible()
    context.close()
    last = Appointment.objects.get()
    assert (last.therapist, last.revision, last.cancellation_reason) == (clinic.therapist, 2, "work")


def test_the_reservation_is_seen_running_out(page: Page, live_server: LiveServer, clinic: World) -> None:
    page.clock.install()
    page.goto(live_server.url)
    page.locator(".slot").first.click()
    left = page.locator("[data-left]")
    expect(left).to_have_text(re.compile(r"^(10:00|9:5\d)$"))
    page.clock.fast_forward("08:30")
    expect(left).to_have_text(re.compile(r"^1:[0-3]\d$"))
    expect(page.locator("[data-heard]")).to_have_text("Two minutes left of your reservation.")
    page.clock.fast_forward("01:40")
    expect(left).to_have_text("0:00")
    expect(page.get_by_text("The time has run out. You can still send the form")).to_be_visible()


def test_going_back_keeps_what_was_typed_and_the_time(
    page: Page, live_server: LiveServer, clinic: World
) -> None:
    page.goto(live_server.url)
    page.locator(".slot").first.click()
    page.get_by_label("First name", exact=True).fill("Ada")
    page.get_by_label("What brings you?").fill("A stiff neck")
    page.get_by_role("link", name="Choose another time").click()
    expect(page.get_by_text("You have reserved")).to_be_visible()
    page.locator("details[open] .slot").last.click()
    expect(page.get_by_label("First name", exact=True)).to_have_value("Ada")
    expect(page.get_by_label("What brings you?")).to_have_value("A stiff neck")
    page.get_by_role("link", name="Choose another time").click()
    page.get_by_role("link", name="Continue with it").first.click()
    expect(page.get_by_label("First name", exact=True)).to_have_value("Ada")
    fill(page)
    assert page.evaluate("JSON.stringify(sessionStorage)") == "{}"


def test_the_check_stops_kindly_and_says_what_to_do(
    page: Page, live_server: LiveServer, clinic: World, trouble: list[str]
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(live_server.url)
    page.locator(".slot").first.click()
    page.get_by_label("First name", exact=True).fill("Ada")
    page.get_by_label("Last name", exact=True).fill("Byron")
    page.get_by_label("E-mail").fill("ada@example.org")
    nothing_applies(page)
    page.get_by_label(re.compile("I agree")).check()
    numb = page.locator("input[name=check][value=e1]")
    numb.check()
    none = page.locator("input[name=check-none][value=now]")
    expect(none).not_to_be_checked()
    page.locator("input[name=check-unsure][value=e1]").check()
    expect(numb).not_to_be_checked()
    numb.check()
    nights = page.get_by_label("Worst pain at night in the last 7 nights")
    expect(nights).to_be_hidden()
    page.locator("input[name=check][value=p1]").check()
    expect(nights).to_be_visible()
    see(page, trouble)
    page.locator("input[name=check-none][value=lately]").check()
    expect(nights).to_be_hidden()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", name="Please get medical help first")).to_be_visible()
    expect(page.get_by_role("link", name="Call 911")).to_have_attribute("href", "tel:911")
    assert "e1" not in page.url.partition("/hold/")[0]
    assert "?" not in page.url
    see(page, trouble)
    assert not Appointment.objects.exclude(status=Appointment.Status.CANCELLED).exists()
    assert page.evaluate("JSON.stringify(sessionStorage)") == "{}", "nothing typed stays in the browser"


def test_the_check_before_a_visit(
    page: Page, live_server: LiveServer, clinic: World, trouble: list[str]
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    book_the_first_time(page, live_server)
    visit = Appointment.objects.get()
    page.goto(f"{live_server.url}/manage/{visit.token}/check/")
    see(page, trouble)
    page.locator("label:has([name=now][value='4'])").click()
    page.locator("label:has([name=night_worst][value='2'])").click()
    assert nothing_applies(page) == 1, "who was asked at booking is asked what is new"
    page.get_by_role("button", name="Send to my therapist").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    see(page, trouble)
    assert Screening.objects.filter(kind="pre_visit", appointment=visit).count() == 1


def fill(page: Page) -> None:
    page.get_by_label("First name", exact=True).fill("Ada")
    page.get_by_label("Last name", exact=True).fill("Byron")
    page.get_by_label("E-mail").fill("ada@example.org")
    nothing_applies(page)
    page.get_by_label(re.compile("I agree")).check()
    page.get_by_role("button", name="Book this time").click()
    page.wait_for_url("**/done/**")


def book_the_first_time(page: Page, live_server: LiveServer) -> None:
    """Two weeks on, so that it may still be moved."""
    page.goto(live_server.url)
    page.get_by_role("link", name=re.compile("All times")).click()
    page.get_by_role("link", name="Later").click()
    page.locator("details[open] .slot").first.click()
    fill(page)

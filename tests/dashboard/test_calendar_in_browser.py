"""The calendar in real browsers: dragged, lengthened, moved by keyboard, refused, and seen by somebody else at once."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Appointment, ServiceOption, User
from tests.factories import World, make_appointment, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
# A Monday far enough ahead for everything to be open, near enough for other times to be found.
DAY = date.today() + timedelta(days=14 - date.today().weekday())
LIVE_SECONDS = 2.0
# How far the pointer travels for an hour: two of the page's half-hour lines.
HOUR = 76
Opens = Callable[..., Page]


@pytest.fixture
def world(transactional_db: None) -> World:
    """Maya and Jonas from nine to five; Ada with Maya at ten, Ben with Jonas at ten; 60 and 90 minutes."""
    world = make_world(therapists=2, weekdays=range(7), slot_step_minutes=15)
    for therapist, name in zip(world.therapists, ("Maya", "Jonas"), strict=True):
        therapist.first_name, therapist.last_name = name, "Lind"
        therapist.save()
    ServiceOption.objects.create(clinic=world.clinic, service=world.service, minutes=90, price="110.00")
    for number, name in enumerate(("Ada", "Ben")):
        make_appointment(
            world, world.at(DAY, "10:00"), therapist=world.therapists[number], room=world.rooms[number],
            patient=make_patient(world.clinic, first_name=name, last_name="Stone"),
        )  # fmt: skip
    return world


@pytest.fixture
def opens(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Opens]:
    """Opens the calendar in a browser of its own, signed in."""
    contexts = []

    def opened(user: User, view: str = "people", width: int = 1280, theme: Any = "light") -> Page:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(
            viewport={"width": width, "height": 950}, color_scheme=theme, timezone_id="Europe/Berlin"
        )
        contexts.append(context)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(f"{live_server.url}{reverse('dashboard:calendar')}?view={view}&day={DAY}")
        return page

    yield opened
    for context in contexts:
        context.close()


def visit(page: Page, name: str) -> Locator:
    return page.locator(".ec-event[data-key]", has_text=name)


def row(name: str) -> Appointment:
    return Appointment.objects.get(patient__first_name=name)


def drag(page: Page, name: str, *, hours: float = 0, columns: int = 0, from_edge: bool = False) -> None:
    """By pointer, in small steps, with a moment of rest before it is let go."""
    box = visit(page, name).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + (box["height"] - 3 if from_edge else 12)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + columns * box["width"] * 1.02, y + hours * HOUR, steps=10)
    page.wait_for_timeout(200)
    page.mouse.up()


def agree(page: Page) -> None:
    page.locator("#calendar-ask").get_by_role("button", name="Do it").click()


def test_a_drag_in_one_browser_shows_in_another_within_two_seconds(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic))
    other = opens(make_user("owner", world.clinic))
    expect(visit(other, "Ada")).to_contain_text("10:00 am")
    drag(desk, "Ada", hours=2)
    assert "The patient gets a message" in desk.locator("#calendar-ask").inner_text()
    agree(desk)
    expect(desk.locator("#calendar-news")).to_contain_text("can be undone")
    since = time.monotonic()
    expect(visit(other, "Ada")).to_contain_text("12:00 pm", timeout=LIVE_SECONDS * 1000)
    assert time.monotonic() - since < LIVE_SECONDS
    moved = row("Ada")
    assert (moved.starts_at, moved.revision) == (world.at(DAY, "12:00"), 2)
    desk.locator("#calendar-news").get_by_role("button", name="Undo").click()
    expect(visit(desk, "Ada")).to_contain_text("10:00 am")
    expect(visit(other, "Ada")).to_contain_text("10:00 am", timeout=LIVE_SECONDS * 1000)


def test_a_drag_onto_another_visit_is_refused_with_times_and_snaps_back(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic))
    drag(desk, "Ada", columns=-1)
    agree(desk)
    refused = desk.locator("#calendar-refused")
    expect(refused).to_contain_text("The therapist has another appointment then.")
    times = refused.locator("[data-alternatives] button")
    expect(times).to_have_count(3)
    assert row("Ada").revision == 1
    expect(visit(desk, "Ada")).to_contain_text("10:00 am")
    assert (visit(desk, "Ada").bounding_box() or {})["x"] > (visit(desk, "Ben").bounding_box() or {})["x"]
    times.first.click()
    expect(desk.locator("#calendar-news")).to_contain_text("Ada Stone")
    assert row("Ada").therapist == world.therapists[1]
    assert row("Ada").starts_at < world.at(DAY, "10:00")


def test_outside_the_hours_a_reason_is_needed(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic))
    drag(desk, "Ada", hours=-2)
    agree(desk)
    refused = desk.locator("#calendar-refused")
    expect(refused).to_contain_text("does not work there")
    refused.get_by_text("Move it there all the same").click()
    refused.get_by_label("Why outside the usual rules?").fill("Flight at noon")
    refused.get_by_role("button", name="Move it there", exact=True).click()
    expect(desk.locator("#calendar-news")).to_contain_text("8:00 am")
    assert (row("Ada").starts_at, row("Ada").override_reason) == (world.at(DAY, "08:00"), "Flight at noon")


def test_pulling_the_edge_takes_the_nearest_length(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic))
    drag(desk, "Ada", hours=0.75, from_edge=True)
    ask = desk.locator("#calendar-ask")
    expect(ask).to_contain_text("$110")
    agree(desk)
    expect(visit(desk, "Ada")).to_contain_text("11:30 am")
    assert (row("Ada").minutes, str(row("Ada").price)) == (90, "110.00")


def test_the_keyboard_moves_lengthens_and_finds_an_empty_time(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic))
    visit(desk, "Ada").locator(".event-box").focus()
    for key in ("m", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"):
        desk.keyboard.press(key)
    expect(desk.locator("#calendar-heard")).to_have_text("11:00 am – 12:00 pm, Jonas Lind")
    desk.keyboard.press("Enter")
    agree(desk)
    expect(desk.locator("#calendar-news")).to_contain_text("Jonas Lind")
    assert (row("Ada").starts_at, row("Ada").therapist) == (world.at(DAY, "11:00"), world.therapists[1])
    expect(visit(desk, "Ada").locator(".event-box")).to_be_focused()
    for key in ("l", "ArrowDown", "Enter"):
        desk.keyboard.press(key)
    agree(desk)
    expect(desk.locator("#calendar-news")).to_contain_text("90 minutes")
    expect(visit(desk, "Ada").locator(".event-box")).to_be_focused()
    for key in ("n", "ArrowDown", "Enter"):
        desk.keyboard.press(key)
    slot = desk.locator("#calendar-slot")
    expect(slot).to_contain_text("12:45 pm")
    slot.get_by_role("link", name="Book a visit").click()
    assert f"day={DAY}" in desk.url
    assert "time=12%3A45" in desk.url


def test_escape_leaves_everything_as_it_was(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic))
    visit(desk, "Ada").locator(".event-box").focus()
    for key in ("m", "ArrowDown", "ArrowDown", "Escape"):
        desk.keyboard.press(key)
    expect(visit(desk, "Ada")).to_contain_text("10:00 am")
    assert row("Ada").revision == 1


def test_by_room_a_drag_changes_the_room(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic), "rooms")
    expect(desk.locator(".ec-col-head")).to_have_text(["Room 1Main Street", "Room 2Main Street"])
    drag(desk, "Ada", hours=1, columns=1)
    agree(desk)
    expect(desk.locator("#calendar-news")).to_contain_text("Room 2")
    moved = row("Ada")
    assert (moved.room, moved.therapist) == (world.rooms[1], world.therapists[0])


def test_in_the_week_a_drag_changes_the_day(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic), "week")
    expect(visit(desk, "Ben")).to_have_count(1)  # Jonas comes first by name
    drag(desk, "Ben", columns=2, hours=1)
    agree(desk)
    expect(desk.locator("#calendar-news")).to_contain_text("11:00 am")
    assert row("Ben").starts_at == world.at(DAY + timedelta(days=2), "11:00")


def test_a_therapist_moves_only_within_their_own_day(opens: Opens, world: World) -> None:
    maya = opens(world.therapists[0].user)
    expect(maya.locator(".ec-event.is-busy")).to_have_count(1)
    assert "Ben" not in maya.content()
    drag(maya, "Ada", columns=1, hours=2)
    expect(maya.locator("#calendar-refused")).to_contain_text("their own day only")
    maya.keyboard.press("Escape")
    assert row("Ada").revision == 1
    drag(maya, "Ada", hours=2)
    agree(maya)
    expect(maya.locator("#calendar-news")).to_contain_text("12:00 pm")
    assert row("Ada").therapist == world.therapists[0]


def test_a_click_opens_the_card_and_an_empty_time_can_be_booked(opens: Opens, world: World) -> None:
    desk = opens(make_user("reception", world.clinic))
    visit(desk, "Ada").locator(".event-box").press("Enter")
    card = desk.locator("#calendar-card")
    card.get_by_role("button", name="Arrived").click()
    expect(visit(desk, "Ada")).to_have_class(re.compile(r"\bis-arrived\b"))
    box = visit(desk, "Ada").bounding_box()
    assert box
    desk.mouse.click(box["x"] + 40, box["y"] + 2 * HOUR + 4)
    slot = desk.locator("#calendar-slot")
    expect(slot).to_contain_text("12:00 pm")
    desk.keyboard.press("Escape")
    desk.mouse.click(box["x"] + 40, box["y"] - 1.5 * HOUR)
    expect(slot).to_contain_text("Nobody is expected to work here then.")
    slot.get_by_role("link", name="Why is it not bookable?").click()
    expect(desk.get_by_label("Time", exact=True)).to_have_value("08:30")


@pytest.mark.parametrize(
    ("width", "theme"), [(390, "light"), (820, "dark"), (1280, "dark")], ids=["phone", "tablet", "desktop"]
)
def test_every_view_is_sound(opens: Opens, world: World, width: int, theme: str) -> None:
    trouble: list[str] = []
    for view in ("people", "rooms", "week"):
        page = opens(make_user("owner", world.clinic), view, width, theme)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "console",
            lambda said: trouble.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.reload()
        expect(page.locator(".ec-event[data-key]").first).to_be_visible()
        assert trouble == [], view
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        violations = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], view
        trouble.clear()  # the checker's own styles are blocked, as they should be

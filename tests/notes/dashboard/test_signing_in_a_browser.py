"""In a real browser: a supervised note goes to its supervisor, back with a remark, and is co-signed; reminders save themselves."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bookings.models import Therapist
from notes.models import SoapNote, WorkingNote
from notes.soap.draft import save_draft
from tests.factories import NOW
from tests.notes.cast import FULL, Chart
from tests.notes.dashboard.note_window import SAVED, copies_on_device

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def supervisor(here: Chart) -> Therapist:
    return here.supervised()


@pytest.fixture
def their_page(supervisor: Therapist, browser: Browser, live_server) -> Iterator[Page]:
    client = Client()
    client.force_login(supervisor.user)
    context: BrowserContext = browser.new_context()
    context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}]
    )
    yield context.new_page()
    context.close()


def test_a_note_goes_to_the_supervisor_back_and_is_cosigned(
    window: BrowserContext, their_page: Page, live_server, note: SoapNote, supervisor: Therapist, here: Chart
) -> None:
    save_draft(note=note, content=FULL, expected_version=note.version, now=NOW)
    mine = window.new_page()
    mine.goto(f"{live_server.url}/dashboard/notes/{note.public_id}/")
    mine.get_by_role("button", name="Sign", exact=True).click()
    expect(mine.get_by_text("Waits for your supervisor")).to_be_visible()

    their_page.goto(f"{live_server.url}/dashboard/notes/unsigned/")
    their_page.get_by_role("link", name="Ada Byron").click()
    expect(their_page.get_by_text(FULL.assessment)).to_be_visible()
    their_page.get_by_label("What should be looked at again?").fill("Which side was worked on?")
    their_page.get_by_role("button", name="Send back with this remark").click()
    expect(their_page.get_by_text("Sent back. It is a draft")).to_be_visible()

    mine.reload()
    expect(mine.get_by_text("Which side was worked on?")).to_be_visible()
    mine.get_by_label("Objective").fill("Left trapezius firm, left side only")
    mine.get_by_role("button", name="Sign", exact=True).click()
    expect(mine.get_by_text("Waits for your supervisor")).to_be_visible()

    their_page.reload()
    their_page.get_by_role("link", name="Ada Byron").click()
    expect(their_page.get_by_text("left side only")).to_be_visible()
    their_page.get_by_role("button", name="Co-sign", exact=True).click()
    expect(their_page.get_by_text("Everything is signed")).to_be_visible()
    note.refresh_from_db()
    assert (note.status, note.signed_by, note.cosigned_by) == ("signed", here.therapist, supervisor)
    mine.reload()
    expect(mine.get_by_text(f"Co-signed by {supervisor.full_name}")).to_be_visible()


def test_reminders_save_themselves_beside_the_note(
    window: BrowserContext, live_server, note: SoapNote
) -> None:
    page = window.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{live_server.url}/dashboard/notes/{note.public_id}/")
    page.get_by_role("link", name="My reminders").click()
    expect(page.get_by_text("Reminders only, no clinical facts")).to_be_visible()
    page.locator("textarea[name=text]").fill("Second towel")
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=20_000)
    assert WorkingNote.objects.get().text == "Second towel"
    assert copies_on_device(page) == 0
    # Without a network nothing is lost, and it is saved once there is one.
    page.context.set_offline(True)
    page.locator("textarea[name=text]").fill("Second towel, warm room")
    expect(page.get_by_text("Not saved: no connection")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Not saved: no connection")).to_be_hidden()
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=20_000)
    assert WorkingNote.objects.get().text == "Second towel, warm room"

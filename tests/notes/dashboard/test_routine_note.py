"""In a real browser: a routine visit takes at most twelve taps, and the body chart works by hand and by keyboard."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect

from notes.models import SoapNote
from notes.soap.draft import NoteContent, open_note
from tests.factories import NOW, make_world
from tests.notes.cast import Chart, make_chart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db: None) -> Chart:
    return make_chart(make_world())


@pytest.fixture
def page(here: Chart, context: BrowserContext, live_server) -> Iterator[Page]:
    client = Client()
    client.force_login(here.user)
    session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    yield page
    context.close()


def _open(page: Page, live_server, note: SoapNote) -> None:
    page.goto(f"{live_server.url}/dashboard/notes/{note.public_id}/")


def test_a_routine_visit_takes_at_most_twelve_taps(here: Chart, page: Page, live_server) -> None:
    here.signed(visit=here.another_visit(-7))
    note = open_note(appointment=here.visit, therapist=here.therapist, now=NOW)
    _open(page, live_server, note)
    taps = 0

    def tap(what: Locator) -> None:
        nonlocal taps
        what.click()
        taps += 1

    tap(page.get_by_role("group", name="Pain before").locator("label", has_text="6"))
    tap(page.locator("[data-region=nkp-l]"))
    tap(page.get_by_role("button", name="Same as last time"))
    expect(page.locator("[name=techniques-0-technique]")).to_have_value("kneading")
    tap(page.get_by_role("button", name="Well tolerated."))
    tap(page.get_by_role("group", name="Pain after").locator("label", has_text="3"))
    tap(page.get_by_label("I asked about changes in health today"))
    tap(page.get_by_label("The patient agreed to today's treatment"))
    tap(page.get_by_role("button", name="Sign", exact=True))
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    assert taps <= 11, "with the one that opens the note: twelve"
    stored = NoteContent.of(SoapNote.objects.get(pk=note.pk))
    assert (stored.assessment, stored.findings.minutes) == ("Well tolerated.", 60)


def test_the_chart_is_marked_by_keyboard_and_is_one_with_its_list(
    here: Chart, page: Page, live_server
) -> None:
    note = open_note(appointment=here.visit, therapist=here.therapist, now=NOW)
    _open(page, live_server, note)
    page.get_by_label("burning").check()
    shape = page.get_by_role("checkbox", name="low back left", exact=True).and_(page.locator("path"))
    shape.focus()
    page.keyboard.press("Space")
    expect(shape).to_have_attribute("aria-checked", "true")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("[data-marked-words]")).to_contain_text("low back left: burning")
    expect(page.locator("[name=areas][value=lum-m]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("[name=areas][value=lum-m]")).not_to_be_checked()

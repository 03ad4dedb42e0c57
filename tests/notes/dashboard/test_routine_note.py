"""In a real browser: a routine visit takes at most twelve taps, and the body chart works by hand and by keyboard."""

import re

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from notes.models import SoapNote
from notes.soap.draft import NoteContent, open_note
from tests.factories import NOW
from tests.journeys.finger import Finger
from tests.notes.cast import Chart
from tests.notes.screening.test_before_visit import SHORT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(window: BrowserContext) -> Page:
    page = window.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def _open(page: Page, live_server, note: SoapNote) -> None:
    page.goto(f"{live_server.url}/dashboard/notes/{note.public_id}/")


def test_a_routine_visit_takes_at_most_twelve_taps(here: Chart, page: Page, live_server) -> None:
    with time_machine.travel(NOW, tick=False):
        here.screened()
        here.signed(visit=here.another_visit(-7))
        assert Client().post(f"/manage/{here.visit.token}/check/", SHORT).status_code == 200
    hand = Finger(page)
    page.goto(f"{live_server.url}/dashboard/appointments/{here.visit.public_id}/")
    hand.tap(page.get_by_role("button", name="Write the note"))
    note = page.locator("form[data-note]")
    expect(page.get_by_label("Subjective")).to_have_value(re.compile("pain 4 now, 2 at worst at night"))
    expect(page.get_by_role("group", name="Pain before").get_by_label("4", exact=True)).to_be_checked()
    expect(note.get_by_role("region", name="Before hands go on")).to_contain_text("Pressure last time")
    for carried in ("subjective", "nrs_before", "objective", "next_step"):
        expect(note.locator(f"input[name=carried][value={carried}]")).to_be_checked()
    # What was only carried over is confirmed by a tap of its own.
    hand.tap(page.get_by_role("group", name="Pain before").locator("label", has_text="6"))
    expect(note.locator("input[name=carried][value=nrs_before]")).not_to_be_checked()
    hand.tap(page.get_by_text("I asked about changes in health today"))
    hand.tap(page.get_by_text("The patient agreed to today's treatment"))
    hand.tap(page.locator("[data-region=nkp-l]"))
    hand.tap(page.get_by_role("button", name="Same as last time"))
    expect(page.locator("[name=techniques-0-technique]")).to_have_value("kneading")
    hand.tap(page.get_by_role("button", name="Well tolerated."))
    hand.tap(page.get_by_role("group", name="Pain after").locator("label", has_text="3"))
    hand.tap(page.get_by_role("button", name="Sign", exact=True))
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    hand.within("a therapist writes a routine note")
    stored = NoteContent.of(SoapNote.objects.get(appointment=here.visit))
    assert (stored.assessment, stored.findings.minutes, stored.nrs_before) == ("Well tolerated.", 60, 6)
    assert stored.carried == ("subjective", "objective", "next_step")


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

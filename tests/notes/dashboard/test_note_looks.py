"""The page of a note in a real browser: readable in both themes, at every width, by keyboard, on paper, without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from notes.models import SoapNote
from notes.soap.draft import open_note
from notes.soap.findings import Area
from tests.factories import NOW
from tests.notes.cast import FULL, Chart
from tests.notes.dashboard.note_window import open_in, stored

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMES = ("light", "dark")
STATES = ("fresh", "full", "refused", "signed")


@pytest.fixture
def page(here: Chart, window: BrowserContext, live_server, request: pytest.FixtureRequest) -> Page:
    """A note in one of its states: nothing in it yet, all of it there, refused at signing, signed."""
    state = request.param
    if state == "signed":
        note = here.signed()
    elif state == "fresh":
        note = open_note(appointment=here.visit, therapist=here.therapist, now=NOW)
    else:
        here.active_plan()
        here.caution(regions=["knp-l"], pressure_cap=2, heat_allowed=False)
        here.signed(FULL, here.another_visit(-7))
        note = open_note(appointment=here.visit, therapist=here.therapist, now=NOW)
    page = open_in(window, live_server.url, note)
    if state == "full":
        page.evaluate(
            "for (const one of document.querySelectorAll('form[data-note] details')) one.open = true"
        )
        page.locator("[data-region=nkp-l]").click()
        page.locator("[data-technique=kneading]").click()
    elif state == "refused":
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_text("The assessment is still empty.").first).to_be_visible()
    return page


@pytest.mark.parametrize("page", STATES, indirect=True)
def test_nothing_is_blocked_unreadable_or_too_wide(page: Page) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    # 410 px of 820 are what a tablet shows at 200 %.
    for width in (320, 390, 410, 820, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("page", ["full"], indirect=True)
def test_what_is_tapped_is_big_enough_for_a_thumb(page: Page) -> None:
    page.set_viewport_size({"width": 820, "height": 1180})
    small = page.evaluate(
        """() => [...document.querySelectorAll("form[data-note] button, .scale-step, .brush, .asked .tick")]
            .filter((one) => one.tabIndex >= 0)
            .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
            .filter(([, box]) => box.width > 1 && box.height > 0 && (box.height < 43.5 || box.width < 43.5))
            .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
    )
    assert small == []


def test_a_note_is_written_and_signed_by_keyboard_alone(
    here: Chart, window: BrowserContext, live_server
) -> None:
    here.signed(FULL, here.another_visit(-7))
    note = open_note(appointment=here.visit, therapist=here.therapist, now=NOW)
    page = open_in(window, live_server.url, note)

    def reach(what: str, most: int = 60) -> None:
        """Tab on until the focus is on something that a selector names."""
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("(what) => document.activeElement.matches(what)", what):
                return
        pytest.fail(f"{what} is not reached by the Tab key")

    reach("[name=nrs_before]")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    reach("[name=health_status_confirmed]")
    page.keyboard.press("Space")
    reach("[name=consent_today]")
    page.keyboard.press("Space")
    reach("[data-region]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    marked = page.evaluate("document.activeElement.dataset.region")
    reach("button[value=last]")
    page.keyboard.press("Enter")
    expect(page.locator("[name=techniques-0-technique]")).to_have_value("kneading")
    reach("[name=assessment]", 200)
    page.keyboard.type("Eased")
    reach("[name=nrs_after]")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    reach("button[formaction$='/sign/']")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    kept = stored(note)
    assert (kept.nrs_before, kept.nrs_after, kept.assessment) == (6, 3, "Eased")
    assert kept.findings.areas == (Area(marked, "ache"),)


@pytest.mark.parametrize("page", ["signed"], indirect=True)
def test_a_signed_note_prints_as_a_record_and_nothing_else(page: Page) -> None:
    page.emulate_media(media="print")
    for gone in (page.locator(".side"), page.get_by_role("button", name="Print"), page.locator("#add-title")):
        expect(gone).to_be_hidden()
    for there in (FULL.assessment, FULL.objective, "Signature", "Body chart"):
        expect(page.get_by_text(there).first).to_be_visible()
    pages = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4", print_background=False)))
    assert 1 <= pages <= 3, "a note is no booklet"


def test_without_javascript_a_note_is_saved_and_signed(
    here: Chart, browser: Browser, window, live_server
) -> None:
    note = open_note(appointment=here.visit, therapist=here.therapist, now=NOW)
    context = browser.new_context(java_script_enabled=False, storage_state=window.storage_state())
    page = context.new_page()
    page.goto(f"{live_server.url}/dashboard/notes/{note.public_id}/")
    page.get_by_label("Subjective").fill("Written on an old tablet")
    page.locator("input[name=areas][value=nkp-l]").check()
    page.get_by_role("button", name="As in the template").click()
    expect(page.locator("[name=techniques-0-region]")).to_have_value("nkp-l")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("The assessment is still empty.").first).to_be_visible()
    expect(page.get_by_label("Subjective")).to_have_value("Written on an old tablet")
    for label in ("Assessment", "Plan"):
        page.get_by_label(label, exact=True).fill(f"{label} in words")
    for group, value in (("Pain before", "7"), ("Pain after", "4")):
        page.get_by_role("group", name=group).get_by_label(value, exact=True).check()
    page.get_by_label("I asked about changes in health today").check()
    page.get_by_label("The patient agreed to today's treatment").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    context.close()
    assert SoapNote.objects.get(pk=note.pk).is_signed
    assert [one.region for one in stored(note).findings.areas] == ["nkp-l"]

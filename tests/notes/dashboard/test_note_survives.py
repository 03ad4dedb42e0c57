"""In a real browser: a note survives a closed tab, a lost network, being signed out, a second tab, killed servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from notes.models import SoapNote
from notes.soap.findings import Area
from tests.browser.web_server import WebServer
from tests.factories import PASSWORD
from tests.faults.processes import WORKER, eventually, started
from tests.notes.cast import Chart
from tests.notes.dashboard.note_window import copies_on_device, open_in, saved, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web(here: Chart, tmp_path: Path) -> Iterator[WebServer]:
    server = WebServer(tmp_path)
    server.start()
    yield server
    server.kill()


def _tap_around(page: Page) -> None:
    """Everything of a note that is not typed: pain, the chart, chips."""
    page.get_by_role("group", name="Pain before").locator("label", has_text="6").click()
    page.get_by_label("burning").check()
    page.locator("[data-region=nkp-l]").click()
    page.locator("[data-technique=kneading]").click()
    page.get_by_role("button", name="Well tolerated.").click()


def _is_as_tapped(page: Page) -> None:
    expect(page.get_by_role("group", name="Pain before").get_by_label("6", exact=True)).to_be_checked()
    chart = page.locator("[data-region=nkp-l]")
    expect(chart).to_have_attribute("aria-checked", "true")
    expect(chart).to_have_attribute("data-feels", "burning")
    expect(page.locator("[name=techniques-0-technique]")).to_have_value("kneading")
    expect(page.get_by_label("Assessment", exact=True)).to_have_value("Well tolerated.")


def test_a_tab_closed_mid_word_has_sent_it(window: BrowserContext, live_server, note: SoapNote) -> None:
    page = open_in(window, live_server.url, note)
    page.get_by_label("Subjective").press_sequentially("mid-wo")
    page.goto("about:blank")
    assert eventually(lambda: stored(note).subjective == "mid-wo"), "long before the next save was due"


def test_a_tab_closed_without_a_network_brings_words_and_taps_back(
    window: BrowserContext, live_server, note: SoapNote
) -> None:
    page = open_in(window, live_server.url, note)
    window.set_offline(True)
    page.get_by_label("Subjective").press_sequentially("mid-wo")
    _tap_around(page)
    page.close()
    window.set_offline(False)
    assert stored(note).subjective == ""
    page = open_in(window, live_server.url, note)
    expect(page.get_by_label("Subjective")).to_have_value("mid-wo")
    _is_as_tapped(page)
    saved(page)
    kept = stored(note)
    assert (kept.subjective, kept.nrs_before, kept.assessment) == ("mid-wo", 6, "Well tolerated.")
    assert kept.findings.areas == (Area("nkp-l", "burning"),)
    assert [row.technique for row in kept.findings.techniques] == ["kneading"]


def test_a_lost_network_keeps_the_words_and_saves_them_later(
    window: BrowserContext, live_server, note: SoapNote
) -> None:
    page = open_in(window, live_server.url, note)
    window.set_offline(True)
    page.get_by_label("Subjective").fill("typed in the cellar")
    _tap_around(page)
    expect(page.get_by_role("alert")).to_contain_text("kept on this device", timeout=8000)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_label("Subjective"), "no error page of the browser").to_have_value(
        "typed in the cellar"
    )
    assert (stored(note).subjective, copies_on_device(page)) == ("", 1)
    window.set_offline(False)
    saved(page)
    expect(page.get_by_role("alert")).to_be_hidden()
    assert (stored(note).subjective, stored(note).nrs_before) == ("typed in the cellar", 6)
    assert copies_on_device(page) == 0, "what the server has is not kept on the device"


@pytest.mark.parametrize("button", ["", "Sign", "Save the draft"])
def test_signed_out_by_the_server_the_words_wait_for_the_same_person(
    here: Chart, window: BrowserContext, live_server, note: SoapNote, button: str
) -> None:
    page = open_in(window, live_server.url, note)
    page.get_by_label("Subjective").press_sequentially("before, ")
    Session.objects.all().delete()
    page.get_by_label("Subjective").press_sequentially("and after the session ended")
    _tap_around(page)
    if button:
        page.get_by_role("button", name=button, exact=True).click()
    else:
        expect(page.get_by_role("alert")).to_contain_text("You were signed out", timeout=8000)
        page.get_by_role("link", name="Sign in").click()
    assert stored(note).subjective == ""
    page.get_by_label("Email").fill(here.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Subjective")).to_have_value("before, and after the session ended")
    _is_as_tapped(page)
    saved(page)
    assert stored(note).subjective == "before, and after the session ended"
    assert copies_on_device(page) == 0


def test_two_tabs_both_typed_in_show_both_and_overwrite_nothing(
    window: BrowserContext, live_server, note: SoapNote
) -> None:
    first, second = (open_in(window, live_server.url, note) for _ in range(2))
    first.get_by_label("Subjective").fill("from the first tab")
    saved(first)
    second.get_by_label("Subjective").fill("from the second tab")
    second.locator("[data-region=nkp-l]").click()
    expect(second.get_by_role("alert")).to_contain_text("Nothing was overwritten", timeout=8000)
    assert stored(note).subjective == "from the first tab"
    second.get_by_role("button", name="See both versions").click()
    expect(second.get_by_text("from the first tab")).to_be_visible()
    expect(second.get_by_text("neck, back left: ache")).to_be_visible()
    mine = second.get_by_label("Subjective: typed here")
    expect(mine).to_have_value("from the second tab")
    mine.fill("both, put together")
    second.get_by_role("button", name="Keep what is typed here").click()
    expect(second.get_by_label("Subjective")).to_have_value("both, put together")
    assert (stored(note).subjective, stored(note).findings.areas) == (
        "both, put together",
        (Area("nkp-l", "ache"),),
    )
    first.get_by_label("Subjective").press_sequentially(", again")
    expect(first.get_by_role("alert")).to_contain_text("Nothing was overwritten", timeout=8000)
    assert stored(note).subjective == "both, put together"


def test_the_web_server_killed_while_typing_costs_no_word(
    window: BrowserContext, web: WebServer, note: SoapNote
) -> None:
    page = open_in(window, web.url, note)
    page.get_by_label("Subjective").press_sequentially("first half")
    saved(page)
    web.kill()
    page.get_by_label("Subjective").press_sequentially(", second half")
    _tap_around(page)
    expect(page.get_by_role("alert")).to_contain_text("kept on this device", timeout=8000)
    assert stored(note).subjective == "first half"
    other = window.new_page()
    page.close()
    web.start()
    other.goto(f"{web.url}/dashboard/notes/{note.public_id}/")
    expect(other.get_by_label("Subjective")).to_have_value("first half, second half")
    _is_as_tapped(other)
    saved(other)
    assert stored(note).subjective == "first half, second half"


def test_with_the_worker_killed_a_note_is_saved_and_signed(
    here: Chart, window: BrowserContext, web: WebServer, note: SoapNote, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    with started(WORKER, log) as worker:
        assert eventually(lambda: "ready" in log.read_text(), 30), log.read_text()
        page = open_in(window, web.url, note)
        page.get_by_label("Subjective").press_sequentially("with a worker")
        saved(page)
        worker.kill()
        worker.wait()
    page.get_by_label("Subjective").press_sequentially(", and without")
    _tap_around(page)
    page.locator("[name=techniques-0-minutes]").fill("60")
    page.get_by_label("Plan", exact=True).fill("Friday")
    page.get_by_role("group", name="Pain after").locator("label", has_text="3").click()
    page.get_by_label("I asked about changes in health today").check()
    page.get_by_label("The patient agreed to today's treatment").check()
    saved(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    assert stored(note).subjective == "with a worker, and without"
    assert SoapNote.objects.get(pk=note.pk).is_signed

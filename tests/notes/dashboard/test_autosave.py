"""In a real browser: a page saves itself, windows leave each other's words alone, rows come and go.

What a note survives is in test_note_survives.
"""

import pytest
from playwright.sync_api import BrowserContext, expect

from notes.models import SoapNote
from notes.soap.draft import open_note
from tests.factories import NOW
from tests.notes.cast import FULL, Chart
from tests.notes.dashboard.note_window import open_in, saved, stored

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_typed_is_saved_by_itself(window: BrowserContext, live_server, note: SoapNote) -> None:
    page = open_in(window, live_server.url, note)
    page.get_by_label("Subjective").fill("Slept better")
    page.get_by_role("group", name="Pain before").get_by_label("7", exact=True).check()
    saved(page)
    note.refresh_from_db()
    assert (note.subjective, note.nrs_before) == ("Slept better", 7)
    assert page.evaluate("Object.keys(localStorage).length") == 0, (
        "what the server has is not kept on the device"
    )


def test_another_window_on_the_same_device_does_not_take_the_words_of_one_that_lives(
    window: BrowserContext, live_server, note: SoapNote
) -> None:
    first, second = open_in(window, live_server.url, note), open_in(window, live_server.url, note)
    # Only the first is cut off: what the second shows can come from the device alone.
    first.route("**/save/", lambda route: route.abort())
    first.get_by_label("Subjective").fill("words of the first")
    expect(first.get_by_role("alert")).to_be_visible(timeout=8000)
    second.reload()
    expect(second.get_by_label("Subjective")).not_to_have_value("words of the first", timeout=500)
    first.unroute("**/save/")
    saved(first)
    assert stored(note).subjective == "words of the first"


def test_words_left_behind_when_the_note_was_signed_wait_for_an_addendum(
    here: Chart, window: BrowserContext, live_server, note: SoapNote
) -> None:
    page = open_in(window, live_server.url, note)
    window.set_offline(True)
    page.get_by_label("Subjective").fill("never reached the server")
    page.close()
    window.set_offline(False)
    here.signed()
    page = open_in(window, live_server.url, note)
    expect(page.get_by_text("never saved. Add them, or throw them away")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("never reached the server")
    page.get_by_role("button", name="Throw away").click()
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_an_answer_lost_on_the_way_is_no_conflict(
    window: BrowserContext, live_server, note: SoapNote
) -> None:
    page = open_in(window, live_server.url, note)
    lost = []

    def lose_the_first(route) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/save/", lose_the_first, times=1)
    page.get_by_label("Subjective").fill("first words")
    expect(page.get_by_role("alert")).to_be_visible(timeout=8000)
    assert lost
    assert stored(note).subjective == "first words"
    page.get_by_label("Subjective").fill("first words and more")
    saved(page)
    assert stored(note).subjective == "first words and more"


def test_last_time_is_carried_over_and_marked_until_touched(
    here: Chart, window: BrowserContext, live_server
) -> None:
    here.signed(FULL, here.another_visit(-7))
    note = open_note(appointment=here.visit, therapist=here.therapist, now=NOW)
    page = open_in(window, live_server.url, note)
    part = page.locator("[data-carriable=objective]")
    mark = part.get_by_label("Carried over from last time, not changed yet")
    objective = page.get_by_label("Objective")
    expect(objective).to_have_value(FULL.objective)
    expect(mark).to_be_checked()
    objective.press_sequentially(", softer")
    expect(mark).to_be_hidden()
    saved(page)
    note.refresh_from_db()
    assert note.carried == ["next_step"], "what was not touched stays marked"
    objective.fill("")
    part.locator("summary", has_text="Last time,").click()
    for _ in range(2):
        part.get_by_role("button", name="Carry over").click()
        expect(objective).to_have_value(FULL.objective)
        expect(mark).to_be_checked()


def test_a_note_is_written_and_signed_by_tapping(
    here: Chart, window: BrowserContext, live_server, note: SoapNote
) -> None:
    page = open_in(window, live_server.url, note)
    page.get_by_role("button", name="Sign", exact=True).click()
    for lack in ("The assessment is still empty.", "At least one technique"):
        expect(page.get_by_text(lack).first).to_be_visible()
    page.locator("[data-region=nkp-l]").click()
    page.get_by_role("button", name="As in the template").click()
    expect(page.locator("[name=techniques-0-region]")).to_have_value("nkp-l")
    for label in ("Assessment", "Plan"):
        page.get_by_label(label, exact=True).fill(f"{label} in words")
    for group, value in (("Pain before", "7"), ("Pain after", "4")):
        page.get_by_role("group", name=group).get_by_label(value, exact=True).check()
    page.get_by_label("I asked about changes in health today").check()
    page.get_by_label("The patient agreed to today's treatment").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    page.get_by_role("button", name="Complete the visit").click()
    here.visit.refresh_from_db()
    note.refresh_from_db()
    assert (note.is_signed, here.visit.status) == (True, "fulfilled")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_rows_of_a_plan_come_and_go_and_the_dose_adds_up(
    here: Chart, window: BrowserContext, live_server
) -> None:
    page = window.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{live_server.url}/dashboard/patients/{here.patient.public_id}/plans/new/")
    page.get_by_label("What is the problem?").fill("Stiff neck")
    page.get_by_role("button", name="Heat").click()
    expect(page.get_by_role("group", name="Heat").get_by_label("What is to be done")).to_be_focused()
    page.get_by_role("button", name="Remove Exercise").click()
    expect(page.get_by_role("group", name="Exercise")).to_have_count(0)
    expect(page.get_by_label("What is the problem?")).to_have_value("Stiff neck")
    page.get_by_label("Times a week").fill("3")
    expect(page.get_by_text("12 sessions")).to_be_visible()

"""Nobody needs a mouse: the essential journeys by the keyboard alone, and a focus that is always seen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from bookings.models import Appointment, Patient, ServiceOption
from notes.models import SoapNote
from notes.soap.draft import NoteContent
from tests.dashboard.conftest import MONDAY
from tests.factories import World, make_patient, make_user
from tests.journeys.conftest import PHONE, Opens
from tests.journeys.finger import Keys
from tests.notes.cast import Chart

pytestmark = pytest.mark.django_db(transaction=True)
STILL = {"reduced_motion": "reduce"}
DESK = {"width": 1280, "height": 950}


def test_a_patient_books_and_moves_the_visit(opens: Opens, world: World) -> None:
    page = opens(size=PHONE, **STILL)
    page.goto(f"/book/{world.clinic.slug}/")
    keys = Keys(page)
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.press("Enter", "Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null"), "the skip link skips"
    keys.push(page.locator(".offer-times .slot").last)
    expect(page.get_by_role("heading", name="Almost yours")).to_be_visible()
    for label, text in (("First name", "Ada"), ("Last name", "Byron"), ("E-mail", "ada@example.org")):
        keys.write(page.get_by_label(label, exact=True), text)
    for box in page.locator("input[name=check-none]").all():
        keys.tick(box)
    keys.tick(page.get_by_label(re.compile("I agree")))
    keys.push(page.get_by_role("button", name="Book this time"))
    page.wait_for_url("**/done/**")
    visit = Appointment.objects.get()
    Appointment.objects.update(cancel_notice_hours=0)
    keys.push(page.get_by_role("link", name="Move or cancel"))
    keys.push(page.get_by_role("link", name="Move it"))
    keys.push(page.locator(".slot").nth(1))
    keys.push(page.get_by_role("button", name="Move it"))
    expect(page.get_by_text("Moved. A message with the new time is on its way.")).to_be_visible()
    after = Appointment.objects.get()
    assert (after.status, after.revision, after.starts_at != visit.starts_at) == ("booked", 2, True)


def test_reception_finds_books_and_cancels(opens: Opens, world: World) -> None:
    """Ctrl-K, three letters, Enter; a time by the arrows; and a dialog that keeps the focus and gives it back."""
    rosa = make_patient(world.clinic, first_name="Rosa", last_name="Zeller")
    page = opens(make_user("reception", world.clinic), **STILL)
    page.goto("/dashboard/")
    keys = Keys(page)
    keys.press("Control+k")
    expect(page.locator("#find-text")).to_be_focused()
    _stays_inside(page, keys, page.locator("#find"))
    keys.to(page.locator("#find-text"))
    page.keyboard.type("zel")
    expect(page.locator("#find-results a")).to_have_count(1)
    keys.press("ArrowDown", "Enter")
    expect(page.get_by_role("heading", name="Rosa Zeller")).to_be_visible()
    keys.push(page.locator("main").get_by_role("link", name="Book a visit"))
    keys.push(page.locator("a.time").first)
    times = page.locator("input[name=choice]")
    keys.to(times.first)
    keys.press("Space", "ArrowDown", "ArrowDown")
    expect(times.nth(2)).to_be_checked()
    keys.push(page.get_by_role("button", name="Book it"))
    expect(page.get_by_text(re.compile("^Booked for"))).to_be_visible()
    visit = Appointment.objects.get(patient=rosa)
    opener = page.get_by_role("link", name="Cancel…")
    keys.push(opener)
    sheet = page.locator("#cancel-sheet")
    expect(sheet).to_be_visible()
    _stays_inside(page, keys, sheet)
    keys.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()
    keys.press("Enter")
    keys.to(sheet.get_by_label("They know already: send no message"))
    keys.press("Enter")
    expect(page.get_by_text("Please say why: one tap is enough.")).to_be_visible()
    assert Appointment.objects.get(pk=visit.pk).status == "booked", "Enter in a field cancels nothing"
    keys.push(page.get_by_role("button", name="Work or family"))
    expect(page.get_by_text("Cancelled: the time is free again.")).to_be_visible()
    visit.refresh_from_db()
    assert (visit.status, visit.cancellation_reason) == ("cancelled", "work")


def _stays_inside(page: Page, keys: Keys, dialog: Locator) -> None:
    """Round and round: Tab never leads to the page behind; at most to the browser's own bar, which is nobody's."""
    for key in ("Tab", "Shift+Tab"):
        for _step in range(14):
            keys.press(key)
            inside = dialog.evaluate(
                "(at) => at.contains(document.activeElement) || document.activeElement === document.body"
            )
            assert inside, keys.here()


def test_a_note_with_its_body_map_is_written_and_signed(opens: Opens, chart: Chart) -> None:
    page = opens(chart.user, **STILL)
    page.goto(f"/dashboard/appointments/{chart.visit.public_id}/")
    keys = Keys(page)
    expect(page.get_by_role("button", name="Write the note")).to_be_visible()
    keys.push(page.get_by_role("button", name="Write the note"))
    before = page.get_by_role("group", name="Pain before")
    keys.choose(before, before.get_by_label("6", exact=True))
    keys.tick(page.get_by_label("I asked about changes in health today"))
    keys.tick(page.get_by_label("The patient agreed to today's treatment"))
    keys.write(page.get_by_label("Subjective"), "Shoulders tight since Monday")
    _mark_the_body(page, keys)
    keys.write(page.get_by_label("Objective"), "Upper back even on both sides")
    keys.push(page.get_by_role("button", name="As in the template"))
    expect(page.locator("[name=techniques-0-technique]")).not_to_have_value("")
    region = page.locator("[name=techniques-0-region]")
    if not region.input_value():
        keys.to(region)
        page.keyboard.type(region.locator("option[value=lum-l]").inner_text())
    keys.push(page.get_by_role("button", name="Well tolerated."))
    keys.write(page.locator("textarea[name=next_step]"), "Again on Thursday")
    after = page.get_by_role("group", name="Pain after")
    keys.choose(after, after.get_by_label("3", exact=True))
    keys.push(page.get_by_role("button", name="Sign", exact=True))
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    note = SoapNote.objects.get()
    stored = NoteContent.of(note)
    assert (note.status, stored.nrs_before, stored.nrs_after) == ("signed", 6, 3)
    assert [area.region for area in stored.findings.areas] == [page_region(stored)]


def _mark_the_body(page: Page, keys: Keys) -> None:
    """Tab leads to the figure, the arrows from one region to the next, Space marks."""
    figure = page.locator("svg[data-body]").nth(1)
    keys.to(figure.locator("[tabindex='0']"))
    keys.press("ArrowDown", "ArrowDown", "Space")
    marked = page.locator("[data-region][aria-checked=true]")
    expect(marked).to_have_count(1)
    expect(marked).to_be_focused()
    expect(page.locator("[data-marked-words]")).to_contain_text(marked.get_attribute("aria-label") or "?")


def page_region(stored: NoteContent) -> str:
    return stored.findings.areas[0].region


def test_a_visit_is_moved_and_lengthened_in_the_calendar(opens: Opens, chart: Chart) -> None:
    world = chart.world
    ServiceOption.objects.create(clinic=world.clinic, service=world.service, minutes=90, price="110.00")
    page = opens(make_user("reception", world.clinic), size=DESK, **STILL)
    page.goto(f"/dashboard/calendar/?view=people&day={MONDAY}")
    keys = Keys(page)
    box = page.locator(".ec-event[data-key] .event-box")
    expect(box).to_be_visible()
    keys.to(box)
    keys.press("m", "ArrowDown", "ArrowDown", "Enter")
    ask = page.locator("#calendar-ask")
    expect(ask).to_be_visible()
    keys.push(ask.get_by_role("button", name="Do it"))
    expect(page.locator("#calendar-news")).to_contain_text("11:30 am")
    expect(box).to_be_focused()
    keys.press("l", "ArrowDown", "Enter")
    keys.push(ask.get_by_role("button", name="Do it"))
    expect(page.locator("#calendar-news")).to_contain_text("90 minutes")
    chart.visit.refresh_from_db()
    assert (chart.visit.starts_at, chart.visit.minutes) == (world.at(MONDAY, "11:30"), 90)
    expect(box).to_be_focused()
    keys.press("Enter")
    card = page.locator("#calendar-card")
    expect(card.get_by_role("button", name="Close")).to_be_visible()
    keys.press("Escape")
    expect(card).to_be_hidden()
    expect(box).to_be_focused()


PAGES: list[tuple[str, str, Callable[[Chart], str]]] = [
    ("patient", "services", lambda chart: f"/book/{chart.world.clinic.slug}/"),
    ("patient", "a visit", lambda chart: f"/manage/{chart.visit.token}/"),
    ("patient", "the check", lambda chart: f"/manage/{chart.visit.token}/check/"),
    ("patient", "exercises", lambda chart: "/me/home/"),
    ("staff", "today", lambda chart: "/dashboard/"),
    ("staff", "the visit", lambda chart: f"/dashboard/appointments/{chart.visit.public_id}/"),
    ("staff", "the note", lambda chart: f"/dashboard/notes/{chart.draft().public_id}/"),
    ("staff", "calendar", lambda chart: f"/dashboard/calendar/?day={MONDAY}"),
    ("staff", "book", lambda chart: f"/dashboard/book/?patient={chart.patient.public_id}"),
]


def test_wherever_the_focus_is_it_is_seen(opens: Opens, chart: Chart) -> None:
    """Tab by Tab through whole pages."""
    user = make_user()
    Patient.objects.filter(pk=chart.patient.pk).update(user=user)
    windows = {"patient": opens(user, size=PHONE, **STILL), "staff": opens(chart.user, **STILL)}
    unseen = []
    for who, name, address in PAGES:
        page = windows[who]
        page.goto(address(chart))
        page.wait_for_load_state("networkidle")
        keys = Keys(page)
        for _step in range(60):
            keys.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            if not keys.is_seen():
                unseen.append((name, keys.here()))
    assert unseen == []

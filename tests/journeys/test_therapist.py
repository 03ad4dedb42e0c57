"""A therapist's day, in a real browser on a tablet: from Now and Next to the last signature."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from notes.models import SoapNote
from notes.soap.draft import NoteContent
from tests.dashboard.conftest import MONDAY
from tests.factories import World, make_appointment, make_patient, make_user
from tests.journeys.conftest import Opens
from tests.journeys.finger import Finger
from tests.notes.cast import Chart
from tests.notes.screening.test_before_visit import SHORT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def day(world: World, time_machine: TimeMachineFixture) -> Chart:
    """Six visits of Maya are done and signed; Ada, who was here before, comes in five minutes."""
    time_machine.move_to(world.at(MONDAY, "15:25"))
    for hour in range(9, 15):
        visit = make_appointment(world, world.at(MONDAY, f"{hour:02}:00"), status="fulfilled")
        assert visit.patient
        Chart(world, visit.patient, visit).signed()
    ada = make_patient(world.clinic, first_name="Ada", last_name="Byron")
    chart = Chart(world, ada, make_appointment(world, world.at(MONDAY, "15:30"), patient=ada))
    chart.on_file()
    chart.screened()
    chart.caution()
    chart.signed(visit=chart.another_visit(-7, status="fulfilled"))
    assert Client().post(f"/manage/{chart.visit.token}/check/", SHORT).status_code == 200
    return chart


def test_from_next_to_the_last_signature_of_the_day(opens: Opens, day: Chart) -> None:
    page = opens(day.user)
    page.goto("/dashboard/")
    coming = page.get_by_role("region", name="Next")
    for known in ("Consent on file", "To keep to", "Old scar", "Pressure last time"):
        expect(coming).to_contain_text(known)
    hand = Finger(page)
    hand.tap(coming.get_by_role("link", name="Ada Byron"))
    assert (hand.taps, page.locator("h1").inner_text()) == (1, "Ada Byron")
    page.go_back()
    hand = Finger(page)
    hand.tap(coming.get_by_role("button", name="Arrived"))
    expect(page.locator("[data-signing]")).to_contain_text("6 of 7 signed")
    hand.tap(coming.get_by_role("button", name="Write the note"))
    _what_is_filled_in(page)
    hand.tap(page.get_by_role("group", name="Pain before").locator("label", has_text="6"))
    expect(page.locator("input[name=carried][value=nrs_before]")).not_to_be_checked()
    hand.tap(page.get_by_text("I asked about changes in health today"))
    hand.tap(page.get_by_text("The patient agreed to today's treatment"))
    hand.tap(page.locator("[data-region=trp-l]"))
    hand.tap(page.get_by_role("button", name="Same as last time"))
    expect(page.locator("[name=techniques-0-technique]")).to_have_value("kneading")
    hand.tap(page.get_by_role("button", name="Well tolerated."))
    hand.tap(page.get_by_role("group", name="Pain after").locator("label", has_text="3"))
    hand.tap(page.get_by_role("button", name="Sign", exact=True))
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    hand.tap(page.get_by_role("button", name="Complete the visit"))
    hand.within("a therapist treats whoever is next")
    note = SoapNote.objects.get(appointment=day.visit)
    stored = NoteContent.of(note)
    assert (note.status, stored.nrs_before, stored.nrs_after, stored.findings.minutes) == ("signed", 6, 3, 60)
    assert stored.carried == ("subjective", "objective", "next_step"), "untouched is marked for good"
    day.visit.refresh_from_db()
    assert day.visit.status == "fulfilled"
    page.goto("/dashboard/")
    expect(page.locator("[data-signing]")).to_contain_text("7 of 7 signed")


def _what_is_filled_in(page: Page) -> None:
    """S from the check before the visit, last O and P carried over: all of it marked until somebody touches it."""
    expect(page.get_by_label("Subjective")).to_have_value(re.compile("pain 4 now, 2 at worst at night"))
    expect(page.get_by_label("Objective")).to_have_value("Left trapezius firm")
    expect(page.locator("textarea[name=next_step]")).to_have_value(re.compile("^Heat tonight"))
    for carried in ("subjective", "nrs_before", "objective", "next_step"):
        expect(page.locator(f"input[name=carried][value={carried}]")).to_be_checked()


def test_the_card_is_not_read_again_every_minute(opens: Opens, day: Chart) -> None:
    """Each look is written down with the record: the day that keeps itself fresh is not another look."""
    page = opens(day.user)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if request.url.endswith("/before/") else None
    )
    page.goto("/dashboard/")
    expect(page.get_by_role("region", name="Next")).to_contain_text("Consent on file")
    with page.expect_response(re.compile("/dashboard/$")):
        page.evaluate(
            "htmx.ajax('GET', location.pathname, {target: '#day', select: '#day', swap: 'outerHTML'})"
        )
    page.wait_for_timeout(300)
    expect(page.get_by_role("region", name="Next")).to_contain_text("Consent on file")
    assert len(asked) == 1


@pytest.mark.usefixtures("day")
def test_the_card_is_for_the_therapist_who_treats(opens: Opens, world: World) -> None:
    """The desk has the same card without a clinical word."""
    page = opens(make_user("reception", world.clinic))
    page.goto("/dashboard/")
    expect(page.get_by_role("region", name="Next")).to_contain_text("Ada Byron")
    assert "Old scar" not in page.content()
    assert "/before/" not in page.content()

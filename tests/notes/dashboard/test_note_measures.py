"""Measures on the page of a note: compared at once, kept once by the plan's own action, never lost."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from notes.models import MeasureResponse, SoapNote, TrendEvaluation
from notes.soap.draft import open_note
from tests.factories import NOW
from tests.notes.cast import FULL, Chart
from tests.notes.dashboard.note_window import copies_on_device, open_in, saved, stored
from tests.notes.dashboard.test_note_pages import AS_JSON, TYPED

RATED = {"now-psfs-0": "7", "now-grc": "3", "nrs_before": "7", "nrs_after": "4", "measures_key": "k" * 32}


def _kept(code: str) -> int:
    return MeasureResponse.objects.filter(code=code).count()


@pytest.fixture
def noon() -> Iterator[None]:
    """The therapist's clock, in the test and in the server; asked for before anybody signs in."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def therapist(noon: None, chart: Chart) -> Client:
    client = Client()
    client.force_login(chart.user)
    return client


@pytest.fixture
def planned(chart: Chart) -> SoapNote:
    """A note of a plan that began with an activity rated 4, and pain rated 7."""
    plan = chart.active_plan()
    note = chart.draft()
    assert note.plan_id == plan.pk
    return note


def _url(note: SoapNote) -> str:
    return reverse("notes:note_measures", args=[note.public_id])


@pytest.mark.django_db
def test_a_look_compares_and_keeps_nothing(therapist: Client, planned: SoapNote) -> None:
    before = list(MeasureResponse.objects.values())
    said = therapist.post(_url(planned), RATED, headers=AS_JSON).json()
    assert "eased by the measure" in said["pain"]
    assert said["measures"].count("better by the measure") == 2
    same = therapist.post(
        _url(planned), {**RATED, "now-psfs-0": "5", "now-grc": "-2"}, headers=AS_JSON
    ).json()
    assert "no clear change" in same["measures"]
    assert "worse by the measure" in same["measures"]
    assert list(MeasureResponse.objects.values()) == before


@pytest.mark.django_db
def test_kept_once_for_the_plan_and_its_trend_is_asked(therapist: Client, planned: SoapNote) -> None:
    for _twice in range(2):
        answer = therapist.post(_url(planned), {**RATED, "keep": "1"}, headers=AS_JSON)
        assert (answer.status_code, answer.json()["kept"]) == (200, True)
    assert (_kept("psfs"), _kept("grc")) == (2, 1), "one from the start, one from today"
    newest = MeasureResponse.objects.filter(code="psfs").latest("id")
    assert (newest.value, newest.plan_id, newest.answers) == (7, planned.plan_id, '{"Looking back": 7}')
    assert TrendEvaluation.objects.filter(plan=planned.plan).exists()
    assert stored(planned).nrs_before is None, "the note is saved by its own button"


@pytest.mark.django_db
def test_without_javascript_the_page_comes_back_with_every_word(therapist: Client, planned: SoapNote) -> None:
    page = therapist.post(_url(planned), {**TYPED, **RATED, "version": 1, "keep": "1"})
    html = page.content.decode()
    assert page.status_code == 200
    assert FULL.subjective in html
    assert "Kept." in html
    assert _kept("grc") == 1
    nothing = therapist.post(_url(planned), {**TYPED, "version": 1, "keep": "1"})
    assert "Nothing has been answered yet." in nothing.content.decode()


@pytest.mark.django_db
def test_what_cannot_be_is_refused_and_a_signed_note_is_left_alone(
    chart: Chart, therapist: Client, planned: SoapNote
) -> None:
    wrong = therapist.post(_url(planned), {**RATED, "now-grc": "6", "keep": "1"}, headers=AS_JSON)
    assert wrong.status_code == 422
    assert wrong.json()["errors"]
    signed = chart.signed(visit=chart.another_visit(-1))
    assert therapist.post(_url(signed), {**RATED, "keep": "1"}, headers=AS_JSON).status_code == 409
    assert _kept("grc") == 0


@pytest.mark.django_db
def test_without_a_plan_only_the_pain_of_the_session_is_compared(chart: Chart, therapist: Client) -> None:
    note = chart.draft()
    said = therapist.post(_url(note), {**RATED, "keep": "1"}, headers=AS_JSON).json()
    assert "eased by the measure" in said["pain"]
    assert (said["kept"], MeasureResponse.objects.count()) == (False, 0)


@pytest.mark.django_db(transaction=True)
def test_tapped_ratings_outlive_the_tab_and_are_kept_with_the_signature(
    noon: None, here: Chart, window: BrowserContext, live_server
) -> None:
    here.active_plan()
    note = open_note(appointment=here.visit, therapist=here.therapist, now=NOW)
    page = open_in(window, live_server.url, note)
    panel = page.locator("[data-measures]")
    panel.locator("summary").click()
    panel.get_by_role("group", name="Looking back").locator("label", has_text="8").click()
    expect(panel.locator("[data-verdicts]")).to_contain_text("better by the measure")
    page.get_by_label("Subjective").fill("saved, and yet not all of it")
    saved(page)
    assert copies_on_device(page) == 1, "the rating is nowhere else"
    page.close()
    page = open_in(window, live_server.url, note)
    panel = page.locator("[data-measures]")
    expect(panel.get_by_role("group", name="Looking back").get_by_label("8", exact=True)).to_be_checked()
    assert _kept("psfs") == 1
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("The assessment is still empty.")).to_be_visible()
    assert _kept("psfs") == 2
    page.get_by_label("Subjective").press_sequentially(", now it is")
    saved(page)
    assert copies_on_device(page) == 0

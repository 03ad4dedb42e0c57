"""The check before a visit: asked by mail once, short for who was asked before, and never a surprise cancellation."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, Notification
from notes.models import Screening
from notes.screening.asking import ask_before_visits
from notes.screening.lists import FULL_LISTS
from notes.screening.pre_visit import pre_visit_sheet
from notes.screening.queries import state_of
from tests.factories import NOW
from tests.notes.cast import Chart
from tests.portal.conftest import shown

SHORT = {"now": "4", "night_worst": "2", "woken": "1", "eases": "yes", "check-none": ["new"]}
WHOLE = {**SHORT, "check-all": "first", "check-none": [one.name for one in FULL_LISTS]}
KIND = Notification.Kind.PRE_VISIT_CHECK


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def url(chart: Chart) -> str:
    return f"/manage/{chart.visit.token}/check/"


def test_who_was_asked_before_answers_in_four_taps(chart: Chart, url: str) -> None:
    chart.screened()
    client = Client()
    page = client.get(url).content.decode()
    assert 'value="s1"' in page
    assert 'value="e1"' not in page
    answer = client.post(url, SHORT)
    assert "Thank you" in shown(answer)
    sheet = pre_visit_sheet(chart.visit)
    assert sheet is not None
    assert (sheet.pain_now, sheet.night_worst, sheet.woken, sheet.is_something_new) == (4, 2, 1, False)
    assert state_of(chart.patient, NOW) == "ok"


def test_who_was_never_asked_answers_the_whole_check(chart: Chart, url: str) -> None:
    assert 'value="e1"' in Client().get(url).content.decode()
    assert Client().post(url, SHORT).status_code == 400
    assert "Thank you" in shown(Client().post(url, WHOLE))
    assert Screening.objects.get(kind="full").appointment == chart.visit


@pytest.mark.parametrize(
    "change",
    [
        {"check": ["s3"], "check-none": []},
        {"check-unsure": ["s5"], "check-none": []},
        {"night_worst": "8"},
        {"night_worst": "4"},
    ],
)
def test_anything_new_asks_the_whole_check_and_counts_though_the_page_is_left(
    chart: Chart, url: str, change: Any
) -> None:
    chart.screened()
    answer = Client().post(url, {**SHORT, **change})
    assert 'value="e1"' in answer.content.decode()
    assert state_of(chart.patient, NOW) == "needs_therapist"
    sheet = pre_visit_sheet(chart.visit)
    assert sheet is not None
    assert sheet.is_something_new


def test_a_stop_leaves_the_visit_in_the_calendar_and_the_clinic_calls(chart: Chart, url: str) -> None:
    nones = [one.name for one in FULL_LISTS[1:]]
    answer = Client().post(url, {**WHOLE, "check": ["e1"], "check-none": nones})
    text = shown(answer)
    assert "call 911" in text
    assert "Your visit is still in the calendar" in text
    assert "We have not made a booking" not in text
    chart.visit.refresh_from_db()
    assert chart.visit.status == Appointment.Status.BOOKED
    assert state_of(chart.patient, NOW) == "call_patient"


def test_loud_nights_alone_lead_to_a_physician(chart: Chart, url: str) -> None:
    text = shown(Client().post(url, {**WHOLE, "night_worst": "7"}))
    assert "have a physician look at this" in text
    assert Screening.objects.get(kind="full").tier == 4


def test_the_page_shows_nothing_of_the_record(chart: Chart, url: str) -> None:
    chart.screened(t1="yes")
    Client().post(url, SHORT)
    page = Client().get(url).content.decode()
    assert "checked" not in page.split("<form")[1].split("Send to my therapist")[0]
    assert "Pressure" not in page


def test_a_visit_that_is_over_asks_nothing(chart: Chart, url: str) -> None:
    with time_machine.travel(chart.visit.starts_at + timedelta(hours=2), tick=False):
        assert Client().get(url).status_code == 302
        assert Client().post(url, SHORT).status_code == 302
    assert not Screening.objects.exists()


def test_a_mail_asks_once_and_not_at_all_after_the_answer(chart: Chart, url: str) -> None:
    tomorrow = chart.another_visit(1)
    far = chart.another_visit(9)
    assert ask_before_visits(now=NOW) == 1
    assert ask_before_visits(now=NOW) == 0
    asked = Notification.objects.get(kind=KIND)
    assert (asked.appointment, asked.page, asked.page_key) == (tomorrow, "before:pre_visit", tomorrow.token)
    chart.screened()
    Client().post(f"/manage/{tomorrow.token}/check/", SHORT)
    asked.refresh_from_db()
    assert asked.state == Notification.State.VOID
    Client().post(f"/manage/{far.token}/check/", SHORT)
    with time_machine.travel(far.starts_at - timedelta(hours=20), tick=False):
        assert ask_before_visits(now=far.starts_at - timedelta(hours=20)) == 0

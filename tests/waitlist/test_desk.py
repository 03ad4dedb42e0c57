"""The desk's side by HTTP: who waits, who fits and why, offering with one tap, answers given on the phone."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, Notification, Therapist, WaitlistEntry, WaitlistOffer
from tests.dashboard.conftest import NOW, Desk, desk, now
from tests.factories import make_appointment, make_patient, make_world
from tests.portal.conftest import shown
from tests.waitlist.conftest import WEDNESDAY, frees, sweeps, waits

__all__ = ["desk", "now"]

PAGE = "/dashboard/waitlist/"


def fits_url(visit: Appointment) -> str:
    query = {
        "therapist": visit.therapist.public_id,
        "from": int(visit.starts_at.timestamp()),
        "until": int(visit.ends_at.timestamp()),
    }
    return f"{PAGE}fits/?{urlencode(query)}"


def offers(page: HttpResponse) -> list[str]:
    """Who could be offered the time, in the order of the page."""
    return [part.partition(" ")[0] for part in shown(page).split("Offer ")[1:]]


@pytest.fixture
def visit(desk: Desk) -> Appointment:
    return frees(desk.world, now=NOW)


def test_the_desk_sees_the_three_first_in_line_and_why(desk: Desk, visit: Appointment) -> None:
    clinic, day = desk.world.clinic, timedelta(days=1)
    names = ("Ann", "Ben", "Cleo", "Dora")
    people = [make_patient(clinic, first_name=name, last_name="Lee") for name in names]
    waits(desk.world, people[0], created_at=NOW - 9 * day, until_minute=720)
    waits(desk.world, people[1], created_at=NOW - 2 * day, plan_gap_days=12)
    waits(desk.world, people[2], created_at=NOW)
    waits(desk.world, people[3], created_at=NOW - 30 * day, weekdays=[0])
    page = desk.browser("reception").get(fits_url(visit))
    text = shown(page)
    assert text.index("Ben Lee") < text.index("Ann Lee") < text.index("Cleo Lee")
    assert "12 days behind plan · waiting 2 days" in text
    assert "waiting 9 days · mornings" in text
    assert "since today" in text
    assert "Dora" not in text
    assert WaitlistOffer.objects.count() == 0


def test_a_fourth_is_counted_not_listed(desk: Desk, visit: Appointment) -> None:
    for _n in range(5):
        waits(desk.world)
    page = desk.browser("owner").get(fits_url(visit))
    assert page.content.decode().count('name="at"') == 3
    assert "2 more people would fit." in shown(page)


def test_cancel_then_one_tap_holds_and_mails(desk: Desk, visit: Appointment) -> None:
    entry = waits(desk.world)
    browser = desk.browser("reception")
    cancelled = browser.get(f"/dashboard/appointments/{visit.public_id}/").content.decode()
    path = fits_url(visit)
    assert f'hx-get="{path.replace("&", "&amp;")}"' in cancelled
    fragment = browser.get(path, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="fits")
    assert "<html" not in fragment.content.decode()
    body = {"therapist": visit.therapist.public_id, "at": int(visit.starts_at.timestamp()), "next": path}
    response = browser.post(f"{PAGE}{entry.public_id}/offer/", body)
    assert response["Location"] == path
    made = WaitlistOffer.objects.get()
    assert (made.entry, made.appointment.starts_at) == (entry, visit.starts_at)
    assert made.appointment.events.get().user == desk.reception
    assert Notification.objects.get(appointment=made.appointment).kind == "waitlist_offer"
    text = shown(browser.get(path))
    assert "kept until Mon, Jun 7 · 11:00 am" in text
    assert f"{entry.patient.full_name} has been offered Wednesday, June 9 at 10:00 am" in text
    assert sweeps(NOW + timedelta(minutes=4)) == []


def test_a_second_tap_is_refused_in_words(desk: Desk, visit: Appointment) -> None:
    entry = waits(desk.world)
    body = {"therapist": visit.therapist.public_id, "at": int(visit.starts_at.timestamp())}
    browser = desk.browser("reception")
    for _tap in range(2):
        browser.post(f"{PAGE}{entry.public_id}/offer/", body)
    assert "Somebody else has just taken this time." in shown(browser.get(PAGE))
    assert WaitlistOffer.objects.count() == 1


def test_the_page_shows_who_waits_what_is_offered_and_what_came_free(desk: Desk, visit: Appointment) -> None:
    entry = waits(desk.world, plan_gap_days=5, therapists=[desk.world.therapist])
    browser = desk.browser("reception")
    before = shown(browser.get(PAGE))
    assert entry.patient.full_name in before
    assert "with Maya Okafor" in before
    assert "Came free" in before
    assert "1 may want it" in before
    sweeps(NOW + timedelta(minutes=3))
    after = shown(browser.get(PAGE))
    assert "kept until" in after
    assert "Came free" not in after


def test_the_time_of_who_treats_here_no_more_came_free_for_nobody(desk: Desk, visit: Appointment) -> None:
    waits(desk.world)
    assert "Came free" in shown(desk.browser("reception").get(PAGE))
    Therapist.objects.filter(pk=visit.therapist_id).update(is_active=False)
    assert "Came free" not in shown(desk.browser("reception").get(PAGE))


@pytest.mark.parametrize(
    ("answer", "state", "status"), [("accept", "claimed", "booked"), ("decline", "declined", "cancelled")]
)
def test_an_answer_given_on_the_phone(
    desk: Desk, visit: Appointment, answer: str, state: str, status: str
) -> None:
    waits(desk.world)
    (made,) = sweeps(NOW + timedelta(minutes=3))
    browser = desk.browser("reception")
    for _tap in range(2):
        response = browser.post(f"{PAGE}offers/{made.appointment.public_id}/{answer}/")
        assert response["Location"] == PAGE
    made.refresh_from_db()
    made.appointment.refresh_from_db()
    assert (made.state, made.appointment.status) == (state, status)
    assert made.appointment.events.last().user == desk.reception


def test_somebody_is_put_on_the_list_and_taken_off(desk: Desk) -> None:
    patient = make_patient(desk.world.clinic, first_name="Ann", last_name="Lee")
    browser = desk.browser("reception")
    url = f"{PAGE}new/?patient={patient.public_id}"
    assert f'href="{url}"' in browser.get(f"/dashboard/patients/{patient.public_id}/").content.decode()
    assert browser.get(url).status_code == 200
    wish = {
        "option": desk.world.option.public_id, "therapists": [desk.world.therapists[1].public_id],
        "weekdays": ["1", "3"], "from_time": "09:00", "until_time": "12:30", "from_date": "2027-06-07",
        "until_date": "2027-06-30", "notice_minutes": "240",
    }  # fmt: skip
    assert browser.post(url, {**wish, "until_date": "2027-06-01"}).status_code == 400
    assert browser.post(url, wish)["Location"] == PAGE
    entry = WaitlistEntry.objects.get()
    assert (entry.from_minute, entry.until_minute, entry.weekdays) == (540, 750, [1, 3])
    assert "from 9:00 am to 12:30 pm · Tue, Thu · with Jonas Lind" in shown(browser.get(PAGE))
    browser.post(f"{PAGE}{entry.public_id}/close/")
    entry.refresh_from_db()
    assert entry.state == "closed"
    assert "Nobody is waiting" in shown(browser.get(PAGE))


def test_a_gap_on_the_day_leads_to_who_waits_for_it(desk: Desk) -> None:
    make_appointment(desk.world, desk.world.at(WEDNESDAY, "12:00"))
    therapist = desk.world.therapist.public_id
    page = desk.browser("reception").get(f"/dashboard/day/{WEDNESDAY}/?therapist={therapist}")
    body = page.content.decode()
    start = body.index(f"{PAGE}fits/?therapist={therapist}")
    link = body[start : body.index('"', start)].replace("&amp;", "&")
    waits(desk.world)
    assert offers(desk.browser("reception").get(link))


def test_the_desk_is_owner_and_reception_of_this_clinic(desk: Desk, visit: Appointment) -> None:
    entry = waits(desk.world)
    body = {"therapist": visit.therapist.public_id, "at": int(visit.starts_at.timestamp())}
    for who in ("therapist", "colleague", "stranger", "nobody"):
        browser = desk.browser(who)
        own = browser.get(PAGE).status_code
        assert own == (200 if who == "stranger" else 404)
        assert browser.get(fits_url(visit)).status_code == 404
        assert browser.post(f"{PAGE}{entry.public_id}/offer/", body).status_code == 404
        assert browser.post(f"{PAGE}{entry.public_id}/close/").status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert not WaitlistOffer.objects.exists()
    assert entry.patient.full_name not in shown(desk.browser("stranger").get(PAGE))


def test_thirty_who_wait_cost_as_many_queries_as_one(desk: Desk, visit: Appointment) -> None:
    browser = desk.browser("reception")
    counts = []
    for more in (1, 29):
        for _n in range(more):
            waits(desk.world, make_patient(desk.world.clinic), therapists=[desk.world.therapist])
        for path in (PAGE, fits_url(visit)):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(path).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize(
    "query", ["", "from=1&until=2", "from=x&until=9", "from=99999999999999999999&until=1"]
)
def test_an_address_that_names_no_time_is_none(desk: Desk, query: str) -> None:
    therapist = desk.world.therapist.public_id
    for named in (therapist, make_world().therapist.public_id, "x"):
        page = desk.browser("owner").get(f"{PAGE}fits/?therapist={named}&{query}")
        assert page.status_code == (200 if named == therapist and query == "from=1&until=2" else 404)

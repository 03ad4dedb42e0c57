"""A session that is left alone locks on the server, whatever the page does."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.factories import PASSWORD
from tests.staff_sign_in.conftest import House, sign_in

TODAY = "/dashboard/"
UNLOCK = "/accounts/lock/open/"
JSON = {"Accept": "application/json"}
ALONE = timedelta(minutes=15, seconds=1)


@pytest.fixture
def left(house: House, now: time_machine.Traveller) -> Client:
    """The browser of the reception, which nobody has touched for a quarter of an hour."""
    client, _ = sign_in(house.reception)
    assert client.get(TODAY).status_code == 200
    now.shift(ALONE)
    return client


def test_pages_fragments_and_programs_of_the_browser_are_shut(left: Client) -> None:
    shut = left.get("/dashboard/patients/")
    assert shut["Location"] == "/accounts/lock/?next=/dashboard/patients/"
    assert "no-store" in shut["Cache-Control"]
    assert left.get("/dashboard/patients/", headers={"HX-Request": "true"}).status_code == 423
    assert left.get(TODAY, headers=JSON).status_code == 423
    told = left.get("/api/v1/appointments/")
    assert (told.status_code, told.json()["code"]) == (423, "locked")
    assert left.get("/fhir/r4/Patient").status_code == 423
    assert left.get("/accounts/password/change/").status_code == 302


def test_the_page_that_was_open_is_found_again_as_it_was(left: Client) -> None:
    shut = left.get("/dashboard/day/2027-06-08/?therapist=all&x=1")
    assert shut["Location"] == "/accounts/lock/?next=/dashboard/day/2027-06-08/%3Ftherapist%3Dall%26x%3D1"
    asked = left.get(shut["Location"]).content.decode()
    assert 'name="next" value="/dashboard/day/2027-06-08/?therapist=all&amp;x=1"' in asked


def test_it_stays_shut_when_the_clock_is_turned_back(left: Client, now: time_machine.Traveller) -> None:
    left.get(TODAY)
    now.shift(-ALONE)
    assert left.get(TODAY).status_code == 302


def test_a_form_that_was_sent_too_late_changes_nothing(left: Client, house: House) -> None:
    typed = {"first_name": "Late", "last_name": "Comer", "email": "late@example.org"}
    answer = left.post("/dashboard/patients/new/", typed)
    assert answer.status_code == 423
    assert "still in the form" in answer.content.decode()
    assert not house.clinic.patients.exists()


def test_the_password_opens_it_where_it_was(left: Client) -> None:
    left.get(TODAY)
    wrong = left.post(UNLOCK, {"password": "no"}, headers=JSON)
    assert wrong.status_code == 400
    assert wrong.json()["errors"]
    assert left.get(TODAY).status_code == 302
    assert (
        left.post(UNLOCK, {"password": PASSWORD, "next": "/dashboard/waitlist/"})["Location"]
        == "/dashboard/waitlist/"
    )
    assert left.get(TODAY).status_code == 200


def test_it_leads_to_no_other_site(left: Client) -> None:
    answer = left.post(UNLOCK, {"password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer["Location"] == TODAY


def test_guessing_at_the_lock_ends_soon(left: Client) -> None:
    answers = [left.post(UNLOCK, {"password": "no"}, headers=JSON).status_code for _ in range(11)]
    assert answers[-1] == 429
    assert left.post(UNLOCK, {"password": PASSWORD}, headers=JSON).status_code == 429
    assert left.get(TODAY).status_code == 302


def test_what_a_page_fetches_by_itself_is_no_sign_of_life(house: House, now: time_machine.Traveller) -> None:
    client, _ = sign_in(house.reception)
    for _ in range(4):
        now.shift(timedelta(minutes=4))
        client.get(TODAY, headers={"X-By-Itself": "yes"})
    assert client.get(TODAY).status_code == 302


def test_somebody_who_goes_on_working_is_not_locked_out(house: House, now: time_machine.Traveller) -> None:
    client, _ = sign_in(house.reception)
    for _ in range(4):
        now.shift(timedelta(minutes=10))
        assert client.post("/accounts/lock/stay/").status_code == 204
    assert client.get(TODAY).status_code == 200


def test_it_can_be_locked_at_once(house: House) -> None:
    client, _ = sign_in(house.reception)
    assert client.post("/accounts/lock/", headers=JSON).status_code == 204
    assert client.get(TODAY).status_code == 302
    assert client.post("/accounts/lock/stay/").status_code == 423


def test_a_session_that_was_not_begun_here_never_locks(house: House, now: time_machine.Traveller) -> None:
    """A patient's, which a link of a letter began."""
    client = Client()
    client.force_login(house.reception)
    now.shift(timedelta(hours=1))
    assert client.get(TODAY).status_code == 200


def test_nothing_locks_where_the_time_is_zero(
    house: House, now: time_machine.Traveller, settings: object
) -> None:
    settings.AUTO_LOCK_MINUTES = 0  # type: ignore[attr-defined]
    client, _ = sign_in(house.reception)
    now.shift(timedelta(hours=2))
    assert client.get(TODAY).status_code == 200

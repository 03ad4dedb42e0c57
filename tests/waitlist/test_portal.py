"""The patient's side by HTTP: joining, the page of an entry, the link of an offer. GET shows, POST acts."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from tests.factories import make_appointment, make_patient
from tests.portal.conftest import TYPED, Visitor, clock, shown, visitor
from tests.waitlist.conftest import SOON, frees, sweeps, waits

__all__ = ["clock", "visitor"]

WISH = {
    "weekdays": ["0", "2"], "hours": "morning", "until_date": "2027-07-01", "notice_minutes": "240",
}  # fmt: skip
JOIN = {**TYPED, **WISH}


def wait_url(visitor: Visitor) -> str:
    return f"{visitor.times_url}wait/"


def test_from_the_times_to_the_list(visitor: Visitor) -> None:
    page = visitor.client.get(visitor.times_url)
    assert f'href="{wait_url(visitor)}"' in page.content.decode()
    form = visitor.client.get(wait_url(visitor))
    assert form.status_code == 200
    assert "Shall we tell you when a time comes free?" in shown(form)
    assert not WaitlistEntry.objects.exists()
    response = visitor.client.post(wait_url(visitor), JOIN)
    entry = WaitlistEntry.objects.get()
    assert response["Location"] == f"/waiting/{entry.token}/"
    assert (entry.weekdays, entry.from_minute, entry.until_minute, entry.notice_minutes) == (
        [0, 2],
        0,
        720,
        240,
    )
    assert (entry.from_date, entry.until_date) == (date(2027, 6, 7), date(2027, 7, 1))
    assert (entry.patient.email, entry.consent_version) == ("ada@example.org", "portal-1")
    told = shown(visitor.client.get(response["Location"]))
    assert "You are on the list" in told
    assert "mornings, Mon, Wed" in told


def test_a_double_tap_joins_once(visitor: Visitor) -> None:
    first, second = (visitor.client.post(wait_url(visitor), JOIN) for _tap in range(2))
    assert first["Location"] == second["Location"]
    assert WaitlistEntry.objects.count() == 1


def test_the_same_key_with_another_wish_is_asked_again(visitor: Visitor) -> None:
    visitor.client.post(wait_url(visitor), JOIN)
    response = visitor.client.post(wait_url(visitor), {**JOIN, "hours": "evening"})
    assert response.status_code == 409
    assert "form-1" not in response.content.decode()
    assert WaitlistEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"weekdays": []}, 400, "Please choose at least one day."),
        ({"weekdays": ["9"]}, 400, "Select a valid choice"),
        ({"until_date": "2027-06-01"}, 409, "The last date lies before the first one, or has passed."),
        ({"until_date": "soon"}, 400, "Enter a valid date."),
        ({"consent": ""}, 400, "We need your agreement"),
        ({"email": "nowhere"}, 400, "does not look like an e-mail address"),
        ({"notice_minutes": "5"}, 400, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    visitor: Visitor, wrong: dict[str, object], status: int, said: str
) -> None:
    response = visitor.client.post(wait_url(visitor), {**JOIN, **wrong})
    assert response.status_code == status
    assert said in shown(response)
    body = response.content.decode()
    assert 'value="Ada"' in body
    assert "weekdays" in wrong or re.findall(r'name="weekdays" value="(\d)"[^>]* checked', body) == ["0", "2"]
    assert not WaitlistEntry.objects.exists()


def test_who_has_a_visit_waits_for_an_earlier_one_without_typing(visitor: Visitor) -> None:
    visit = visitor.book(visitor.world.at("2027-06-16", "10:00"))
    manage = f"/manage/{visit.token}/"
    assert f'href="{manage}earlier/"' in visitor.client.get(manage).content.decode()
    form = visitor.client.get(f"{manage}earlier/")
    assert 'name="until_date" value="2027-06-16"' in form.content.decode()
    assert "first_name" not in form.content.decode()
    response = visitor.client.post(f"{manage}earlier/", {**WISH, "key": "k", "until_date": "2027-06-16"})
    entry = WaitlistEntry.objects.get()
    assert (entry.patient, response["Location"]) == (visit.patient, f"/waiting/{entry.token}/")


def test_an_earlier_time_is_offered_and_the_visit_moves_there(
    visitor: Visitor, clock: time_machine.Traveller
) -> None:
    visit = visitor.book(visitor.world.at("2027-06-16", "10:00"))
    visitor.client.post(f"/manage/{visit.token}/earlier/", {**WISH, "key": "k", "until_date": "2027-06-16"})
    freed = frees(visitor.world)
    clock.move_to(SOON)
    (made,) = sweeps()
    page = Client().get(f"/offer/{made.appointment.token}/")
    assert "Move the visit of Wednesday, June 16 at 10:00 am here" in shown(page)
    chosen = re.search(r'name="replacing" value="(\w+)" checked', page.content.decode())
    assert chosen
    response = Client().post(f"/offer/{made.appointment.token}/", {"replacing": chosen[1]})
    assert response["Location"] == f"/offer/{made.appointment.token}/"
    visit.refresh_from_db()
    assert visit.starts_at == freed.starts_at


@pytest.fixture
def offer(visitor: Visitor, clock: time_machine.Traveller) -> WaitlistOffer:
    frees(visitor.world)
    waits(visitor.world, make_patient(visitor.world.clinic, first_name="Ada"))
    clock.move_to(SOON)
    (made,) = sweeps()
    return made


def url(offer: WaitlistOffer) -> str:
    return f"/offer/{offer.appointment.token}/"


def test_looking_at_an_offer_changes_nothing(offer: WaitlistOffer) -> None:
    for address in (url(offer), f"{url(offer)}decline/"):
        page = Client().get(address)
        assert page.status_code == 200
        assert "Wednesday, June 9" in shown(page)
    offer.refresh_from_db()
    assert (offer.state, Appointment.objects.get(pk=offer.appointment_id).status) == ("open", "held")


def test_taking_it_books_it_and_the_link_then_leads_to_the_visit(offer: WaitlistOffer) -> None:
    assert "Kept for you until 8:33 am" in shown(Client().get(url(offer)))
    client = Client()
    for _tap in range(2):
        response = client.post(url(offer))
        assert response["Location"] == f"/manage/{offer.appointment.token}/"
    assert "See you soon, Ada" in shown(client.get(response["Location"]))
    assert Client().get(url(offer)).status_code == 302


def test_declining_thanks_and_keeps_them_on_the_list(offer: WaitlistOffer) -> None:
    response = Client().post(f"{url(offer)}decline/")
    assert response["Location"] == f"/waiting/{offer.entry.token}/"
    assert "no longer kept for you" in shown(Client().get(url(offer)))
    assert "You stay on the list" in shown(Client().get(f"{url(offer)}decline/"))
    offer.entry.refresh_from_db()
    assert offer.entry.state == "waiting"


def test_after_its_minutes_it_has_gone(offer: WaitlistOffer, clock: time_machine.Traveller) -> None:
    clock.move_to(SOON + timedelta(minutes=30))
    assert "no longer kept for you" in shown(Client().get(url(offer)))
    response = Client().post(url(offer))
    assert response.status_code == 409
    assert Appointment.objects.filter(status="booked").count() == 0


def test_a_strange_visit_cannot_be_named_as_the_one_to_move(visitor: Visitor, offer: WaitlistOffer) -> None:
    visit = make_appointment(visitor.world, visitor.world.at("2027-06-16", "10:00"))
    response = Client().post(url(offer), {"replacing": visit.public_id})
    assert response.status_code == 409
    offer.refresh_from_db()
    assert offer.state == "open"


def test_the_held_time_cannot_be_booked_under_another_name(visitor: Visitor, offer: WaitlistOffer) -> None:
    """The page of an ordinary reservation sends whoever holds the link to the offer."""
    details = visitor.details_url(offer.appointment)
    assert visitor.client.get(details)["Location"] == url(offer)
    assert visitor.client.post(details, TYPED)["Location"] == url(offer)
    assert visitor.client.get(f"/manage/{offer.appointment.token}/", follow=True).redirect_chain[-1][
        0
    ] == url(offer)
    assert not Appointment.objects.filter(status="booked").exists()


def test_leaving_the_list_is_one_tap(offer: WaitlistOffer) -> None:
    address = f"/waiting/{offer.entry.token}/"
    assert Client().get(f"{address}leave/").status_code == 405
    assert Client().post(f"{address}leave/")["Location"] == address
    assert "You are no longer on the list" in shown(Client().get(address))
    assert "no longer kept for you" in shown(Client().get(url(offer)))


@pytest.mark.parametrize("path", ["/offer/x/", "/offer/x/decline/", "/waiting/x/"])
def test_a_link_that_never_was_says_what_to_do(db: None, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    assert "This link opens nothing" in shown(response)

"""What the links of the list give away: whoever typed somebody's details, or was forwarded a mail, learns nothing."""

from dataclasses import dataclass

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from bookings.models import Appointment, Patient, WaitlistEntry, WaitlistOffer
from tests.factories import make_appointment, make_patient
from tests.portal.conftest import TYPED, Visitor, clock, shown, visitor
from tests.waitlist.conftest import SOON, frees, sweeps

__all__ = ["clock", "visitor"]

WISH = {
    "weekdays": ["0", "1", "2", "3", "4"],
    "hours": "any",
    "until_date": "2027-07-01",
    "notice_minutes": "120",
}
SERVICE = "Lymph drainage"


@dataclass
class Stranger:
    """Somebody who typed the details of Ada, a patient with a visit on June 16, and got a link for it."""

    client: Client
    ada: Patient
    visit: Appointment
    page: str

    @property
    def offer(self) -> WaitlistOffer:
        return WaitlistOffer.objects.select_related("appointment", "entry").get()

    @property
    def offer_page(self) -> str:
        return f"/offer/{self.offer.appointment.token}/"

    def sees(self) -> str:
        response = self.client.get(self.page)
        assert response.status_code == 200
        return response.content.decode()


@pytest.fixture
def stranger(visitor: Visitor, clock: time_machine.Traveller) -> Stranger:
    world = visitor.world
    world.service.name = SERVICE
    world.service.save()
    ada = make_patient(world.clinic, first_name="ADA", last_name="Byron", email="ada@example.org")
    visit = make_appointment(world, world.at("2027-06-16", "10:00"), patient=ada)
    frees(world)
    page = visitor.client.post(f"{visitor.times_url}wait/", {**TYPED, **WISH})["Location"]
    assert WaitlistEntry.objects.get().patient == ada
    clock.move_to(SOON)
    assert sweeps()
    return Stranger(visitor.client, ada, visit, page)


def secrets(stranger: Stranger) -> list[str]:
    offered = stranger.offer.appointment
    return [
        stranger.visit.token, stranger.visit.public_id, offered.token, offered.public_id, stranger.ada.public_id,
        "ADA", "June 16", "June 9",
    ]  # fmt: skip


def test_the_page_of_an_entry_tells_of_an_offer_only_that_there_is_a_mail(stranger: Stranger) -> None:
    page = stranger.sees()
    assert [secret for secret in secrets(stranger) if secret in page] == []
    assert "/offer/" not in page
    assert "Everything about it is in the mail" in page


def test_the_page_of_an_entry_does_not_tell_what_became_of_the_offer(stranger: Stranger) -> None:
    """Taken or given up, it reads the same: a visit is nobody's business but the patient's."""
    taken = Client().post(stranger.offer_page, {"replacing": ""})
    assert taken.status_code == 302
    after_taking = stranger.sees()
    assert [secret for secret in secrets(stranger) if secret in after_taking] == []
    WaitlistEntry.objects.update(state="closed")
    assert shown(stranger.client.get(stranger.page)) == shown(HttpResponse(after_taking))


@pytest.mark.parametrize("path", ["", "decline/"])
def test_after_a_move_the_offer_keeps_the_link_of_the_visit_to_itself(stranger: Stranger, path: str) -> None:
    answer = stranger.client.post(stranger.offer_page, {"replacing": stranger.visit.public_id})
    again = stranger.client.post(stranger.offer_page, {"replacing": ""})
    assert answer["Location"] == again["Location"] == stranger.offer_page
    assert stranger.offer.moved == stranger.visit
    page = stranger.client.get(f"{stranger.offer_page}{path}")
    assert page.status_code == 200
    body = page.content.decode()
    assert stranger.visit.token not in body
    assert stranger.visit.public_id not in body
    assert "Your visit has moved" in shown(page)
    assert "Wednesday, June 9 at 10:00 am" in shown(page)
    assert "in the mail" in shown(page)


def test_the_link_of_the_held_time_leads_nowhere_else_after_a_move(stranger: Stranger) -> None:
    token = stranger.offer.appointment.token
    stranger.client.post(stranger.offer_page, {"replacing": stranger.visit.public_id})
    page = Client().get(f"/manage/{token}/", follow=True)
    assert page.redirect_chain[-1][0] == stranger.offer_page
    assert stranger.visit.token not in page.content.decode()


def test_no_page_behind_a_link_of_the_list_says_what_is_treated(stranger: Stranger) -> None:
    offer = stranger.offer_page
    pages = [Client().get(address) for address in (stranger.page, offer, f"{offer}decline/")]
    Client().post(offer, {"replacing": stranger.visit.public_id})
    pages += [Client().get(address) for address in (stranger.page, offer)]
    WaitlistOffer.objects.update(state="passed", moved=None)
    pages.append(Client().get(offer))
    assert [page.status_code for page in pages] == [200] * 6
    assert [page.request["PATH_INFO"] for page in pages if SERVICE in page.content.decode()] == []


def test_who_chooses_a_time_still_sees_the_name_of_the_treatment(visitor: Visitor) -> None:
    held = visitor.hold(visitor.world.at("2027-06-09", "10:00"))
    assert visitor.world.service.name in shown(visitor.client.get(visitor.details_url(held)))

"""Somebody who works for two clinics chooses in which one they are."""

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Membership
from tests.dashboard.conftest import Desk
from tests.factories import World, make_patient, make_world

CHOOSE = reverse("dashboard:clinic")
TODAY = reverse("dashboard:today")
PATIENTS = reverse("dashboard:patients")


@pytest.fixture
def other(desk: Desk) -> World:
    """The reception of the first clinic owns this one."""
    world = make_world()
    Membership.objects.create(clinic=world.clinic, user=desk.reception, role="owner")
    make_patient(world.clinic, first_name="Olga", last_name="Other")
    make_patient(desk.world.clinic, first_name="Hanna", last_name="Here")
    return world


def people(client: Client) -> set[str]:
    return {line.full_name for line in client.get(PATIENTS).context["found"].lines}


def test_the_chosen_clinic_holds_for_this_browser(desk: Desk, other: World) -> None:
    client, second = desk.browser("reception"), desk.browser("reception")
    assert people(client) == {"Hanna Here"}
    page = client.get(TODAY).content.decode()
    assert f'name="clinic" value="{other.clinic.public_id}"' in page
    assert client.post(CHOOSE, {"clinic": other.clinic.public_id})["Location"] == TODAY
    assert people(client) == {"Olga Other"}
    assert other.clinic.name in client.get(TODAY).content.decode()
    assert client.get(reverse("dashboard:closures")).status_code == 200  # the owner's, which reception is not
    assert client.get("/api/v1/me/").json()["clinic"]["id"] == other.clinic.public_id
    assert people(second) == {"Hanna Here"}
    assert client.post(CHOOSE, {"clinic": desk.world.clinic.public_id}).status_code == 302
    assert people(client) == {"Hanna Here"}


def test_nobody_chooses_a_clinic_that_they_do_not_work_for(desk: Desk, other: World) -> None:
    client = desk.browser("therapist")
    assert "side-switch" not in client.get(TODAY).content.decode()
    assert client.post(CHOOSE, {"clinic": other.clinic.public_id}).status_code == 404
    assert client.get("/api/v1/me/").json()["clinic"]["id"] == desk.world.clinic.public_id


def test_who_stops_working_there_is_back_in_the_first(desk: Desk, other: World) -> None:
    client = desk.browser("reception")
    client.post(CHOOSE, {"clinic": other.clinic.public_id})
    Membership.objects.filter(clinic=other.clinic, user=desk.reception).delete()
    assert people(client) == {"Hanna Here"}

"""The list of patients and the page of one."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from bookings.people.queries import patient_card
from bookings.people.search import patient_list
from tests.dashboard.conftest import MONDAY, NOW, Desk, search
from tests.factories import make_appointment, make_patient

Asserting = Callable[[int], AbstractContextManager[Any]]


def test_a_patient_page_tells_visits_to_come_and_past_ones(desk: Desk) -> None:
    world = desk.world
    patient = make_patient(world.clinic, birth_date=date(1990, 6, 8))
    make_appointment(world, world.at("2027-06-01", "10:00"), status="fulfilled", patient=patient)
    make_appointment(world, world.at("2027-06-02", "10:00"), status="no_show", patient=patient)
    make_appointment(world, world.at(MONDAY, "15:00"), patient=patient)
    make_appointment(world, world.at("2027-06-09", "15:00"), patient=patient)
    response = desk.browser("reception").get(reverse("dashboard:patient", args=[patient.public_id]))
    card = response.context["patient"]
    assert [v.starts_at.day for v in card.upcoming] == [7, 9]
    assert [v.starts_at.day for v in card.past] == [2, 1]
    assert (card.visits, card.no_shows, card.age) == (1, 1, 36)


def test_a_therapist_sees_their_own_visits_of_a_shared_patient(desk: Desk) -> None:
    world = desk.world
    patient = make_patient(world.clinic)
    own = make_appointment(world, world.at("2027-06-08", "10:00"), patient=patient)
    make_appointment(
        world,
        world.at("2027-06-09", "10:00"),
        patient=patient,
        therapist=world.therapists[1],
        room=world.rooms[1],
    )
    card = patient_card(user=desk.therapist, patient=patient, now=NOW)
    assert [v.public_id for v in card.upcoming] == [own.public_id]
    assert card.is_treated
    assert not patient_card(user=desk.owner, patient=patient, now=NOW).is_treated


def test_the_clinical_panel_is_for_who_treats(desk: Desk) -> None:
    patient = make_appointment(desk.world, desk.world.at(MONDAY, "15:00")).patient
    assert patient
    url, panel = (
        reverse(name, args=[patient.public_id]) for name in ("dashboard:patient", "notes:patient_panel")
    )
    assert panel in desk.browser("therapist").get(url).content.decode()
    assert panel not in desk.browser("reception").get(url).content.decode()
    assert panel not in desk.browser("owner").get(url).content.decode()


def test_guardian_and_dependants_lead_to_each_other(desk: Desk) -> None:
    parent = make_patient(desk.world.clinic, first_name="Ada", last_name="Byron")
    child = make_patient(desk.world.clinic, first_name="Tim", last_name="Byron", guardian=parent)
    for one, other in ((parent, child), (child, parent)):
        page = (
            desk.browser("reception").get(reverse("dashboard:patient", args=[one.public_id])).content.decode()
        )
        assert reverse("dashboard:patient", args=[other.public_id]) in page


def test_a_search_answers_with_the_rows_alone_when_asked_so(desk: Desk) -> None:
    make_patient(desk.world.clinic, first_name="Ada", last_name="Byron")
    headers = {"HX-Request": "true", "HX-Target": "found"}
    response = search(desk.browser("reception"), reverse("dashboard:patients"), "byr", **headers)
    page = response.content.decode()
    assert "Ada Byron" in page
    assert "<html" not in page
    assert response["HX-Replace-Url"] == response.redirect_chain[0][0]


def test_what_is_typed_stands_in_no_address_and_back_comes_back_to_it(desk: Desk) -> None:
    make_patient(desk.world.clinic, first_name="Ada", last_name="Byron")
    client, page = desk.browser("reception"), reverse("dashboard:patients")
    first, second = (search(client, page, text) for text in ("Byron", "Zzyzx"))
    addresses = [response.redirect_chain[0][0] for response in (first, second)]
    assert not any(word in address.lower() for address in addresses for word in ("byron", "zzyzx", "q="))
    assert "Ada Byron" in client.get(addresses[0]).content.decode()
    assert "Ada Byron" not in client.get(addresses[1]).content.decode()
    assert search(client, addresses[0], "").redirect_chain[0][0] == page
    # Somebody else's browser finds nothing behind the same address.
    assert client.get(addresses[0]).context["q"] == "Byron"
    assert desk.browser("owner").get(addresses[0]).context["q"] == ""


def test_a_search_keeps_what_was_chosen_and_leads_nowhere_else(desk: Desk) -> None:
    page = f"{reverse('dashboard:book')}?option={desk.world.option.public_id}"
    found = search(desk.browser("reception"), page, "Byron").redirect_chain[0][0]
    assert found.startswith(f"{page}&s=")
    abroad = desk.browser("reception").post(
        reverse("dashboard:search"), {"q": "Byron", "next": "https://elsewhere.example.org/"}
    )
    assert abroad["Location"].startswith(f"{reverse('dashboard:patients')}?s=")


def test_nobody_found_leads_to_a_new_patient(desk: Desk) -> None:
    client = desk.browser("reception")
    page = search(client, reverse("dashboard:patients"), "Zzyzx Ann").content.decode()
    link = re.search(rf'href="({reverse("dashboard:patient_new")}\?s=[^"]+)"', page)
    assert link
    assert client.get(link[1]).context["form"].initial == {"first_name": "Zzyzx", "last_name": "Ann"}


def test_patients_of_another_clinic_are_never_found(desk: Desk) -> None:
    elsewhere = desk.stranger.memberships.get().clinic
    make_patient(elsewhere, first_name="Ada", last_name="Byron")
    assert patient_list(user=desk.owner, clinic=desk.world.clinic, now=NOW, text="byron").lines == ()
    assert len(patient_list(user=desk.stranger, clinic=elsewhere, now=NOW, text="byron").lines) == 1


@pytest.mark.parametrize("visits", [1, 30])
def test_a_long_history_takes_as_many_queries_as_a_short_one(
    desk: Desk, django_assert_num_queries: Asserting, visits: int
) -> None:
    patient = make_patient(desk.world.clinic)
    for number in range(visits):
        at = desk.world.at(MONDAY, "09:00") - timedelta(days=number + 1)
        make_appointment(desk.world, at, patient=patient, status="fulfilled")
    with django_assert_num_queries(2):
        assert patient_card(user=desk.owner, patient=patient, now=NOW).visits == visits


@pytest.mark.parametrize("patients", [1, 25])
def test_a_long_list_takes_as_many_queries_as_a_short_one(
    desk: Desk, django_assert_num_queries: Asserting, patients: int
) -> None:
    for number in range(patients):
        make_appointment(desk.world, desk.world.at(MONDAY, "09:00") + timedelta(days=number))
    with django_assert_num_queries(2):
        assert len(patient_list(user=desk.owner, clinic=desk.world.clinic, now=NOW).lines) == patients

"""Pages in the language that was chosen, asked for or known; and back again by the switch."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from bookings.models import Patient
from tests.factories import NOW, World, make_appointment, make_patient, make_user

pytestmark = pytest.mark.django_db
SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.8"}


def services(world: World) -> str:
    return f"/book/{world.clinic.slug}/"


def spoken(page: Any) -> str:
    return str(page.content.decode().partition('<html lang="')[2][:2])


def test_the_browser_is_heard(world: World) -> None:
    page = Client(headers=SPANISH).get(services(world))
    assert spoken(page) == "es"
    assert page["Content-Language"] == "es"
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}
    assert spoken(Client(headers={"Accept-Language": "fr, de;q=0.5"}).get(services(world))) == "en"
    assert spoken(Client(headers={"Accept-Language": "x" * 9000}).get(services(world))) == "en"


def test_a_clinic_speaks_its_own_language_to_those_who_asked_for_none(world: World) -> None:
    world.clinic.language = "es"
    world.clinic.save()
    assert spoken(Client().get(services(world))) == "es"
    assert spoken(Client(headers={"Accept-Language": "en"}).get(services(world))) == "en"
    assert spoken(Client().get("/accounts/login/")) == "en", "one page does not change the next"
    assert translation.get_language() == "en", "nor what its thread does afterwards"


def test_the_switch_is_kept_and_wins(world: World) -> None:
    browser = Client(headers=SPANISH)
    answer = browser.post("/language/", {"language": "en", "next": services(world)})
    assert (answer.status_code, answer["Location"]) == (302, services(world))
    assert answer.cookies["language"]["httponly"]
    assert spoken(browser.get(services(world))) == "en"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(world: World, to: str) -> None:
    answer = Client().post("/language/", {"language": "es", "next": to})
    assert answer["Location"] == "/"


def test_an_unknown_language_changes_nothing() -> None:
    answer = Client().post("/language/", {"language": "xx", "next": "/"})
    assert "language" not in answer.cookies
    assert Client().get("/language/").status_code == 405


def test_a_link_speaks_its_patients_language(world: World) -> None:
    about = make_appointment(
        world,
        world.at("2027-06-17", "14:30"),
        patient=make_patient(world.clinic, language="es"),
        created_at=NOW,
    )
    link = f"/manage/{about.token}/"
    page = Client(headers={"Accept-Language": "en"}).get(link)
    assert spoken(page) == "es"
    assert "jueves, 17 de junio" in page.content.decode()
    assert "14:30" in page.content.decode()
    browser = Client()
    browser.post("/language/", {"language": "en", "next": link})
    assert spoken(browser.get(link)) == "en", "what was chosen on this device is final"


def test_whoever_books_in_spanish_is_written_to_in_spanish(world: World) -> None:
    made = book(world, SPANISH)
    assert Patient.objects.get(appointments__public_id=made).language == "es"


def test_a_program_that_asks_for_nothing_speaks_as_the_clinic(world: World) -> None:
    world.clinic.language = "es"
    world.clinic.save()
    made = book(world, {})
    assert Patient.objects.get(appointments__public_id=made).language == "es"


def test_staff_are_spoken_to_as_they_chose_on_every_device(world: World) -> None:
    owner = make_user("owner", world.clinic)
    first, second = Client(), Client()
    for browser in (first, second):
        browser.force_login(owner)
    first.post("/language/", {"language": "es", "next": "/dashboard/"})
    owner.refresh_from_db()
    assert owner.language == "es"
    assert spoken(second.get("/dashboard/messages/")) == "es"


def book(world: World, headers: dict[str, str]) -> str:
    """The way a program books; returns the id of the appointment."""
    client = Client(headers=headers)
    base = f"/api/v1/clinics/{world.clinic.slug}/"
    free = client.get(f"{base}slots/next/", {"option": world.option.public_id}).json()
    slot = (free.get("slots") or free.get("results"))[0]
    held = client.post(
        f"{base}holds/",
        {"option": world.option.public_id, "starts_at": slot["starts_at"]},
        content_type="application/json",
    ).json()
    person = {"first_name": "Ana", "last_name": "Ruiz", "email": "ana@example.org"}
    body = {"hold": held["token"], "patient": person, "consent": {"version": "1", "accepted": True}}
    made = client.post(f"{base}appointments/", body, content_type="application/json")
    assert made.status_code == 201, made.json()
    return str(made.json()["id"])

"""One box that finds everything, for each role what it may see."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from bookings.dashboard.day_words import day_meant
from bookings.dashboard.finding import PAGES
from tests.dashboard.conftest import MONDAY, Desk
from tests.factories import make_appointment, make_patient, make_world

Asserting = Callable[[int], AbstractContextManager[Any]]
TODAY = date(2027, 6, 7)  # a Monday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("Tomorrow", date(2027, 6, 8)),
        ("yesterday", date(2027, 6, 6)),
        ("mon", TODAY),
        ("Sunday", date(2027, 6, 13)),
        ("24 Nov", date(2027, 11, 24)),
        ("Nov 24", date(2027, 11, 24)),
        ("24. november 2028", date(2028, 11, 24)),
        ("November 24, 2026", date(2026, 11, 24)),
        ("1 May", date(2027, 5, 1)),
        ("1 Feb", date(2028, 2, 1)),
        ("2027-12-31", date(2027, 12, 31)),
        ("31 Nov", None),
        ("Nov", None),
        ("Marta Nov", None),
        ("24", None),
        ("", None),
    ],
)
def test_days_in_words(text: str, day: date | None) -> None:
    assert day_meant(text, TODAY) == day


def test_days_in_spanish_and_still_in_english() -> None:
    with override("es"):
        assert day_meant("mañana", TODAY) == date(2027, 6, 8)
        assert day_meant("24 de noviembre", TODAY) == date(2027, 11, 24)
        assert day_meant("tomorrow", TODAY) == date(2027, 6, 8)


def _find(client: Client, text: str) -> dict[str, list[str]]:
    """The links that are found, by group."""
    found = client.post(reverse("dashboard:find"), {"q": text}).context["found"]
    return {title: [hit.url for hit in hits] for title, hits in found.groups.items()}


def test_everybody_finds_a_day_and_the_owner_the_settings(desk: Desk) -> None:
    tomorrow = reverse("dashboard:day", args=[date(2027, 6, 8)])
    assert _find(desk.browser("reception"), "tomorrow")["Days"] == [tomorrow]
    assert reverse("dashboard:holidays") in _find(desk.browser("owner"), "holidays")["Pages"]
    assert reverse("dashboard:texts") in _find(desk.browser("owner"), "reminder texts")["Pages"]
    assert "Pages" not in _find(desk.browser("reception"), "holidays")
    assert "Pages" not in _find(desk.browser("therapist"), "reminder texts")


@pytest.mark.parametrize("who", ["owner", "reception", "therapist"])
def test_what_is_offered_opens(desk: Desk, who: str) -> None:
    """The words of every page, sent in as each role: no link leads to a door that is shut."""
    browser = desk.browser(who)
    urls = {url for page in PAGES for url in _find(browser, str(page.label)).get("Pages", [])}
    assert len(urls) >= 8
    assert {url: browser.get(url).status_code for url in urls if browser.get(url).status_code >= 400} == {}


def test_every_card_of_the_settings_can_be_found(desk: Desk) -> None:
    page = desk.browser("owner").get(reverse("dashboard:settings")).content.decode().partition("<main")[2]
    cards = set(re.findall(r'href="(/dashboard/[^"?#]+)"', page))
    assert len(cards) >= 10
    assert cards <= {reverse(one.name) for one in PAGES}


def test_patients_by_letters_or_digits_and_only_ones_own(desk: Desk) -> None:
    world = desk.world
    treated = make_patient(world.clinic, first_name="Rosa", last_name="Zeller", phone="+1 212 555 7788")
    make_patient(world.clinic, first_name="Rosalind", last_name="Other")
    make_patient(make_world().clinic, first_name="Rosa", last_name="Elsewhere")
    make_appointment(world, world.at(MONDAY, "15:00"), patient=treated)
    page = reverse("dashboard:patient", args=[treated.public_id])
    assert len(_find(desk.browser("reception"), "rosa")["Patients"]) == 2
    assert _find(desk.browser("reception"), "7788")["Patients"] == [page]
    assert _find(desk.browser("therapist"), "rosa")["Patients"] == [page]
    assert "Patients" not in _find(desk.browser("colleague"), "rosa")
    assert "Patients" not in _find(desk.browser("reception"), "ro")


def test_a_therapist_leads_to_their_day_and_to_hours_that_one_sets(desk: Desk) -> None:
    maya = desk.world.therapists[0].public_id
    day, hours = f"{reverse('dashboard:today')}?therapist={maya}", reverse("dashboard:hours_of", args=[maya])
    assert _find(desk.browser("owner"), "maya")["Therapists"] == [day, hours]
    assert _find(desk.browser("therapist"), "oka")["Therapists"] == [day, hours]
    assert _find(desk.browser("colleague"), "maya")["Therapists"] == [day]


def test_what_was_typed_is_neither_kept_nor_in_an_address(desk: Desk) -> None:
    browser = desk.browser("reception")
    make_patient(desk.world.clinic, first_name="Rosa", last_name="Zeller")
    before = dict(browser.session.items())
    response = browser.post(reverse("dashboard:find"), {"q": "zeller"})
    assert response.status_code == 200
    assert "Rosa Zeller" in response.content.decode()
    assert dict(browser.session.items()) == before
    assert "Rosa" not in browser.get(reverse("dashboard:find") + "?q=zeller").content.decode()


def test_the_dialog_gets_what_was_found_alone(desk: Desk) -> None:
    said = desk.browser("owner").post(
        reverse("dashboard:find"), {"q": "<b>tomorrow"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in said.content.decode()
    assert "<b>" not in said.content.decode()


def test_a_constant_number_of_queries(desk: Desk, django_assert_num_queries: Asserting) -> None:
    browser = desk.browser("owner")
    for number in (1, 30):
        for one in range(number):
            make_patient(desk.world.clinic, first_name="Maya", last_name=f"Same{one}")
        # Session, user, memberships, therapist; patients, their visits, therapists.
        with django_assert_num_queries(7):
            browser.post(reverse("dashboard:find"), {"q": "maya"}, headers={"HX-Request": "true"})

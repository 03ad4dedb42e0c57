"""A patient's own visits and details, in a browser and by HTTP: booked again in three taps, changed with care."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db.models import F
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from bookings.models import AccessRecord, Appointment, Patient, PatientClaim, User
from tests.browser.safety import nothing_applies
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world
from tests.journeys.finger import Finger
from tests.portal.conftest import shown

pytestmark = pytest.mark.django_db(transaction=True)
Status = Appointment.Status


def fine(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], page.url


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def booked_before(page: Page, live_server: LiveServer) -> Appointment:
    """A first visit, booked with the whole check, that lies twenty days back; the patient is signed in."""
    page.goto(live_server.url)
    page.get_by_role("link", name=re.compile("All times")).click()
    page.locator("details[open] .slot").first.click()
    page.get_by_label("First name", exact=True).fill("Ada")
    page.get_by_label("Last name", exact=True).fill("Byron")
    page.get_by_label("E-mail").fill("ada@example.org")
    nothing_applies(page)
    page.get_by_label(re.compile("I agree")).check()
    page.get_by_role("button", name="Book this time").click()
    page.wait_for_url("**/done/**")
    back = timedelta(days=20)
    Appointment.objects.update(
        status=Status.FULFILLED, starts_at=F("starts_at") - back, ends_at=F("ends_at") - back,
        occupies_from=F("occupies_from") - back, occupies_until=F("occupies_until") - back,
    )  # fmt: skip
    visit = Appointment.objects.get()
    user = make_user()
    Patient.objects.update(user=user)
    page.context.clear_cookies()
    sign_in(page, live_server, user)
    return visit


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_same_once_more_in_three_taps(
    browser: Browser, live_server: LiveServer, has_scripts: bool
) -> None:
    world = make_world(hours=(0, 24 * 60), weekdays=range(7), therapists=2)
    context = browser.new_context(java_script_enabled=has_scripts, viewport={"width": 390, "height": 844})
    page = context.new_page()
    first = booked_before(page, live_server)
    page.goto(f"{live_server.url}/me/")
    if has_scripts:
        fine(page)
    hand = Finger(page)
    for target in (
        page.get_by_role("link", name=re.compile("Book again")),
        page.locator("details[open] .slot").first,
        page.get_by_role("button", name="None of these: book this time"),
    ):
        hand.tap(target)
        if has_scripts:
            fine(page)
    page.wait_for_url("**/done/**")
    hand.within("a patient books again")
    second = Appointment.objects.exclude(pk=first.pk).get()
    assert (second.status, second.patient_id) == (Status.BOOKED, first.patient_id)
    assert (second.option_id, second.therapist_id) == (first.option_id, first.therapist_id)
    assert second.consented_at is None, (
        "who agreed within the year is not asked, and nothing is ticked for them"
    )
    assert world.clinic == second.clinic
    context.close()


def test_what_is_ticked_beats_the_button_that_says_nothing_is(page: Page, live_server: LiveServer) -> None:
    make_world(hours=(0, 24 * 60), weekdays=range(7))
    booked_before(page, live_server)
    page.goto(f"{live_server.url}/me/")
    page.get_by_role("link", name=re.compile("Book again")).click()
    page.locator("details[open] .slot").first.click()
    page.locator("input[name=check]").first.check()
    page.get_by_role("button", name="None of these: book this time").click()
    expect(page.get_by_text("Please keep one of them")).to_be_visible()
    assert Appointment.objects.filter(status=Status.BOOKED).count() == 0


def test_for_somebody_else_the_agreement_is_asked_anew(page: Page, live_server: LiveServer) -> None:
    make_world(hours=(0, 24 * 60), weekdays=range(7))
    booked_before(page, live_server)
    page.goto(f"{live_server.url}/me/")
    page.get_by_role("link", name=re.compile("Book again")).click()
    page.locator("details[open] .slot").first.click()
    page.get_by_label("First name", exact=True).fill("Grace")
    page.get_by_role("button", name="None of these: book this time").click()
    expect(page.get_by_text("We need your agreement to keep these details.")).to_be_visible()
    expect(page.get_by_label(re.compile("I agree"))).not_to_be_checked()


@pytest.fixture
def patient_at_home(clock: object) -> tuple[World, Patient, Client]:
    world = make_world()
    patient = make_patient(world.clinic, user=make_user())
    client = Client()
    assert patient.user
    client.force_login(patient.user)
    return world, patient, client


def test_each_coming_visit_says_what_can_be_done_with_it(
    patient_at_home: tuple[World, Patient, Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world, patient, client = patient_at_home
    late = make_appointment(world, NOW + timedelta(hours=2), patient=patient)
    page = client.get("/me/").content.decode()
    assert f"/manage/{late.token}/confirm/" in page
    assert f"/manage/{late.token}/appointment.ics" in page
    assert f"/manage/{late.token}/move/" in page, "too late leads to the policy and the phone"
    with django_assert_num_queries(6):
        client.get("/me/")
    for day in range(1, 12):
        make_appointment(world, NOW + timedelta(days=day), patient=patient)
        make_appointment(world, NOW - timedelta(days=day), patient=patient, status=Status.FULFILLED)
    with django_assert_num_queries(6):
        client.get("/me/")


def test_a_strangers_visit_is_not_booked_again(patient_at_home: tuple[World, Patient, Client]) -> None:
    world, _patient, client = patient_at_home
    theirs = make_appointment(world, NOW - timedelta(days=3), status=Status.FULFILLED)
    assert client.get(f"/me/again/{theirs.public_id}/").status_code == 404


def test_without_the_therapist_everybodys_times_are_shown(
    patient_at_home: tuple[World, Patient, Client],
) -> None:
    world, patient, client = patient_at_home
    visit = make_appointment(world, NOW - timedelta(days=3), patient=patient, status=Status.FULFILLED)
    world.service.therapists.remove(world.therapist)
    answer = client.get(f"/me/again/{visit.public_id}/", follow=True)
    assert "does not give this any more" in shown(answer)
    world.service.is_active = False
    world.service.save()
    assert "cannot be booked online any more" in shown(
        client.get(f"/me/again/{visit.public_id}/", follow=True)
    )


def test_a_phone_counts_at_once_a_name_and_an_address_wait_for_the_clinic(
    patient_at_home: tuple[World, Patient, Client],
) -> None:
    world, patient, client = patient_at_home
    was = (patient.first_name, patient.email)
    sent = {
        "first_name": "Renée",
        "last_name": patient.last_name,
        "phone": "+1 555 0199",
        "email": "new@example.org",
    }
    answer = client.post("/me/profile/", sent, follow=True)
    patient.refresh_from_db()
    assert (patient.first_name, patient.email, patient.phone) == (*was, "+1 555 0199")
    assert patient.phone_digits.startswith("9910")
    assert "The clinic is looking at this: First name: Renée E-mail: new@example.org" in shown(answer)
    client.post("/me/profile/", {**sent, "first_name": "Renee"})
    claims = PatientClaim.objects.filter(patient=patient, candidate=patient)
    assert {str(claim.differing) for claim in claims} == {
        "{'first_name': 'Renee'}",
        "{'email': 'new@example.org'}",
    }
    assert AccessRecord.objects.filter(patient=patient, action="edited", user=patient.user).count() == 1

    desk = Client()
    desk.force_login(make_user("reception", world.clinic))
    assert "Renee" in shown(desk.get("/dashboard/patients/check/"))
    name = claims.get(differing__has_key="first_name")
    desk.post(f"/dashboard/patients/check/{name.public_id}/accept/", {"field": "first_name"})
    patient.refresh_from_db()
    assert (patient.first_name, patient.search_name.split()[-1]) == ("Renee", "renee")


def test_a_phone_that_is_none_changes_nothing(patient_at_home: tuple[World, Patient, Client]) -> None:
    _world, patient, client = patient_at_home
    sent = {"first_name": "Pat", "last_name": patient.last_name, "phone": "call me", "email": patient.email}
    assert client.post("/me/profile/", sent).status_code == 400
    was = patient.phone
    patient.refresh_from_db()
    assert patient.phone == was
    assert not PatientClaim.objects.exists()

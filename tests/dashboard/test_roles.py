"""Who may open what: every page of the staff's booking side, for everybody who may try."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord, Appointment, AppointmentEvent, Notification, Patient
from tests.dashboard.conftest import MONDAY, Desk
from tests.factories import make_appointment, make_patient

# `therapist` treats the patient of the table, `colleague` works in the same clinic, `stranger` in another.
SIGN_IN, NOT_THERE, OK, DONE = "sign in", 404, 200, 302
EVERYBODY = {"owner": OK, "reception": OK, "therapist": OK, "colleague": OK}
TREATING = {"owner": OK, "reception": OK, "therapist": OK, "colleague": NOT_THERE}
DESK = {"owner": OK, "reception": OK, "therapist": NOT_THERE, "colleague": NOT_THERE}
OUTSIDE = {"anonymous": SIGN_IN, "nobody": NOT_THERE}

PAGES = {
    "today": (EVERYBODY, OK),
    "day": (EVERYBODY, OK),
    "choose_day": (dict.fromkeys(EVERYBODY, DONE), DONE),
    "appointment": (TREATING, NOT_THERE),
    "cancel": (TREATING, NOT_THERE),
    "move": (TREATING, NOT_THERE),
    "book": (EVERYBODY, OK),
    "patients": (EVERYBODY, OK),
    "patient_new": (EVERYBODY, OK),
    "patient": (TREATING, NOT_THERE),
    "messages": (DESK, OK),
    "inbox": (EVERYBODY, OK),
}
ACTIONS = ("accept", "decline", "confirm", "arrive", "complete", "no-show", "cancel", "move")


def address(name: str, appointment: Appointment) -> str:
    if name in ("appointment", "cancel", "move", *ACTIONS):
        return reverse(f"dashboard:{name}", args=[appointment.public_id])
    if name == "patient":
        assert appointment.patient
        return reverse("dashboard:patient", args=[appointment.patient.public_id])
    if name == "day":
        return reverse("dashboard:day", args=[MONDAY])
    if name == "choose_day":
        return reverse("dashboard:choose_day") + f"?day={MONDAY}"
    return reverse(f"dashboard:{name}")


def answer(client: Client, url: str, method: str = "get") -> int | str:
    response = getattr(client, method)(url)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return SIGN_IN
    return int(response.status_code)


@pytest.fixture
def mailbox(settings: object, tmp_path: Path) -> None:
    settings.DEMO_MAILBOX = str(tmp_path)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("mailbox")
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_those_who_may_see_it(desk: Desk, page: str) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "14:00"))
    inside, stranger = PAGES[page]
    expected = {**inside, **OUTSIDE, "stranger": stranger}
    seen = {who: answer(desk.browser(who), address(page, visit)) for who in expected}
    assert seen == expected


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_else_can_act_on_a_visit(desk: Desk, action: str) -> None:
    status = "pending" if action in ("accept", "decline") else "booked"
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "10:00"), status=status)
    before = Appointment.objects.values().get()
    outsiders = {"colleague": 404, "stranger": 404, "nobody": 404, "anonymous": SIGN_IN}
    seen = {who: answer(desk.browser(who), address(action, visit), "post") for who in outsiders}
    assert seen == outsiders
    assert Appointment.objects.values().get() == before
    assert not AppointmentEvent.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("action", ["accept", "decline", "confirm", "arrive", "complete", "no-show"])
def test_a_step_is_taken_by_post_only(desk: Desk, action: str) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "10:00"))
    assert desk.browser("reception").get(address(action, visit)).status_code == 405
    visit.refresh_from_db()
    assert visit.status == "booked"


@pytest.mark.parametrize("page", ["cancel", "move"])
def test_looking_at_a_form_changes_nothing(desk: Desk, page: str) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "14:00"))
    assert desk.browser("reception").get(address(page, visit)).status_code == 200
    assert not AppointmentEvent.objects.exists()


def test_a_fragment_sends_the_whole_page_to_sign_in(desk: Desk) -> None:
    response = desk.browser("anonymous").get(reverse("dashboard:patients"), headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/accounts/login/")


def test_booking_for_a_patient_of_another_clinic_is_not_there(desk: Desk) -> None:
    elsewhere = make_patient(desk.stranger.memberships.get().clinic)
    response = desk.browser("owner").get(reverse("dashboard:book"), {"patient": elsewhere.public_id})
    assert response.status_code == 404


def test_looking_at_a_patient_is_written_down(desk: Desk) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "14:00"))
    desk.browser("reception").get(address("patient", visit))
    desk.browser("colleague").get(address("patient", visit))
    record = AccessRecord.objects.get()
    assert (record.user, record.patient, record.action) == (desk.reception, visit.patient, "viewed")


def test_a_therapist_finds_only_those_they_treat(desk: Desk) -> None:
    treated = make_appointment(desk.world, desk.world.at(MONDAY, "14:00")).patient
    other = make_patient(desk.world.clinic)
    page = desk.browser("therapist").get(reverse("dashboard:patients")).content.decode()
    assert treated
    assert treated.full_name in page
    assert other.full_name not in page
    assert Patient.objects.count() == 2

"""Booking by staff: found by three letters or four digits, booked once however often it is sent."""

from typing import Any

import pytest
from django.urls import reverse

from bookings.models import Appointment, Patient
from tests.dashboard.conftest import MONDAY, Desk, search
from tests.factories import make_appointment, make_patient

TUESDAY = "2027-06-08"


@pytest.fixture
def patient(desk: Desk) -> Patient:
    return make_patient(desk.world.clinic, first_name="Ada", last_name="Byron", phone="+1 (555) 010-4477")


def url_of(desk: Desk, patient: Patient) -> str:
    query = f"?patient={patient.public_id}&option={desk.world.option.public_id}"
    return reverse("dashboard:book") + query


def form(desk: Desk, time: str, therapist: int = 0, key: str = "k1", day: str = TUESDAY) -> dict[str, Any]:
    at = desk.world.at(day, time).isoformat()
    who = desk.world.therapists[therapist].public_id
    return {"pick": "1", "choice": f"{at}~{who}~{desk.world.location.public_id}", "key": key}


@pytest.mark.parametrize("text", ["byr", "Ada", "ada by", "BYRON", "4477", "010-4477"])
def test_a_known_patient_is_found(desk: Desk, patient: Patient, text: str) -> None:
    make_patient(desk.world.clinic)
    found = search(desk.browser("reception"), reverse("dashboard:book"), text).context["found"]
    assert [line.full_name for line in found.lines] == ["Ada Byron"]


@pytest.mark.parametrize("text", ["by", "77", "yron"])
def test_too_little_or_the_middle_of_a_name_finds_nobody(desk: Desk, patient: Patient, text: str) -> None:
    found = search(desk.browser("reception"), reverse("dashboard:book"), text).context["found"]
    assert found.lines == ()


def test_staff_see_times_that_are_too_near_for_patients(desk: Desk, patient: Patient) -> None:
    days = desk.browser("reception").get(url_of(desk, patient)).context["days"]
    assert days[0].times[0].starts_at == desk.world.at(MONDAY, "10:30")


def test_booking_it(desk: Desk, patient: Patient) -> None:
    response = desk.browser("reception").post(url_of(desk, patient), form(desk, "14:00"), follow=True)
    visit = Appointment.objects.get()
    assert (visit.patient, visit.therapist, visit.status) == (patient, desk.world.therapist, "booked")
    assert (visit.source, visit.starts_at) == ("staff", desk.world.at(TUESDAY, "14:00"))
    assert response.redirect_chain == [(reverse("dashboard:appointment", args=[visit.public_id]), 302)]
    assert "Booked for Tuesday, June 8 at 2:00 pm." in response.content.decode()


def test_sent_twice_it_is_booked_once(desk: Desk, patient: Patient) -> None:
    browser = desk.browser("reception")
    first = browser.post(url_of(desk, patient), form(desk, "14:00"))
    again = browser.post(url_of(desk, patient), form(desk, "14:00"))
    assert Appointment.objects.count() == 1
    assert first["Location"] == again["Location"]


def test_a_therapist_books_their_own_time_only(desk: Desk) -> None:
    treated = make_appointment(desk.world, desk.world.at(MONDAY, "09:00"), status="fulfilled").patient
    assert treated
    browser = desk.browser("therapist")
    browser.post(url_of(desk, treated), form(desk, "14:00", therapist=1))
    assert Appointment.objects.filter(status="booked").count() == 0
    browser.post(url_of(desk, treated), form(desk, "14:00"))
    assert Appointment.objects.filter(status="booked").count() == 1


def test_a_time_that_is_gone_is_said_and_nothing_booked(desk: Desk, patient: Patient) -> None:
    make_appointment(desk.world, desk.world.at(TUESDAY, "14:00"))
    response = desk.browser("reception").post(url_of(desk, patient), form(desk, "14:00"))
    assert response.status_code == 409
    assert "Somebody else has just taken this time." in response.content.decode()
    assert Appointment.objects.count() == 1


def test_outside_the_usual_hours_with_a_reason(desk: Desk, patient: Patient) -> None:
    override = {
        "day": TUESDAY, "time": "19:00", "therapist": desk.world.therapist.public_id,
        "location": desk.world.location.public_id, "override_reason": "Shift worker", "key": "k2",
    }  # fmt: skip
    desk.browser("reception").post(url_of(desk, patient), override)
    visit = Appointment.objects.get()
    assert (visit.starts_at, visit.override_reason) == (desk.world.at(TUESDAY, "19:00"), "Shift worker")


def test_a_wall_time_that_the_clock_skips_is_refused(desk: Desk, patient: Patient) -> None:
    override = {
        "day": "2028-03-12", "time": "02:30", "therapist": desk.world.therapist.public_id,
        "location": desk.world.location.public_id, "override_reason": "Night shift", "key": "k3",
    }  # fmt: skip
    response = desk.browser("reception").post(url_of(desk, patient), override)
    assert "does not show this time on that day" in response.content.decode()
    assert not Appointment.objects.exists()


def test_a_new_patient_is_admitted_and_leads_on_to_booking(desk: Desk) -> None:
    details = {"first_name": "Grace", "last_name": "Hopper", "phone": "555 0101"}
    response = desk.browser("reception").post(reverse("dashboard:patient_new"), details)
    patient = Patient.objects.get()
    assert response["Location"] == reverse("dashboard:book") + f"?patient={patient.public_id}"
    assert patient.access_records.get().action == "admitted"


@pytest.mark.parametrize(
    "details",
    [
        {"first_name": "", "last_name": "Hopper", "phone": "555"},
        {"first_name": "Grace", "last_name": "Hopper"},
        {"first_name": "Grace", "last_name": "Hopper", "email": "no address"},
        {"first_name": "Grace", "last_name": "Hopper", "phone": "555", "birth_date": "2027-02-30"},
        {"first_name": "x" * 81, "last_name": "Hopper", "phone": "555"},
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_kept(
    desk: Desk, details: dict[str, str]
) -> None:
    response = desk.browser("reception").post(reverse("dashboard:patient_new"), details)
    assert response.status_code == 400
    assert "field-error" in response.content.decode()
    assert "Hopper" in response.content.decode()
    assert not Patient.objects.exists()


def test_somebody_who_is_there_already_is_pointed_out(desk: Desk, patient: Patient) -> None:
    details = {"first_name": "Ada", "last_name": "Byron", "phone": "15550104477"}
    browser = desk.browser("reception")
    page = browser.post(reverse("dashboard:patient_new"), details).content.decode()
    assert f"?patient={patient.public_id}" in page
    assert Patient.objects.count() == 1
    browser.post(reverse("dashboard:patient_new"), {**details, "is_another": "on"})
    assert Patient.objects.count() == 2


def test_a_therapist_can_book_whom_they_have_just_admitted(desk: Desk) -> None:
    details = {"first_name": "Grace", "last_name": "Hopper", "phone": "555 0101"}
    desk.browser("therapist").post(reverse("dashboard:patient_new"), details)
    patient = Patient.objects.get()
    assert desk.browser("colleague").get(url_of(desk, patient)).status_code == 404
    desk.browser("therapist").post(url_of(desk, patient), form(desk, "14:00"))
    assert Appointment.objects.get().patient == patient

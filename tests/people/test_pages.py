"""The desk's pages about records: people to check, merging, guardians."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.appointments.patient import match_or_create
from bookings.models import AccessRecord, Patient, PatientClaim, Room
from tests.dashboard.conftest import search
from tests.factories import World, make_appointment, make_clinic, make_patient, make_therapist, make_user
from tests.people.test_claims import ADA, details

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(world: World) -> Client:
    client = Client()
    client.force_login(make_user("reception", world.clinic))
    return client


def page(client: Client, name: str, *args: str, **query: str) -> str:
    return client.get(reverse(f"dashboard:{name}", args=args), query).content.decode()


def press(client: Client, name: str, *args: str, **data: str) -> Any:
    return client.post(reverse(f"dashboard:{name}", args=args), data)


def test_a_likeness_is_shown_and_settled_with_one_tap(world: World, desk: Client) -> None:
    ada = make_patient(world.clinic, **ADA)
    new = match_or_create(world.clinic, details(email="new@example.org"))
    assert "1 person to check" in page(desk, "patients")
    shown = page(desk, "claims")
    assert "new@example.org" in shown
    assert ADA["email"] in shown
    press(desk, "claim_same", PatientClaim.objects.get().public_id)
    new.refresh_from_db()
    assert new.merged_into == ada
    response = desk.get(reverse("dashboard:patient", args=[new.public_id]))
    assert response["Location"] == reverse("dashboard:patient", args=[ada.public_id])


def test_a_detail_is_shown_and_taken_over_with_one_tap(world: World, desk: Client) -> None:
    ada = make_patient(world.clinic, **ADA)
    match_or_create(world.clinic, details(phone="+1 212 555 0199"))
    shown = page(desk, "claims")
    assert ADA["phone"] in shown
    assert "+1 212 555 0199" in shown
    press(desk, "claim_accept", PatientClaim.objects.get().public_id, field="phone")
    ada.refresh_from_db()
    assert ada.phone == "+1 212 555 0199"
    assert "Nobody to check" in page(desk, "claims")


def test_a_claim_of_another_clinic_is_not_there(world: World, desk: Client) -> None:
    elsewhere = make_clinic()
    make_patient(elsewhere, **ADA)
    match_or_create(elsewhere, details(phone="+1 212 555 0199"))
    claim = PatientClaim.objects.get()
    assert "0199" not in page(desk, "claims")
    for name in ("claim_same", "claim_apart", "claim_accept"):
        assert press(desk, name, claim.public_id, field="phone").status_code == 404
    claim.refresh_from_db()
    assert claim.state == "open"


def test_a_second_record_is_found_compared_and_merged(world: World, desk: Client) -> None:
    ada = make_patient(world.clinic, **ADA)
    again = make_patient(world.clinic, **{**ADA, "first_name": "Adah"})
    path = reverse("dashboard:patient_merge", args=[ada.public_id])
    found = search(desk, path, "byron").content.decode()
    assert again.public_id in found
    assert f'value="{ada.public_id}"' not in found
    both = page(desk, "patient_merge", ada.public_id, **{"with": again.public_id})
    assert "Adah Byron" in both
    press(desk, "patient_merge", ada.public_id, **{"with": again.public_id, "keep": again.public_id})
    ada.refresh_from_db()
    assert ada.merged_into == again
    assert AccessRecord.objects.filter(action="merged", patient=again).exists()


def test_a_refused_merge_says_why(world: World, desk: Client) -> None:
    ada, again = make_patient(world.clinic, **ADA), make_patient(world.clinic, **ADA)
    at = world.at("2030-06-10", "10:00")
    make_appointment(world, at, patient=ada)
    colleague = make_therapist(world.clinic, world.service, world.location)
    room = Room.objects.create(clinic=world.clinic, location=world.location, name="Second")
    make_appointment(world, at, patient=again, therapist=colleague, room=room)
    response = press(desk, "patient_merge", ada.public_id, **{"with": again.public_id})
    assert "Both records have a visit at the same time" in response.content.decode()
    again.refresh_from_db()
    assert again.merged_into is None


def test_a_guardian_is_found_chosen_and_removed(world: World, desk: Client) -> None:
    ada = make_patient(world.clinic, **ADA)
    tim = make_patient(world.clinic, first_name="Tim", last_name="Byron", email="")
    path = reverse("dashboard:patient_guardian", args=[tim.public_id])
    assert ada.public_id in search(desk, path, "byron").content.decode()
    press(desk, "patient_guardian", tim.public_id, guardian=ada.public_id)
    assert Patient.objects.get(pk=tim.pk).guardian == ada
    assert "Ada Byron" in page(desk, "patient", tim.public_id)
    assert "Nobody any more" in page(desk, "patient_guardian", tim.public_id)
    press(desk, "patient_guardian", tim.public_id, guardian="")
    assert Patient.objects.get(pk=tim.pk).guardian is None
    response = press(desk, "patient_guardian", tim.public_id, guardian=tim.public_id)
    assert "Nobody is their own guardian" in response.content.decode()


def test_programs_see_the_kept_record_only(world: World, desk: Client) -> None:
    ada = make_patient(world.clinic, **ADA)
    again = make_patient(world.clinic, **ADA, merged_into=ada)
    listed = desk.get("/api/v1/patients/").json()["results"]
    assert [row["id"] for row in listed] == [ada.public_id]
    assert desk.get(f"/api/v1/patients/{again.public_id}/").status_code == 404

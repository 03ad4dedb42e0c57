"""Who saw or changed whose record through the API is written down, as it is for the pages."""

from typing import Any

from pytest_django import DjangoAssertNumQueries

from bookings.models import AccessRecord
from tests.api.conftest import Program
from tests.api.test_resources import sample
from tests.factories import World, make_appointment, make_patient, make_user


def written() -> list[tuple[Any, ...]]:
    names = ("action", "object_kind", "object_id", "patient__public_id")
    return list(AccessRecord.objects.order_by("pk").values_list(*names))


def test_patients_admitted_seen_and_changed(world: World, reception: Program) -> None:
    admitted = reception.post("patients/", sample("patients", world)).json()["id"]
    path = f"patients/{admitted}/"
    reception.get(path)
    assert reception("PATCH", path, {"phone": "+1 555 0102"}).status_code == 200
    assert written() == [(verb, "patient", admitted, admitted) for verb in ("admitted", "viewed", "edited")]
    record = AccessRecord.objects.latest("pk")
    assert (record.clinic, record.user.memberships.get().role) == (world.clinic, "reception")


def test_what_was_refused_was_not_seen(world: World, reception: Program, therapist: Program) -> None:
    patient = make_patient(world.clinic)
    assert therapist.get(f"patients/{patient.public_id}/").status_code == 404
    assert reception("PATCH", f"patients/{patient.public_id}/", {"email": "x"}).status_code == 400
    assert written() == []


def test_a_visit_seen_by_staff_and_by_its_patient(world: World, reception: Program, client: Any) -> None:
    booked = make_appointment(world, world.at("2027-06-09", "10:00"))
    reception.get(f"appointments/{booked.public_id}/")
    booked.patient.user = make_user()
    booked.patient.save()
    client.force_login(booked.patient.user)
    assert client.get(f"/api/v1/appointments/{booked.public_id}/").status_code == 200
    assert written() == [("viewed", "appointment", booked.public_id, booked.patient.public_id)]


def test_a_look_costs_one_query_more(
    world: World, reception: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    booked = make_appointment(world, world.at("2027-06-09", "10:00"))
    reception.get("me/")  # the first use of a key is noted
    for path in (f"appointments/{booked.public_id}/", f"patients/{booked.patient.public_id}/"):
        with django_assert_num_queries(4):
            assert reception.get(path).status_code == 200

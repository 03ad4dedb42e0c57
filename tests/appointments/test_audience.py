"""Services for first visits, and services for those who have been here."""

import pytest
from django.test import Client
from django.urls import reverse

from bookings.appointments.audience import NotForYou
from bookings.appointments.book import book, book_directly
from bookings.appointments.hold import hold
from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import Actor
from bookings.models import Appointment, Patient
from bookings.people.merge import merge
from tests.factories import NOW, World, make_appointment, make_patient, make_user

pytestmark = pytest.mark.django_db(transaction=True)
ADA = PatientDetails("Ada", "Byron", "ada@example.org")


def meant_for(world: World, audience: str) -> None:
    world.service.audience = audience
    world.service.save()


def ada(world: World) -> Patient:
    return make_patient(world.clinic, first_name="Ada", last_name="Byron", email="ada@example.org")


def booking(world: World) -> Appointment:
    held = hold(option=world.option, starts_at=world.at("2027-06-09", "10:00"), now=NOW)
    return book(token=held.token, patient=ADA, now=NOW)


@pytest.mark.parametrize(
    ("audience", "before", "is_welcome"),
    [
        ("everyone", "", True),
        ("everyone", "fulfilled", True),
        ("new", "", True),
        ("new", "no_show", True),
        ("new", "booked", True),
        ("new", "fulfilled", False),
        ("returning", "", False),
        ("returning", "booked", False),
        ("returning", "cancelled", False),
        ("returning", "fulfilled", True),
    ],
)
def test_who_may_book_what(world: World, audience: str, before: str, is_welcome: bool) -> None:
    meant_for(world, audience)
    if before:
        make_appointment(world, world.at("2027-06-01", "10:00"), patient=ada(world), status=before)
    if is_welcome:
        assert booking(world).status == "booked"
        return
    with pytest.raises(NotForYou) as refusal:
        booking(world)
    assert refusal.value.code == "not_for_you"
    assert "please choose" in str(refusal.value.message)
    # The time stays reserved: somebody who made a mistake may still go back and choose.
    assert Appointment.objects.filter(status="held", patient=None).count() == 1


def test_a_visit_under_a_merged_record_counts(world: World) -> None:
    meant_for(world, "returning")
    old = make_patient(world.clinic)
    make_appointment(world, world.at("2027-06-01", "10:00"), patient=old, status="fulfilled")
    merge(keep=ada(world), drop=old, user=make_user("owner", world.clinic), now=NOW)
    assert booking(world).status == "booked"


def test_staff_may_book_it_for_anybody(world: World) -> None:
    meant_for(world, "returning")
    booked = book_directly(
        option=world.option, starts_at=world.at("2027-06-09", "10:00"), therapist=world.therapist,
        patient=ada(world), actor=Actor.staff(make_user("reception", world.clinic)), now=NOW,
    )  # fmt: skip
    assert booked.status == "booked"


def test_whom_it_is_for_is_said_before_anybody_chooses(world: World, client: Client) -> None:
    slug = world.clinic.slug
    page, listed = reverse("portal:services", args=[slug]), f"/api/v1/clinics/{slug}/services/"
    assert "First visits only" not in client.get(page).content.decode()
    meant_for(world, "new")
    assert "First visits only" in client.get(page).content.decode()
    assert [service["audience"] for service in client.get(listed).json()["results"]] == ["new"]

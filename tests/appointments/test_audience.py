"""Services for first visits, and services for those who have been here."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.appointments.audience import NotForYou, is_meant_for
from bookings.appointments.book import book, book_directly
from bookings.appointments.hold import hold
from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import Actor
from bookings.models import Appointment, Patient, PatientClaim, WaitlistOffer
from bookings.people.merge import merge
from bookings.waitlist.claim import claim
from tests.factories import NOW, World, make_appointment, make_patient, make_user
from tests.waitlist.conftest import waits

pytestmark = pytest.mark.django_db(transaction=True)
ADA = PatientDetails("Ada", "Byron", "ada@example.org")


def meant_for(world: World, audience: str) -> None:
    world.service.audience = audience
    world.service.save()


def ada(world: World) -> Patient:
    details = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.org"}
    return Patient.objects.filter(**details).first() or make_patient(world.clinic, **details)


def booking(world: World) -> Appointment:
    held = hold(option=world.option, starts_at=world.at("2027-06-09", "10:00"), now=NOW)
    return book(token=held.token, patient=ADA, now=NOW)


@pytest.mark.parametrize("before", ["", "no_show", "booked", "fulfilled"])
@pytest.mark.parametrize(
    ("audience", "status"), [("everyone", "booked"), ("new", "booked"), ("returning", "pending")]
)
def test_the_answer_is_the_same_whoever_is_on_record(
    world: World, audience: str, status: str, before: str
) -> None:
    """Anybody can type Ada's name and address: they do not learn whether she has been here."""
    meant_for(world, audience)
    if before:
        make_appointment(world, world.at("2027-06-01", "10:00"), patient=ada(world), status=before)
    assert booking(world).status == status


def test_a_first_visit_of_somebody_known_is_put_before_the_staff(world: World) -> None:
    meant_for(world, "new")
    known = ada(world)
    make_appointment(world, world.at("2027-06-01", "10:00"), patient=known, status="fulfilled")
    booked = booking(world)
    assert booked.patient != known
    claim = PatientClaim.objects.get()
    assert (claim.patient, claim.candidate, claim.appointment) == (booked.patient, known, booked)


def claims(world: World) -> None:
    held = make_appointment(
        world, world.at("2027-06-09", "10:00"), status="held", hold_expires_at=NOW + timedelta(hours=1)
    )
    hour = {"offered_at": NOW, "expires_at": NOW + timedelta(hours=1)}
    offer = WaitlistOffer.objects.create(entry=waits(world, ada(world)), appointment=held, **hour)
    claim(offer=offer, actor=Actor.patient(), now=NOW)


@pytest.mark.parametrize("audience", ["new", "returning"])
def test_who_got_an_offer_by_mail_is_told_for_whom_it_is(world: World, audience: str) -> None:
    meant_for(world, audience)
    if audience == "new":
        make_appointment(world, world.at("2027-06-01", "10:00"), patient=ada(world), status="fulfilled")
    with pytest.raises(NotForYou) as refusal:
        claims(world)
    assert refusal.value.code == "not_for_you"
    assert "please choose" in str(refusal.value.message)


def test_a_visit_under_a_merged_record_counts(world: World) -> None:
    meant_for(world, "returning")
    old = make_patient(world.clinic)
    make_appointment(world, world.at("2027-06-01", "10:00"), patient=old, status="fulfilled")
    merge(keep=ada(world), drop=old, user=make_user("owner", world.clinic), now=NOW)
    assert is_meant_for(world.service, Patient.objects.get(email="ada@example.org"))


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

"""What somebody who is not signed in may learn by typing another person's name and address: nothing."""

from datetime import datetime
from typing import Any

import pytest

from bookings.appointments.book import book
from bookings.appointments.hold import hold
from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import Actor, PatientBusy
from bookings.appointments.reschedule import reschedule
from bookings.models import Appointment, Notification, Patient, PatientClaim
from bookings.people.claims import same_person
from bookings.people.merge import VisitsOverlap
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
ANN = PatientDetails("Ann", "Lee", "ann@example.org", "+1 555 0101")


@pytest.fixture
def world(db: None) -> World:
    return make_world(therapists=3)


@pytest.fixture
def ten(world: World) -> datetime:
    return world.at("2027-06-09", "10:00")


@pytest.fixture
def ann(world: World, ten: datetime) -> Patient:
    """She is with the first therapist at ten; the desk booked it."""
    patient = make_patient(world.clinic, first_name="Ann", last_name="Lee", email="ann@example.org", phone="")
    make_appointment(world, ten, patient=patient, source="staff")
    return patient


def booked(world: World, starts_at: datetime, **how: Any) -> Appointment:
    held = hold(option=world.option, starts_at=starts_at, now=NOW, **how)
    return book(token=held.token, patient=ANN, now=NOW)


def test_a_time_at_which_she_is_elsewhere_is_booked_like_any_other(
    world: World, ann: Patient, ten: datetime
) -> None:
    visit = booked(world, ten, held_by="browser-1")
    assert visit.status == "booked"
    assert visit.patient != ann
    assert visit.patient.email == "ann@example.org"
    assert Notification.objects.filter(appointment=visit, kind="confirmation").count() == 1
    claim = PatientClaim.objects.get(patient=visit.patient)
    assert (claim.candidate, claim.appointment) == (ann, visit)
    with pytest.raises(VisitsOverlap):  # the desk is told why the two cannot simply become one
        same_person(claim=claim, user=make_user("owner", world.clinic), now=NOW)


def test_a_third_time_goes_to_the_record_that_was_set_apart(world: World, ann: Patient) -> None:
    for clock, records in (("10:00", 2), ("10:30", 3), ("14:00", 3)):
        visit = booked(world, world.at("2027-06-09", clock))
        assert Patient.objects.filter(email="ann@example.org").count() == records
    assert visit.patient == ann


def test_a_move_onto_her_other_visit_is_made_like_any_other(
    world: World, ann: Patient, ten: datetime
) -> None:
    visit = booked(world, world.at("2027-06-09", "14:00"), held_by="browser-1")
    assert visit.patient == ann
    moved = reschedule(appointment=visit, starts_at=ten, actor=Actor.patient(), now=NOW)
    assert (moved.starts_at, moved.revision) == (ten, 2)
    assert moved.patient not in (None, ann)
    assert PatientClaim.objects.get(patient=moved.patient).candidate == ann


def test_who_booked_both_is_told(world: World, ten: datetime) -> None:
    booked(world, ten, held_by="browser-1")
    with pytest.raises(PatientBusy):
        booked(world, ten, held_by="browser-1")
    later = booked(world, world.at("2027-06-09", "14:00"), held_by="browser-1")
    with pytest.raises(PatientBusy):
        reschedule(appointment=later, starts_at=ten, actor=Actor.patient(), now=NOW)
    assert Patient.objects.count() == 1


def test_the_desk_and_who_was_booked_by_the_desk_are_told(world: World, ann: Patient, ten: datetime) -> None:
    other = make_appointment(
        world, world.at("2027-06-09", "14:00"), patient=ann, source="staff", therapist=world.therapists[1]
    )
    for actor in (Actor.patient(), Actor.staff(make_user("owner", world.clinic))):
        with pytest.raises(PatientBusy):
            reschedule(appointment=other, starts_at=ten, actor=actor, now=NOW)

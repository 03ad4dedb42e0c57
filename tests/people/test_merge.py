"""Two records of one person become one; nothing is lost, nothing is written over."""

from datetime import date, timedelta
from typing import Any

import pytest

from bookings.appointments.book import book, book_directly
from bookings.appointments.hold import hold
from bookings.appointments.patient import match_or_create
from bookings.appointments.policy import Actor
from bookings.models import (
    AccessRecord,
    Notification,
    Patient,
    PatientClaim,
    Room,
    Series,
    User,
    WaitlistEntry,
)
from bookings.people.claims import same_person
from bookings.people.merge import NotMergeable, VisitsOverlap, merge
from bookings.people.queries import patient_card, patient_for
from bookings.people.search import patient_list
from tests.factories import NOW, World, make_appointment, make_clinic, make_patient, make_therapist, make_user
from tests.people.test_claims import ADA, details

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reception(world: World) -> User:
    return make_user("reception", world.clinic)


def pair(world: World, **theirs: Any) -> tuple[Patient, Patient]:
    keep = make_patient(world.clinic, **{**ADA, "phone": ""})
    return keep, make_patient(world.clinic, **{**ADA, "email": "new@example.org", **theirs})


def test_everything_that_is_not_signed_moves(world: World, reception: User) -> None:
    keep, drop = pair(world)
    past = make_appointment(world, world.at("2027-06-01", "10:00"), patient=drop, status="fulfilled")
    actor = Actor.staff(reception)
    coming = book_directly(
        option=world.option, starts_at=world.at("2027-06-09", "10:00"), therapist=world.therapist,
        patient=drop, actor=actor, now=NOW,
    )  # fmt: skip
    series = Series.objects.create(clinic=world.clinic, patient=drop, option=world.option)
    entry = WaitlistEntry.objects.create(
        clinic=world.clinic, patient=drop, option=world.option, from_date=NOW, until_date=NOW
    )
    child = make_patient(world.clinic, guardian=drop)
    waiting = Notification.objects.filter(appointment=coming, state="waiting")
    assert waiting.exists()
    merge(keep=keep, drop=drop, user=reception, now=NOW)
    for row in (past, coming, series, entry):
        row.refresh_from_db()
        assert row.patient == keep
    child.refresh_from_db()
    drop.refresh_from_db()
    assert (child.guardian, drop.merged_into) == (keep, keep)
    assert set(waiting.values_list("patient", flat=True)) == {keep.pk}
    assert set(AccessRecord.objects.values_list("patient", "action", "object_id", "user")) == {
        (keep.pk, "merged", drop.public_id, reception.pk),
        (drop.pk, "merged_away", keep.public_id, reception.pk),
    }


def test_gaps_are_filled_and_differences_asked_about(world: World, reception: User) -> None:
    keep, drop = pair(world, birth_date=date(1990, 5, 17), sex="female")
    merged = merge(keep=keep, drop=drop, user=reception, now=NOW)
    merged.refresh_from_db()
    assert (merged.email, merged.phone, merged.sex) == (ADA["email"], ADA["phone"], "female")
    assert merged.birth_date == date(1990, 5, 17)
    claim = PatientClaim.objects.get()
    assert (claim.patient, claim.candidate, claim.differing) == (keep, keep, {"email": "new@example.org"})


def test_visits_at_the_same_time_are_refused_and_named(world: World, reception: User) -> None:
    keep, drop = pair(world)
    at = world.at("2027-06-09", "10:00")
    second = make_appointment(world, at, patient=drop)
    colleague = make_therapist(world.clinic, world.service, world.location)
    room = Room.objects.create(clinic=world.clinic, location=world.location, name="Second")
    make_appointment(world, at + timedelta(minutes=30), patient=keep, therapist=colleague, room=room)
    with pytest.raises(VisitsOverlap) as refusal:
        merge(keep=keep, drop=drop, user=reception, now=NOW)
    assert refusal.value.details["visits"] == [second.public_id]
    assert "June 9" in str(refusal.value.message)
    drop.refresh_from_db()
    second.refresh_from_db()
    assert drop.merged_into is None
    assert second.patient == drop


def test_cancelled_visits_do_not_stand_in_the_way(world: World, reception: User) -> None:
    keep, drop = pair(world)
    at = world.at("2027-06-09", "10:00")
    make_appointment(world, at, patient=drop, status="cancelled")
    make_appointment(world, at, patient=keep)
    assert merge(keep=keep, drop=drop, user=reception, now=NOW) == keep


def test_what_cannot_be_merged(world: World, reception: User) -> None:
    keep, drop = pair(world)
    stranger = make_patient(make_clinic(), **ADA)
    child = make_patient(world.clinic, guardian=keep)
    for one, other in ((keep, keep), (keep, stranger), (keep, child), (child, keep)):
        with pytest.raises(NotMergeable):
            merge(keep=one, drop=other, user=reception, now=NOW)
    merge(keep=keep, drop=drop, user=reception, now=NOW)
    for one, other in ((keep, drop), (drop, make_patient(world.clinic))):
        with pytest.raises(NotMergeable):
            merge(keep=one, drop=other, user=reception, now=NOW)


def test_a_chain_of_merges_leads_to_the_last(world: World, reception: User) -> None:
    first, second = pair(world)
    third = make_patient(world.clinic)
    merge(keep=second, drop=first, user=reception, now=NOW)
    merge(keep=third, drop=second, user=reception, now=NOW)
    first.refresh_from_db()
    assert first.merged_into == third
    for record in (first, second, third):
        record.refresh_from_db()
        assert set(record.family_of_records()) == {first, second, third}
    assert match_or_create(world.clinic, details()) == third


def test_a_stale_page_books_for_the_kept_record(world: World, reception: User) -> None:
    keep, drop = pair(world)
    merge(keep=keep, drop=drop, user=reception, now=NOW)
    visit = book_directly(
        option=world.option, starts_at=world.at("2027-06-09", "10:00"), therapist=world.therapist,
        patient=drop, actor=Actor.staff(reception), now=NOW,
    )  # fmt: skip
    assert visit.patient == keep


def test_open_questions_go_on_about_the_kept_record(world: World, reception: User) -> None:
    keep, drop = pair(world)
    third = make_patient(world.clinic)
    other = PatientClaim.objects.create(clinic=world.clinic, patient=third, candidate=drop)
    detail = PatientClaim.objects.create(
        clinic=world.clinic, patient=drop, candidate=drop, differing={"phone": "+1 212 555 0199"}
    )
    merge(keep=keep, drop=drop, user=reception, now=NOW)
    other.refresh_from_db()
    detail.refresh_from_db()
    assert (other.patient, other.candidate, other.state) == (third, keep, "open")
    assert (detail.patient, detail.candidate, detail.state) == (keep, keep, "open")
    assert same_person(claim=other, user=reception, now=NOW) == keep


def test_a_dropped_record_is_found_under_the_kept_one_only(world: World, reception: User) -> None:
    keep, drop = pair(world, first_name="Adeline")
    make_appointment(world, world.at("2027-06-01", "10:00"), patient=drop, status="fulfilled")
    merge(keep=keep, drop=drop, user=reception, now=NOW)
    for user in (reception, world.therapist.user):
        assert user
        assert patient_for(user, world.clinic, drop.public_id) == keep
        found = patient_list(user=user, clinic=world.clinic, now=NOW, text="byron")
        assert [line.public_id for line in found.lines] == [keep.public_id]
    assert patient_card(user=reception, patient=keep, now=NOW).visits == 1
    stranger = make_user("reception", make_clinic())
    with pytest.raises(Patient.DoesNotExist):
        patient_for(stranger, world.clinic, drop.public_id)


def test_a_hold_can_still_be_booked_after_the_merge(world: World, reception: User) -> None:
    keep, drop = pair(world, email="only@example.org")
    merge(keep=keep, drop=drop, user=reception, now=NOW)
    held = hold(option=world.option, starts_at=world.at("2027-06-08", "10:00"), now=NOW)
    assert book(token=held.token, patient=details(email="only@example.org"), now=NOW).patient == keep

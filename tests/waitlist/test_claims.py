"""Taking an offered time, for a new visit or for one that lies later."""

from datetime import datetime, timedelta

import pytest

from bookings.appointments.audience import NotForYou
from bookings.appointments.policy import Actor, AlreadyBooked, InvalidTransition, PatientBusy, TooLate
from bookings.models import Appointment, Notification, WaitlistEntry, WaitlistOffer
from bookings.waitlist.claim import claim, decline, later_visits
from bookings.waitlist.join import leave
from bookings.waitlist.policy import OfferGone
from tests.factories import World, make_appointment, make_therapist, make_user
from tests.waitlist.conftest import SOON, sweeps, waits

LATER = SOON + timedelta(minutes=5)
ME = Actor.patient()


@pytest.fixture
def offer(world: World, freed: datetime) -> WaitlistOffer:
    waits(world, consent_version="portal-1", consented_at=SOON)
    (made,) = sweeps()
    return made


def test_a_claim_books_the_time_for_who_was_asked(offer: WaitlistOffer) -> None:
    booked = claim(offer=offer, actor=ME, now=LATER)
    assert (booked.pk, booked.status, booked.patient) == (offer.appointment_id, "booked", offer.entry.patient)
    assert (booked.consent_version, booked.consented_at) == ("portal-1", SOON)
    offer.refresh_from_db()
    assert (offer.state, WaitlistEntry.objects.get().state) == ("claimed", "booked")
    assert [event.kind for event in booked.events.all()] == ["held", "booked"]
    kinds = Notification.objects.filter(appointment=booked).values_list("kind", flat=True)
    assert {"waitlist_offer", "confirmation", "reminder"} == set(kinds)


def test_where_the_clinic_confirms_its_own_offer_needs_no_confirmation(world: World, freed: datetime) -> None:
    world.service.booking_mode = "request"
    world.service.save()
    waits(world)
    (made,) = sweeps()
    assert claim(offer=made, actor=ME, now=LATER).status == "booked"


def test_a_second_claim_is_shown_the_first(offer: WaitlistOffer) -> None:
    booked = claim(offer=offer, actor=ME, now=LATER)
    with pytest.raises(AlreadyBooked) as refusal:
        claim(offer=offer, actor=ME, now=LATER)
    assert refusal.value.details["appointment"] == booked


@pytest.mark.parametrize("minutes", [30, 31])
def test_too_late_is_too_late(offer: WaitlistOffer, minutes: int) -> None:
    with pytest.raises(OfferGone):
        claim(offer=offer, actor=ME, now=SOON + timedelta(minutes=minutes))
    assert Appointment.objects.get(pk=offer.appointment_id).patient is None


def test_declined_is_declined(offer: WaitlistOffer) -> None:
    decline(offer=offer, actor=ME, now=LATER)
    decline(offer=offer, actor=ME, now=LATER)
    with pytest.raises(OfferGone):
        claim(offer=offer, actor=ME, now=LATER)
    assert offer.appointment.events.count() == 2


def test_to_decline_what_was_taken_changes_nothing(offer: WaitlistOffer) -> None:
    booked = claim(offer=offer, actor=ME, now=LATER)
    decline(offer=offer, actor=ME, now=LATER)
    booked.refresh_from_db()
    assert booked.status == "booked"


def test_whoever_leaves_the_list_gives_the_offered_time_back(offer: WaitlistOffer) -> None:
    leave(entry=offer.entry, actor=ME, now=LATER)
    offer.appointment.refresh_from_db()
    assert (offer.appointment.status, WaitlistEntry.objects.get().state) == ("cancelled", "closed")
    with pytest.raises(OfferGone):
        claim(offer=offer, actor=ME, now=LATER)


def test_a_later_visit_moves_there_and_frees_its_own_time(world: World, offer: WaitlistOffer) -> None:
    visit = make_appointment(world, world.at("2027-06-16", "10:00"), patient=offer.entry.patient)
    old = visit.starts_at
    assert list(later_visits(offer)) == [visit]
    moved = claim(offer=offer, replacing=visit, actor=ME, now=LATER)
    assert (moved.pk, moved.starts_at, moved.revision) == (visit.pk, offer.appointment.starts_at, 2)
    offer.refresh_from_db()
    assert (offer.state, offer.moved, offer.appointment.status) == ("claimed", moved, "cancelled")
    assert Notification.objects.filter(appointment=moved, kind="rescheduled").count() == 1
    follower = waits(world)
    (second,) = sweeps(LATER + timedelta(minutes=3))
    assert (second.entry, second.appointment.starts_at) == (follower, old)


def test_a_move_that_is_refused_leaves_everything_as_it_was(world: World, offer: WaitlistOffer) -> None:
    visit = make_appointment(world, world.at("2027-06-16", "10:00"), patient=offer.entry.patient)
    Appointment.objects.filter(pk=visit.pk).update(cancel_notice_hours=24 * 30)
    with pytest.raises(TooLate):
        claim(offer=offer, replacing=visit, actor=ME, now=LATER)
    offer.refresh_from_db()
    offer.appointment.refresh_from_db()
    assert (offer.state, offer.appointment.status) == ("open", "held")


def test_nobody_elses_visit_is_moved(world: World, offer: WaitlistOffer) -> None:
    visit = make_appointment(world, world.at("2027-06-16", "10:00"))
    with pytest.raises(InvalidTransition):
        claim(offer=offer, replacing=visit, actor=ME, now=LATER)


def test_who_is_elsewhere_by_then_is_told_so(world: World, offer: WaitlistOffer) -> None:
    """Booked between offer and claim, with a therapist and a room of their own."""
    therapist = make_therapist(world.clinic, world.service, world.location)
    room = world.location.rooms.create(clinic=world.clinic, name="Other")
    make_appointment(
        world, offer.appointment.starts_at, patient=offer.entry.patient, therapist=therapist, room=room
    )
    with pytest.raises(PatientBusy):
        claim(offer=offer, actor=ME, now=LATER)
    offer.refresh_from_db()
    assert offer.state == "open"


@pytest.mark.parametrize(
    ("audience", "before", "is_welcome"),
    [
        ("new", "", True),
        ("new", "fulfilled", False),
        ("returning", "", False),
        ("returning", "fulfilled", True),
    ],
)
def test_an_offer_is_taken_only_by_those_whom_the_treatment_is_meant_for(
    world: World, offer: WaitlistOffer, audience: str, before: str, is_welcome: bool
) -> None:
    world.service.audience = audience
    world.service.save()
    if before:
        make_appointment(world, world.at("2027-06-01", "10:00"), patient=offer.entry.patient, status=before)
    if is_welcome:
        assert claim(offer=offer, actor=ME, now=LATER).status == "booked"
        return
    with pytest.raises(NotForYou):
        claim(offer=offer, actor=ME, now=LATER)
    offer.refresh_from_db()
    offer.appointment.refresh_from_db()
    assert (offer.state, offer.appointment.status, WaitlistEntry.objects.get().state) == (
        "open", "held", "waiting",
    )  # fmt: skip


def test_the_desk_may_take_an_offer_for_anybody(world: World, offer: WaitlistOffer) -> None:
    world.service.audience = "returning"
    world.service.save()
    staff = Actor.staff(make_user("reception", world.clinic))
    assert claim(offer=offer, actor=staff, now=LATER).status == "booked"


def test_a_visit_that_is_booked_already_moves_whomever_the_treatment_is_meant_for(
    world: World, offer: WaitlistOffer
) -> None:
    visit = make_appointment(world, world.at("2027-06-16", "10:00"), patient=offer.entry.patient)
    world.service.audience = "returning"
    world.service.save()
    assert claim(offer=offer, replacing=visit, actor=ME, now=LATER) == visit

"""Offers and claims at the same moment, each from a connection of its own."""

from collections import Counter
from datetime import timedelta

import pytest

from bookings.appointments.expire import tidy_expired
from bookings.appointments.hold import hold
from bookings.appointments.policy import Actor, AlreadyBooked, SlotTaken
from bookings.models import Appointment, WaitlistOffer
from bookings.waitlist import claim as claim_module
from bookings.waitlist import sweep
from bookings.waitlist.claim import claim, decline
from bookings.waitlist.policy import OfferGone
from tests.factories import World, make_world
from tests.races.storm import all_at_once, deadlocks, overlaps
from tests.waitlist.conftest import SOON, frees, sweeps, waits

pytestmark = pytest.mark.django_db(transaction=True)
LATER = SOON + timedelta(minutes=5)
END = SOON + timedelta(minutes=30)


def offered(world: World) -> WaitlistOffer:
    frees(world)
    waits(world)
    (made,) = sweeps()
    return made


def test_two_claims_make_one_booking() -> None:
    made = offered(make_world())
    before = deadlocks()
    outcomes = all_at_once([lambda: claim(offer=made, actor=Actor.patient(), now=LATER)] * 16)
    assert Counter(type(outcome) for outcome in outcomes) == {Appointment: 1, AlreadyBooked: 15}
    assert Appointment.objects.filter(status="booked").count() == 1
    assert (overlaps(), deadlocks() - before) == (0, 0)


def test_sweeps_at_once_offer_the_time_once() -> None:
    world = make_world()
    frees(world)
    for gap in range(6):
        waits(world, plan_gap_days=gap)
    outcomes = all_at_once([lambda: sweep.offer_freed(clock=lambda: SOON)] * 8)
    assert sorted(outcomes) == [0] * 7 + [1]
    assert Appointment.objects.filter(status="held").count() == WaitlistOffer.objects.count() == 1
    assert WaitlistOffer.objects.get().entry.plan_gap_days == 5
    assert overlaps() == 0


def test_one_patient_is_not_held_two_times_at_once() -> None:
    world = make_world()
    frees(world)
    frees(world, clock="14:00")
    waits(world)
    all_at_once([lambda: sweep.offer_freed(clock=lambda: SOON)] * 8)
    assert WaitlistOffer.objects.count() == 1


def test_at_the_last_second_the_claim_or_the_next_in_line_has_it() -> None:
    """The clocks of two machines differ a little: one still claims, the other already passes on."""
    for _round in range(6):
        world = make_world()
        made = offered(world)
        second = waits(world, from_minute=600, until_minute=601)
        outcomes = all_at_once(
            [
                lambda made=made: claim(offer=made, actor=Actor.patient(), now=END - timedelta(seconds=1)),
                lambda: sweep.offer_freed(clock=lambda: END),
                lambda: tidy_expired(now=END),
                lambda made=made: decline(offer=made, actor=Actor.patient(), now=END),
            ]
        )
        assert isinstance(outcomes[0], Appointment | OfferGone), outcomes
        made.refresh_from_db()
        made.appointment.refresh_from_db()
        assert (made.state == "claimed") == (made.appointment.status == "booked")
        next_one = WaitlistOffer.objects.filter(entry=second).exists()
        assert not (made.state == "claimed" and next_one)
        assert overlaps() == 0


def test_a_visitor_and_the_next_in_line_want_what_ran_out() -> None:
    world = make_world()
    made = offered(world)
    starts_at = made.appointment.starts_at
    waits(world, from_minute=600, until_minute=601)
    outcomes = all_at_once(
        [
            lambda: sweep.offer_freed(clock=lambda: END),
            *[lambda: hold(option=world.option, starts_at=starts_at, now=END)] * 6,
        ]
    )
    assert {type(outcome) for outcome in outcomes[1:]} <= {Appointment, SlotTaken}
    assert Appointment.objects.filter(status="held", starts_at=starts_at).count() == 1
    assert overlaps() == 0


def test_control_without_lock_and_state_the_same_link_books_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first test above must be able to fail."""
    made = offered(make_world())
    rows = Appointment.objects.select_related("clinic__policy", "option__service", "therapist", "patient")
    monkeypatch.setattr(claim_module, "lock_calendars", lambda **_: None)
    monkeypatch.setattr(claim_module, "lock_appointments", lambda keys: list(rows.filter(pk__in=keys)))
    monkeypatch.setattr(claim_module, "_answer", lambda *_: True)
    outcomes = all_at_once([lambda: claim(offer=made, actor=Actor.patient(), now=LATER)] * 16)
    assert sum(isinstance(outcome, Appointment) for outcome in outcomes) > 1

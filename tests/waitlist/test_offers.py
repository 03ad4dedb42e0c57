"""From a cancellation to an offer, and on to the next in line."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bookings.appointments.audience import NotForYou
from bookings.appointments.expire import tidy_expired
from bookings.appointments.hold import hold
from bookings.appointments.policy import Actor, SlotTaken
from bookings.appointments.reschedule import reschedule
from bookings.models import Appointment, AppointmentEvent, Notification, WaitlistEntry, WaitlistOffer
from bookings.waitlist.claim import claim, decline
from bookings.waitlist.offer import offer
from bookings.waitlist.policy import DoesNotFit
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world
from tests.waitlist.conftest import SOON, WEDNESDAY, frees, sweeps, waits

State = WaitlistOffer.State
MINUTE = timedelta(minutes=1)


def test_a_freed_time_is_held_for_the_first_in_line_and_they_are_told(world: World, freed: datetime) -> None:
    waits(world, created_at=NOW - timedelta(days=30))
    first = waits(world, plan_gap_days=12, created_at=NOW - timedelta(days=1))
    (made,) = sweeps()
    held = made.appointment
    assert (made.entry, held.starts_at, made.state) == (first, freed, State.OPEN)
    assert (held.status, held.source, held.patient) == (Appointment.Status.HELD, "waitlist", None)
    assert made.expires_at == held.hold_expires_at == SOON + 30 * MINUTE
    message = Notification.objects.get(appointment=held)
    assert (message.kind, message.patient, message.send_at) == ("waitlist_offer", first.patient, SOON)
    assert message.useful_until == made.expires_at
    with pytest.raises(SlotTaken):
        hold(option=world.option, starts_at=freed, now=SOON)


def test_a_second_sweep_offers_nothing_more(world: World, freed: datetime) -> None:
    waits(world)
    waits(world)
    assert len(sweeps()) == 1
    assert sweeps() == []
    assert sweeps(SOON + 10 * MINUTE) == []


def test_for_three_minutes_a_cancellation_may_be_taken_back(world: World, freed: datetime) -> None:
    waits(world)
    assert sweeps(SOON - timedelta(seconds=1)) == []
    assert len(sweeps(SOON)) == 1


def test_unanswered_it_goes_to_the_next_and_never_twice_to_the_same(world: World, freed: datetime) -> None:
    line = [waits(world, plan_gap_days=gap) for gap in (3, 2, 1)]
    now, asked = SOON, []
    for _round in range(5):
        asked += [made.entry for made in sweeps(now)]
        now += 31 * MINUTE
        tidy_expired(now=now)
    assert asked == line
    assert set(WaitlistOffer.objects.values_list("state", flat=True)) == {State.PASSED}
    assert set(WaitlistEntry.objects.values_list("state", flat=True)) == {"waiting"}


def test_the_chain_needs_no_tidying(world: World, freed: datetime) -> None:
    """Whoever offers next ends the dead hold by itself."""
    waits(world, plan_gap_days=1)
    waits(world)
    sweeps()
    (second,) = sweeps(SOON + 31 * MINUTE)
    assert second.appointment.starts_at == freed


def test_declined_it_goes_to_the_next_at_once(world: World, freed: datetime) -> None:
    waits(world, plan_gap_days=1)
    second = waits(world)
    (made,) = sweeps()
    decline(offer=made, actor=Actor.patient(), now=SOON + MINUTE)
    made.appointment.refresh_from_db()
    assert made.appointment.cancellation_reason == "hold_released"
    assert [one.entry for one in sweeps(SOON + MINUTE)] == [second]


def test_the_same_patient_with_two_entries_is_asked_once(world: World, freed: datetime) -> None:
    patient = make_patient(world.clinic)
    waits(world, patient)
    waits(world, patient)
    assert len(sweeps()) == 1
    assert sweeps(SOON + 31 * MINUTE) == []


def test_the_old_time_of_a_moved_visit_is_offered(world: World) -> None:
    visit = make_appointment(world, world.at(WEDNESDAY, "10:00"))
    waits(world)
    reschedule(appointment=visit, starts_at=world.at(WEDNESDAY, "14:00"), actor=Actor.patient(), now=NOW)
    (made,) = sweeps()
    assert made.appointment.starts_at == world.at(WEDNESDAY, "10:00")


def test_an_abandoned_hold_of_a_visitor_frees_nothing(world: World) -> None:
    """The time was open before: whoever wanted it could have had it."""
    waits(world)
    hold(option=world.option, starts_at=world.at(WEDNESDAY, "10:00"), now=NOW)
    tidy_expired(now=NOW + 11 * MINUTE)
    assert AppointmentEvent.objects.filter(kind="expired").exists()
    assert sweeps(NOW + 15 * MINUTE) == []


def test_a_time_that_was_held_in_between_is_offered_once_it_is_open_again(
    world: World, freed: datetime
) -> None:
    waits(world)
    hold(option=world.option, starts_at=freed, now=NOW + MINUTE)
    assert sweeps() == []
    assert len(sweeps(NOW + 12 * MINUTE)) == 1


def test_two_hours_before_the_start_it_stops(world: World) -> None:
    waits(world, plan_gap_days=1, notice_minutes=0)
    waits(world, notice_minutes=0)
    frees(world, "2027-06-07", "14:00")
    starts_at = world.at("2027-06-07", "14:00")
    assert len(sweeps(starts_at - timedelta(hours=2, minutes=10))) == 1
    assert sweeps(starts_at - timedelta(hours=2) + 21 * MINUTE) == []
    assert WaitlistOffer.objects.count() == 1


def test_the_notice_that_somebody_needs_is_respected(world: World, freed: datetime) -> None:
    waits(world, notice_minutes=52 * 60)
    assert sweeps() == []


def test_whoever_has_an_equal_visit_sooner_or_is_busy_is_left_out(world: World, freed: datetime) -> None:
    world = make_world(therapists=2)
    freed = frees(world).starts_at
    at_ten = {"from_minute": 600, "until_minute": 601}
    sooner, busy = waits(world, **at_ten), waits(world, **at_ten)
    other = {"therapist": world.therapists[1], "room": world.rooms[1]}
    make_appointment(world, freed - timedelta(hours=18), patient=sooner.patient, **other)
    make_appointment(world, freed + 30 * MINUTE, patient=busy.patient, **other)
    fits = waits(world, **at_ten)
    make_appointment(world, freed + timedelta(hours=4), patient=fits.patient, **other)
    assert [made.entry for made in sweeps()] == [fits]
    assert sweeps(SOON + 31 * MINUTE) == []


def test_nobody_is_asked_at_night_and_the_time_stays_open(world: World) -> None:
    waits(world)
    night = world.at("2027-06-07", "22:00").astimezone(UTC)
    frees(world, now=night)
    assert sweeps(night + 3 * MINUTE) == []
    hold(option=world.option, starts_at=world.at(WEDNESDAY, "11:00"), now=night)
    (made,) = sweeps(world.at("2027-06-08", "08:00").astimezone(UTC))
    assert made.appointment.starts_at == world.at(WEDNESDAY, "10:00")


def test_an_offer_of_the_desk_at_night_waits_for_the_morning_with_its_message(world: World) -> None:
    entry = waits(world)
    night = world.at("2027-06-07", "22:00").astimezone(UTC)
    made = offer(
        entry=entry, starts_at=world.at(WEDNESDAY, "10:00"), therapist=world.therapist,
        actor=Actor.system(), now=night,
    )  # fmt: skip
    morning = world.at("2027-06-08", "08:00")
    assert made.expires_at == morning + 30 * MINUTE
    assert Notification.objects.get(appointment=made.appointment).send_at == morning


def test_whoever_asked_for_quiet_at_this_hour_is_asked_after_it(world: World, freed: datetime) -> None:
    """It is eight in the morning: the offer would have run out before the message about it may leave."""
    waits(world, make_patient(world.clinic, quiet_from_minute=7 * 60, quiet_to_minute=13 * 60))
    assert sweeps() == []
    (made,) = sweeps(world.at("2027-06-07", "13:00").astimezone(UTC))
    assert Notification.objects.get(appointment=made.appointment).send_at == made.offered_at


@pytest.mark.parametrize("what", ["service", "option"])
def test_what_is_not_on_offer_any_more_is_left_to_the_desk(world: World, freed: datetime, what: str) -> None:
    entry = waits(world)
    retired = {"service": world.service, "option": world.option}[what]
    retired.is_active = False
    retired.save()
    assert sweeps() == []
    staff = Actor.staff(make_user("reception", world.clinic))
    assert offer(entry=entry, starts_at=freed, therapist=world.therapist, actor=staff, now=NOW).entry == entry


def test_a_wish_that_became_another_is_not_held_a_time_for(world: World, freed: datetime) -> None:
    seen = waits(world)
    short = world.service.options.create(clinic=world.clinic, minutes=30, price="45.00")
    WaitlistEntry.objects.filter(pk=seen.pk).update(option=short)
    with pytest.raises(DoesNotFit):
        offer(entry=seen, starts_at=freed, therapist=world.therapist, actor=Actor.system(), now=NOW)


def test_who_cannot_be_told_is_left_to_the_desk(world: World, freed: datetime) -> None:
    waits(world, make_patient(world.clinic, email=""), plan_gap_days=9)
    reachable = waits(world)
    assert [made.entry for made in sweeps()] == [reachable]


def test_somebody_without_a_wish_for_it_is_refused_also_when_asked_for(world: World, freed: datetime) -> None:
    entry = waits(world, weekdays=[0])
    with pytest.raises(DoesNotFit):
        offer(entry=entry, starts_at=freed, therapist=world.therapist, actor=Actor.system(), now=NOW)
    assert WaitlistOffer.objects.count() == 0


def test_a_part_of_the_time_is_offered_to_a_shorter_treatment(world: World, freed: datetime) -> None:
    short = world.service.options.create(clinic=world.clinic, minutes=30, price="45.00")
    entry = waits(world, option=short, from_minute=10 * 60 + 15)
    (made,) = sweeps()
    assert (made.entry, made.appointment.starts_at) == (entry, freed + 30 * MINUTE)
    assert made.appointment.minutes == 30


def test_entries_end_with_their_last_date_on_the_clinics_wall(world: World, freed: datetime) -> None:
    today, yesterday = date(2027, 6, 7), date(2027, 6, 6)
    ended, last_day = waits(world, until_date=yesterday), waits(world, until_date=today)
    sweeps()
    assert [WaitlistEntry.objects.get(pk=e.pk).state for e in (ended, last_day)] == ["closed", "waiting"]
    far_west = make_world(zone="Pacific/Honolulu")
    still = waits(far_west, until_date=yesterday)
    sweeps(datetime(2027, 6, 7, 9, 0, tzinfo=UTC))  # still Sunday evening there
    assert WaitlistEntry.objects.get(pk=still.pk).state == "waiting"


def test_a_time_that_is_booked_by_another_door_ends_the_offer(world: World, freed: datetime) -> None:
    entry = waits(world)
    (made,) = sweeps()
    Appointment.objects.filter(pk=made.appointment.pk).update(status="booked", patient=entry.patient)
    sweeps(SOON + MINUTE)
    made.refresh_from_db()
    entry.refresh_from_db()
    assert (made.state, entry.state) == (State.CLAIMED, "booked")


def test_who_found_a_time_is_not_asked_again(world: World, freed: datetime) -> None:
    waits(world)
    (made,) = sweeps()
    claim(offer=made, actor=Actor.patient(), now=SOON + MINUTE)
    frees(world, "2027-06-10")
    assert sweeps(SOON + timedelta(minutes=10)) == []


@pytest.mark.parametrize(
    ("audience", "asked"), [("new", "Nora"), ("returning", "Rita"), ("everyone", "Rita")]
)
def test_only_those_for_whom_the_treatment_is_meant_are_asked_by_the_clock(
    world: World, freed: datetime, audience: str, asked: str
) -> None:
    """Six who may not have it wait longest: more than the sweep tries for one time."""
    world.service.audience = audience
    world.service.save()
    rita, nora = (make_patient(world.clinic, first_name=name) for name in ("Rita", "Nora"))
    make_appointment(world, world.at("2027-06-01", "10:00"), patient=rita, status="fulfilled")
    if audience != "everyone":
        for _n in range(6):
            other = make_patient(world.clinic)
            if audience == "new":
                day = f"2027-05-{10 + _n}"
                make_appointment(world, world.at(day, "10:00"), patient=other, status="fulfilled")
            waits(world, other, created_at=NOW - timedelta(days=20))
    waits(world, rita)
    waits(world, nora, created_at=NOW - timedelta(days=1))
    assert [offer.entry.patient.first_name for offer in sweeps()] == [asked]


def test_the_desk_may_offer_anything_to_anybody(world: World, freed: datetime) -> None:
    world.service.audience = "returning"
    world.service.save()
    entry = waits(world)
    staff = Actor.staff(make_user("reception", world.clinic))
    how: dict[str, Any] = {"entry": entry, "starts_at": freed, "therapist": world.therapist, "now": NOW}
    with pytest.raises(NotForYou):
        offer(**how, actor=Actor.system())
    assert offer(**how, actor=staff).entry == entry

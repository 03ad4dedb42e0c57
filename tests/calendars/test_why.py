"""The reason as staff read it, from real rows; and none exactly for what is listed."""

from datetime import date, timedelta

from bookings.calendars import slots_by_day
from bookings.calendars.why import why_not
from bookings.models import Location, Service, TimeOff
from tests.factories import NOW, World, make_appointment, make_world

WEDNESDAY = date(2027, 6, 9)


def code(world: World, clock: str, day: date = WEDNESDAY) -> str | None:
    reason = why_not(
        option=world.option, therapist=world.therapist, location=world.location,
        starts_at=world.at(day, clock), now=NOW,
    )  # fmt: skip
    assert reason is None or len(reason.text) > 20
    return reason and reason.code


def test_reasons(db: None) -> None:
    world = make_world(buffers=(0, 30))
    world.therapist.max_hands_on_minutes = 120
    world.therapist.save()
    make_appointment(world, world.at(WEDNESDAY, "12:00"))
    TimeOff.objects.create(
        clinic=world.clinic, starts_at=world.at(WEDNESDAY, "15:00"), ends_at=world.at(WEDNESDAY, "16:00")
    )
    assert code(world, "10:00") is None
    assert code(world, "11:00") == "buffer"
    assert code(world, "12:30") == "booked"
    assert code(world, "14:30") == "time_off"
    assert code(world, "16:30") == "too_long"
    assert code(world, "18:00") == "not_working"
    assert code(world, "10:10") == "grid"
    assert code(world, "10:00", date(2027, 6, 5)) == "notice"
    assert code(world, "10:00", date(2027, 12, 1)) == "horizon"
    make_appointment(world, world.at(WEDNESDAY, "09:00"))
    assert code(world, "10:30") == "day_full"


def test_a_service_or_a_place_that_is_not_theirs(world: World) -> None:
    other = Location.objects.create(clinic=world.clinic, name="Annex", time_zone="America/New_York")
    reason = why_not(
        option=world.option, therapist=world.therapist, location=other,
        starts_at=world.at(WEDNESDAY, "10:00"), now=NOW,
    )  # fmt: skip
    assert reason is not None
    assert reason.code == "not_given"


def test_no_reason_exactly_for_what_is_listed(db: None) -> None:
    world = make_world(buffers=(15, 15), zone="Australia/Lord_Howe", weekdays=range(7), slot_step_minutes=15)
    world.service.modality = Service.Modality.DEEP
    world.service.save()
    world.therapist.offer_policy = "adjacent"
    world.therapist.max_deep_in_a_row = 3
    world.therapist.save()
    for clock in ("10:00", "14:30"):
        make_appointment(world, world.at(WEDNESDAY, clock))
    days = slots_by_day(option=world.option, first=WEDNESDAY, last=WEDNESDAY, now=NOW)
    listed = {opening.starts_at for opening in days[WEDNESDAY]}
    assert listed
    at = world.at(WEDNESDAY, "00:00")
    for _ in range(24 * 4):
        reason = why_not(
            option=world.option, therapist=world.therapist, location=world.location, starts_at=at, now=NOW
        )
        assert (reason is None) == (at in listed), at
        at += timedelta(minutes=15)

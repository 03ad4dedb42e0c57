"""Who is asked in the morning for a signature that is owed."""

from datetime import timedelta

import pytest

from bookings.models import Appointment, Notification
from notes.soap.unsigned import remind_of_notes, who_has_to_sign
from tests.factories import World, make_appointment, make_world
from tests.notes.cast import Chart, make_chart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(db: None) -> World:
    return make_world(weekdays=range(7))


@pytest.fixture
def chart(world: World) -> Chart:
    """A visit that took place, with a note that was begun."""
    chart = make_chart(world)
    chart.written()
    Appointment.objects.filter(pk=chart.visit.pk).update(status="fulfilled")
    chart.visit.refresh_from_db()
    return chart


def asked(world: World, chart: Chart, **later: float) -> bool:
    now = chart.visit.ends_at + timedelta(**later)
    return chart.user in who_has_to_sign(world.clinic, now)


def test_a_note_that_was_begun_is_asked_for_from_the_next_day_on(world: World, chart: Chart) -> None:
    assert not asked(world, chart, minutes=30), "the day is not over"
    assert asked(world, chart, days=1)
    assert asked(world, chart, days=13)
    assert not asked(world, chart, days=15)


def test_a_signed_note_is_not(world: World, chart: Chart) -> None:
    chart.signed()
    assert not asked(world, chart, days=1)


def test_a_visit_without_any_note_is_asked_for_of_those_who_write_them(world: World, chart: Chart) -> None:
    chart.signed()
    make_appointment(
        world, chart.visit.starts_at + timedelta(hours=3), patient=chart.patient, status="fulfilled"
    )
    assert asked(world, chart, days=1)


@pytest.mark.parametrize("status", ["booked", "no_show"])
def test_what_did_not_take_place_needs_no_note(world: World, chart: Chart, status: str) -> None:
    Appointment.objects.filter(pk=chart.visit.pk).update(status=status)
    assert not asked(world, chart, days=1)


def test_who_never_wrote_a_note_is_left_alone(world: World) -> None:
    visit = make_appointment(world, world.at("2027-06-07", "10:00"), status="fulfilled")
    assert not who_has_to_sign(world.clinic, visit.ends_at + timedelta(days=1)).exists()


def test_the_mail_is_planned_for_the_morning_and_taken_back_by_the_signature(
    world: World, chart: Chart
) -> None:
    day = (chart.visit.ends_at + timedelta(days=1)).astimezone(world.zone).date()
    remind_of_notes(now=world.at(day, "06:50"))
    assert not Notification.objects.exists()
    for minute in ("07:00", "07:10"):
        remind_of_notes(now=world.at(day, minute))
    row = Notification.objects.get()
    assert (row.user, row.patient, row.appointment, row.state) == (chart.user, None, None, "waiting")
    chart.signed()
    remind_of_notes(now=world.at(day, "07:20"))
    assert Notification.objects.get().state == "void"

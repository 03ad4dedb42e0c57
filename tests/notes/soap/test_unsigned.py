"""Who is asked in the morning for a signature that is owed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, Notification
from notes.soap.cosign import cosign_note
from notes.soap.unsigned import (
    awaiting_of,
    open_notes,
    remind_of_notes,
    signing_of_day,
    to_cosign,
    who_has_to_sign,
)
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


def test_a_note_is_late_after_a_day_and_overdue_after_three(world: World, chart: Chart) -> None:
    def seen(**later: float) -> list[tuple[bool, bool]]:
        lines = open_notes(world.clinic, chart.visit.ends_at + timedelta(**later), chart.therapist)
        return [(one.is_late, one.is_overdue) for one in lines]

    assert seen(minutes=-1) == []
    assert seen(hours=23, minutes=59) == [(False, False)]
    assert seen(hours=24) == [(True, False)]
    assert seen(hours=71, minutes=59) == [(True, False)]
    assert seen(hours=72) == [(True, True)]
    chart.signed()
    assert seen(hours=72) == []


def test_the_day_counts_what_is_signed_of_what_took_place(world: World, chart: Chart) -> None:
    day = chart.visit.starts_at.astimezone(world.zone).date()
    for hours, status in ((2, "fulfilled"), (3, "arrived"), (4, "booked"), (5, "cancelled")):
        starts_at = chart.visit.starts_at + timedelta(hours=hours)
        make_appointment(world, starts_at, patient=chart.patient, status=status)
    make_appointment(
        world, chart.visit.starts_at + timedelta(days=1), patient=chart.patient, status="fulfilled"
    )

    def counted() -> tuple[int, int, int]:
        found = signing_of_day(world.clinic, day, chart.therapist)
        return found.signed, found.awaiting, found.visits

    assert counted() == (0, 0, 3)
    supervisor = chart.supervised()
    note = chart.signed()
    assert counted() == (1, 1, 3)
    cosign_note(note=note, supervisor=supervisor, now=chart.visit.ends_at)
    assert counted() == (1, 0, 3)
    assert signing_of_day(world.clinic, day, supervisor).visits == 0
    assert signing_of_day(world.clinic, day).visits == 3


def test_what_awaits_is_the_supervisors_to_sign_and_asked_for_the_next_morning(
    world: World, chart: Chart
) -> None:
    supervisor = chart.supervised()
    note = chart.signed()
    assert [one.note_id for one in to_cosign(supervisor)] == [note.public_id]
    assert [one.note_id for one in awaiting_of(chart.therapist)] == [note.public_id]
    assert not open_notes(world.clinic, chart.visit.ends_at + timedelta(days=1))
    asked_now = who_has_to_sign(world.clinic, chart.visit.ends_at + timedelta(days=1))
    assert list(asked_now) == [supervisor.user]
    cosign_note(note=note, supervisor=supervisor, now=chart.visit.ends_at)
    assert not to_cosign(supervisor)
    assert not who_has_to_sign(world.clinic, chart.visit.ends_at + timedelta(days=1)).exists()


@pytest.mark.parametrize("visits", [1, 12])
def test_lists_ask_once_however_long_they_are(world: World, chart: Chart, visits: int) -> None:
    for number in range(visits - 1):
        chart.another_visit(-2 - number, status="fulfilled")
    now = chart.visit.ends_at + timedelta(days=1)
    with CaptureQueriesContext(connection) as asked_for:
        assert len(open_notes(world.clinic, now)) == visits
    assert len(asked_for) == 1

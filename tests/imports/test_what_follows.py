"""What the rest of the house makes of what was brought along: no notes are asked for, figures say what they know."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.appointments.attend import fulfil
from bookings.appointments.policy import Actor
from bookings.imports.queries import view_import
from bookings.models import Appointment, Import, Patient
from bookings.reports.no_shows import no_shows
from bookings.reports.span import Span
from notes.demo import moving
from notes.soap.unsigned import open_notes
from tests.factories import NOW, World, make_user, make_world
from tests.imports.bringing import hand_in, let_in, visits_csv
from tests.notes.cast import Chart, make_chart

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def world() -> World:
    return make_world(weekdays=range(7))


@pytest.fixture
def chart(world: World) -> Chart:
    """Of a therapist who writes notes here."""
    made = make_chart(world)
    made.signed(visit=made.another_visit(-3))
    return made


def bring(world: World, *rows: str) -> None:
    let_in(hand_in(world.clinic, make_user("owner", world.clinic), visits_csv(*rows), NOW), NOW)


def test_the_past_of_another_system_wants_no_notes_here(world: World, chart: Chart) -> None:
    who, whom = chart.patient.full_name, world.therapist.full_name
    before = len(open_notes(world.clinic, NOW))
    bring(
        world,
        f"1,,{who},{whom},Massage,2027-05-20 10:00,60,completed",
        f"2,,{who},{whom},Massage,2027-06-08 20:00,60,booked",
    )
    assert len(open_notes(world.clinic, NOW)) == before
    coming = Appointment.objects.get(source="import", status="booked")
    later = NOW + timedelta(days=2)
    fulfil(appointment=coming, actor=Actor.staff(chart.user), now=later)
    assert coming.public_id in {line.visit_id for line in open_notes(world.clinic, later)}


def test_figures_do_not_guess_when_it_was_booked(world: World, chart: Chart) -> None:
    who, whom = chart.patient.full_name, world.therapist.full_name
    bring(
        world,
        f"1,,{who},{whom},Massage,2027-05-20 10:00,60,completed",
        f"2,,{who},{whom},Massage,2027-05-21 10:00,60,no-show",
    )
    span = Span(
        (NOW - timedelta(days=25)).date(), (NOW - timedelta(days=10)).date(), ZoneInfo(world.clinic.time_zone)
    )
    found = no_shows(world.clinic, span)
    assert sum(one.came + one.missed for one in found.by_lead) == 0
    assert [(one.came, one.missed) for one in found.by_channel if one.key == "import"] == [(1, 1)]
    assert (found.all.came, found.all.missed) == (1, 1)


def test_the_file_of_the_demo_is_what_it_says(world: World) -> None:
    Patient.objects.create(
        clinic=world.clinic, first_name="Amara", last_name="Diallo", email="amara.diallo@example.org"
    )
    brought = hand_in(world.clinic, make_user("owner", world.clinic), moving.content(), NOW)
    counts = view_import(brought).counts
    assert {kind: counts[kind] for kind in moving.FOUND} == moving.FOUND
    assert tuple(brought.problems.values_list("row", "column", "code")) == moving.PROBLEMS
    assert (brought.source, brought.summary["left"]) == (Import.Source.EASYAPPOINTMENTS, ["notes"])

"""A chart after its patient's two records became one: read whole, and what was signed untouched."""

from datetime import timedelta

import pytest

from bookings.models import Patient, User
from bookings.people.merge import merge
from notes.access import patient_for, plan_for, treating
from notes.models import PlanHold
from notes.plans.queries import plan_sheet, plans_of
from notes.screening.waiting import closed_among, people_to_call
from notes.soap.draft import NoteNotAllowed, save_draft, tie_to_plan
from notes.soap.queries import altered_notes, last_note, notes_of
from tests.api.conftest import Program
from tests.factories import NOW, World, make_appointment, make_patient, make_user
from tests.notes.cast import FULL, TODAY, Chart, make_chart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keep(world: World) -> Patient:
    return make_patient(world.clinic, first_name="Ada", last_name="Byron")


@pytest.fixture
def reception(world: World) -> User:
    return make_user("reception", world.clinic)


def test_the_kept_record_shows_plans_and_notes_of_both(world: World, keep: Patient, reception: User) -> None:
    chart = make_chart(world)
    plan = chart.active_plan()
    note = chart.signed()
    merge(keep=keep, drop=chart.patient, user=reception, now=NOW)
    keep.refresh_from_db()
    assert [card.id for card in plans_of(keep, now=NOW)] == [plan.public_id]
    assert [line.id for line in notes_of(keep)] == [note.public_id]
    before = last_note(keep, NOW + timedelta(days=3))
    assert before
    assert before.id == note.public_id
    assert treating(chart.user, keep) == chart.therapist
    assert patient_for(chart.user, chart.patient.public_id, NOW).row == keep
    seen = plan_for(chart.user, plan.public_id, NOW).row
    assert plan_sheet(seen, today=TODAY, now=NOW).progress.done == 1


def test_a_signed_note_stays_as_it_was_signed(world: World, keep: Patient, reception: User) -> None:
    chart = make_chart(world)
    chart.active_plan()
    note = chart.signed()
    merge(keep=keep, drop=chart.patient, user=reception, now=NOW)
    note.refresh_from_db()
    assert note.patient == chart.patient
    assert note.appointment.patient == keep
    assert list(altered_notes()) == []


def test_a_draft_goes_on(world: World, keep: Patient, reception: User) -> None:
    chart = make_chart(world)
    note = chart.draft()
    merge(keep=keep, drop=chart.patient, user=reception, now=NOW)
    saved = save_draft(note=note, content=FULL, expected_version=note.version, now=NOW)
    assert saved.objective == FULL.objective


def test_the_plan_of_the_merged_record_goes_on(world: World, keep: Patient, reception: User) -> None:
    chart = make_chart(world)
    plan = chart.active_plan()
    merge(keep=keep, drop=chart.patient, user=reception, now=NOW)
    keep.refresh_from_db()
    note = Chart(world, keep, make_appointment(world, NOW + timedelta(days=2), patient=keep)).draft()
    assert note.plan == plan
    note = tie_to_plan(note=note, plan=None, now=NOW)
    assert tie_to_plan(note=note, plan=plan, now=NOW).plan == plan
    stranger = Chart(
        world, make_patient(world.clinic), make_appointment(world, NOW + timedelta(days=3))
    ).active_plan()
    with pytest.raises(NoteNotAllowed):
        tie_to_plan(note=note, plan=stranger, now=NOW)


@pytest.mark.parametrize("why", ["check", "hold"])
def test_what_stopped_one_record_stops_the_person(
    world: World, keep: Patient, reception: User, why: str
) -> None:
    chart = make_chart(world)
    if why == "check":
        chart.screened(p3="yes")
    else:
        plan = chart.active_plan()
        PlanHold.objects.create(clinic=world.clinic, plan=plan, trigger="hold_worse", placed_at=NOW)
    merge(keep=keep, drop=chart.patient, user=reception, now=NOW)
    stranger = make_patient(world.clinic)
    assert closed_among({keep.pk, stranger.pk}, NOW) == {keep.pk}
    called = people_to_call(user=reception, clinic=world.clinic, now=NOW)
    assert [person.id for person in called] == ([keep.public_id] if why == "check" else [])


def test_a_later_quiet_check_under_the_other_record_opens_as_one_of_the_same(
    world: World, keep: Patient, reception: User
) -> None:
    chart = make_chart(world)
    stopped = chart.screened(p3="yes")
    chart.cleared(stopped, days=1)
    kept = Chart(world, keep, make_appointment(world, NOW + timedelta(days=2), patient=keep))
    kept.screened(now=NOW + timedelta(days=1))
    merge(keep=keep, drop=chart.patient, user=reception, now=NOW + timedelta(days=2))
    later = NOW + timedelta(days=3)
    assert closed_among({keep.pk}, later) == frozenset()
    assert people_to_call(user=reception, clinic=world.clinic, now=later) == []


def test_programs_read_both_records_of_the_one_who_may_and_neither_of_who_may_no_more(
    world: World, keep: Patient, reception: User
) -> None:
    chart = make_chart(world)
    plan = chart.active_plan()
    one, other = make_user(), make_user()
    Patient.objects.filter(pk=keep.pk).update(user=one)
    Patient.objects.filter(pk=chart.patient.pk).update(user=other)
    keep.refresh_from_db()
    merge(keep=keep, drop=chart.patient, user=reception, now=NOW)
    found = []
    for user in (one, other):
        program = Program()
        program.client.force_login(user)
        listed = program.get("plans/")
        assert listed.status_code == 200
        found.append([row["id"] for row in listed.json()["results"]])
    assert found == [[plan.public_id], []]

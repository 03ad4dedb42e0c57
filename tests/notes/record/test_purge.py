"""The purge: on real rows, with time moved, never a day early, all of a record or nothing, and a stone for what went."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bookings.integrity import findings
from bookings.models import AccessRecord, Appointment, Patient, SignIn, User, WaitlistEntry
from bookings.people.merge import merge
from bookings.people.sign_in import patients_of
from notes.homecare.diary import write_entry
from notes.models import (
    LegalHold,
    RecordPolicy,
    RecordRequest,
    Screening,
    SoapNote,
    Tombstone,
    TreatmentPlan,
    WorkingNote,
)
from notes.record.entries import record_kept_until
from notes.record.hanging import leaves_first, rows_hanging_on
from notes.record.holds import lift_hold, place_hold
from notes.record.purge import purge_due, purge_record
from notes.record.retention import is_over
from notes.soap.addend import add_addendum
from tests.factories import NOW, make_patient, make_user, make_world
from tests.faults.processes import WORKER, eventually, run, started
from tests.notes.cast import Chart, make_chart

pytestmark = pytest.mark.django_db(transaction=True)
# The visit of the cast is on 7 June 2027.
LAST_DAY = datetime(2037, 6, 7, 12, tzinfo=UTC)
DAY_AFTER = LAST_DAY + timedelta(days=1)


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def begun(patient: Patient, at: datetime = NOW) -> None:
    Patient.objects.filter(pk=patient.pk).update(created_at=at)


@pytest.fixture
def full(chart: Chart) -> Chart:
    """A record with a bit of everything that hangs on a patient."""
    plan = chart.active_plan()
    note = chart.signed()
    chart.screened(p3="yes")
    add_addendum(
        note=note, therapist=chart.therapist, kind="correction", reason="Side", text="Left.", now=NOW
    )
    write_entry(
        patient=chart.patient, activity="Driving", minutes=9, nrs_before=1, nrs_after=2, at=NOW, now=NOW
    )
    WaitlistEntry.objects.create(
        clinic=plan.clinic, patient=chart.patient, option=chart.world.option, from_date=NOW, until_date=NOW
    ).therapists.add(chart.therapist)
    # What the database stamps by its own clock.
    TreatmentPlan.objects.update(created_at=NOW)
    plan.problem.__class__.objects.update(created_at=NOW)
    begun(chart.patient)
    return chart


def rows_left() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for name in ("notes", "bookings")
        for model in apps.get_app_config(name).get_models()
    }


def test_the_last_day_keeps_and_the_day_after_takes_everything(full: Chart) -> None:
    assert record_kept_until(full.patient) == date(2037, 6, 7)
    before = rows_left()
    assert purge_due(clock=at(LAST_DAY)) == 0
    assert rows_left() == before
    note = SoapNote.objects.get().public_id
    assert purge_due(clock=at(DAY_AFTER)) == 1
    assert rows_hanging_on([full.patient]) == {}
    emptied = Patient.objects.get()
    assert (emptied.full_name, emptied.email, emptied.phone, emptied.birth_date) == ("", "", "", None)
    stones = {stone.object_kind: stone for stone in Tombstone.objects.all()}
    assert stones["note"].object_id == note
    assert (stones["patient"].object_id, stones["patient"].rule) == (emptied.public_id, "retention")
    assert (stones["patient"].kept_until, stones["patient"].purged_at) == (date(2037, 6, 7), DAY_AFTER)
    assert AccessRecord.objects.filter(patient=emptied, action="purged").count() == 1


def test_nobody_elses_rows_go_and_the_data_still_fits(full: Chart) -> None:
    other = make_chart(make_world())
    other.signed()
    begun(other.patient)
    SoapNote.objects.filter(pk=other.draft(other.another_visit(900)).pk).update(
        saved_at=NOW + timedelta(days=900)
    )
    before, wrong = rows_hanging_on([other.patient]), set(map(str, findings(DAY_AFTER)))
    purge_due(clock=at(DAY_AFTER))
    assert rows_hanging_on([other.patient]) == before
    assert set(map(str, findings(DAY_AFTER))) < wrong, "nothing points at what is gone"


def test_a_second_run_finds_nothing(full: Chart) -> None:
    assert purge_due(clock=at(DAY_AFTER)) == 1
    left = rows_left()
    assert purge_due(clock=at(DAY_AFTER + timedelta(days=400))) == 0
    assert rows_left() == left


CRASH = """
from datetime import datetime
from notes.record import purge
def dies(*args):
    os.kill(os.getpid(), signal.SIGKILL)
purge.{step} = dies
purge.purge_due(clock=lambda: datetime.fromisoformat({now!r}))
"""


@pytest.mark.parametrize("step", ["_empty", "_forget", "leaves_first"])
def test_killed_in_the_middle_leaves_all_of_it_and_the_next_run_finishes(full: Chart, step: str) -> None:
    before = rows_left()
    killed = run(CRASH.format(step=step, now=DAY_AFTER.isoformat()))
    assert killed.returncode == -9, killed.stderr
    assert rows_left() == before
    assert purge_due(clock=at(DAY_AFTER)) == 1
    assert rows_hanging_on([full.patient]) == {}


def test_a_hold_stops_it_and_lifting_lets_it_go_on(full: Chart) -> None:
    owner = make_user("owner", full.world.clinic)
    place_hold(patient=full.patient, reason="Letter of a court", user=owner, now=NOW)
    before = rows_left()
    assert purge_due(clock=at(DAY_AFTER)) == 0
    assert not purge_record(full.patient, now=DAY_AFTER)
    assert rows_left() == before
    lift_hold(patient=full.patient, user=owner, now=DAY_AFTER)
    assert purge_due(clock=at(DAY_AFTER)) == 1
    logged = AccessRecord.objects.filter(object_kind="legal_hold").order_by("id")
    assert [line.action for line in logged] == ["placed", "lifted"]


@pytest.mark.parametrize(
    ("born", "guarded", "until"),
    [
        (date(2015, 5, 1), False, date(2043, 5, 1)),
        (date(1990, 5, 1), True, date(2037, 6, 7)),
        (None, True, date(2055, 6, 7)),  # a ward of unknown age: as if born when the record was begun
    ],
)
def test_children_are_kept_until_ten_years_after_eighteen(
    full: Chart, born: date | None, guarded: bool, until: date
) -> None:
    guardian = make_patient(full.world.clinic) if guarded else None
    Patient.objects.filter(pk=full.patient.pk).update(birth_date=born, guardian=guardian)
    child = Patient.objects.get(pk=full.patient.pk)
    assert record_kept_until(child) == until
    assert not purge_record(child, now=datetime.combine(until, LAST_DAY.timetz()))
    assert purge_record(child, now=datetime.combine(until, LAST_DAY.timetz()) + timedelta(days=1))


def test_a_guardian_stays_as_long_as_the_ward(full: Chart) -> None:
    guardian = make_patient(full.world.clinic)
    begun(guardian)
    Patient.objects.filter(pk=full.patient.pk).update(guardian=guardian, birth_date=date(2015, 5, 1))
    assert record_kept_until(guardian) == date(2043, 5, 1)
    assert purge_due(clock=at(DAY_AFTER)) == 0


def test_an_account_of_no_record_is_emptied_and_one_of_another_stays(full: Chart) -> None:
    alone, shared = make_user(), make_user()
    elsewhere = make_patient(make_world().clinic, user=shared)
    begun(elsewhere, LAST_DAY)
    Patient.objects.filter(pk=full.patient.pk).update(user=alone)
    SignIn.objects.create(
        clinic=full.world.clinic, email=full.patient.email.upper(), asked_at=NOW, expires_at=NOW
    )
    SignIn.objects.update(email=full.patient.email)
    purge_due(clock=at(DAY_AFTER))
    alone.refresh_from_db()
    assert (alone.is_active, alone.email.endswith("@erased.invalid"), alone.first_name) == (False, True, "")
    assert not SignIn.objects.exists()
    assert list(patients_of(shared)) == [elsewhere]


def test_merged_records_go_together(full: Chart) -> None:
    kept = make_patient(full.world.clinic)
    begun(kept)
    merge(keep=kept, drop=full.patient, user=make_user("owner", full.world.clinic), now=NOW)
    assert purge_due(clock=at(DAY_AFTER)) == 1
    assert not SoapNote.objects.exists()
    assert {person.full_name for person in Patient.objects.all()} == {""}


def test_a_clinic_that_keeps_longer(full: Chart) -> None:
    RecordPolicy.objects.create(clinic=full.world.clinic, retention_years=15)
    assert purge_due(clock=at(DAY_AFTER)) == 0
    assert record_kept_until(full.patient) == date(2042, 6, 7)


def working_note(chart: Chart) -> WorkingNote:
    return WorkingNote.objects.create(
        clinic=chart.world.clinic, note=chart.signed(), author=chart.therapist, text="Ask about the dog",
        saved_at=NOW, purge_at=chart.visit.ends_at + timedelta(days=30),
    )  # fmt: skip


def test_working_notes_go_after_thirty_days_with_a_stone(chart: Chart) -> None:
    note = working_note(chart)
    assert purge_due(clock=at(note.purge_at - timedelta(seconds=1))) == 0
    assert purge_due(clock=at(note.purge_at)) == 1
    assert not WorkingNote.objects.exists()
    stone = Tombstone.objects.get()
    assert (stone.object_kind, stone.object_id, stone.rule) == (
        "working_note",
        note.public_id,
        "working_note_30_days",
    )
    assert SoapNote.objects.get().is_signed


@pytest.mark.parametrize("by", ["hold", "copy asked for"])
def test_working_notes_wait_for_a_hold_and_for_who_asked_for_a_copy(chart: Chart, by: str) -> None:
    note, owner = working_note(chart), make_user("owner", chart.world.clinic)
    if by == "hold":
        place_hold(patient=chart.patient, reason="Court", user=owner, now=NOW)
    else:
        RecordRequest.objects.create(
            clinic=chart.world.clinic, patient=chart.patient, kind="copy", asked_by=owner, asked_at=NOW,
            due_date=NOW.date(),
        )  # fmt: skip
    assert purge_due(clock=at(note.purge_at)) == 0
    LegalHold.objects.update(lifted_at=NOW, lifted_by=owner)
    RecordRequest.objects.update(state="withdrawn")
    assert purge_due(clock=at(note.purge_at)) == 1


@examples(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    visits=st.lists(st.integers(-4000, 4000), min_size=1, max_size=3),
    born=st.none() | st.dates(date(1960, 1, 1), date(2027, 1, 1)),
    held=st.booleans(),
    later=st.integers(0, 12000),
)
def test_never_before_its_date_and_never_on_hold(
    world: object, visits: list[int], born: date | None, held: bool, later: int
) -> None:
    house = make_world()
    patient = make_patient(house.clinic, birth_date=born)
    begun(patient, NOW - timedelta(days=5000))
    chart = Chart(house, patient, None)  # type: ignore[arg-type]
    for number, days in enumerate(visits):
        start = NOW + timedelta(days=days, hours=2 * number)
        Appointment.objects.create(
            clinic=house.clinic, option=house.option, therapist=house.therapist, location=house.location,
            room=house.rooms[0], patient=chart.patient, status="fulfilled", starts_at=start, ends_at=start + timedelta(hours=1),
            occupies_from=start, occupies_until=start + timedelta(hours=1), time_zone=house.location.time_zone,
            price=1, currency="USD", cancel_notice_hours=24,
        )  # fmt: skip
    if held:
        place_hold(patient=patient, reason="Court", user=make_user("owner", house.clinic), now=NOW)
    now = NOW + timedelta(days=later)
    until = record_kept_until(patient)
    was_over = is_over(now.astimezone(house.zone).date(), until)
    purge_due(clock=at(now))
    patient.refresh_from_db()
    assert (patient.emptied_at is not None) == (was_over and not held)
    assert Appointment.objects.filter(patient=patient).exists() == (not was_over or held)


def test_a_real_worker_does_it(full: Chart, tmp_path: Path) -> None:
    """By the real clock: everything of the record lies eleven years back."""
    back = NOW.replace(year=2014)
    starts = back + timedelta(hours=1)
    patient, house = make_patient(full.world.clinic), full.world
    begun(patient, back)
    Appointment.objects.create(
        clinic=house.clinic, option=house.option, therapist=house.therapist, location=house.location,
        room=house.rooms[0], patient=patient, status="fulfilled", starts_at=starts, ends_at=starts + timedelta(hours=1),
        occupies_from=starts, occupies_until=starts + timedelta(hours=1), time_zone=house.location.time_zone,
        price=1, currency="USD", cancel_notice_hours=24,
    )  # fmt: skip
    with started(WORKER, tmp_path / "worker.log"):
        sent = run("from config.celery import app\napp.send_task('notes.tasks.purge_records')")
        assert sent.returncode == 0, sent.stderr
        done = eventually(
            lambda: Patient.objects.filter(pk=patient.pk, emptied_at__isnull=False).exists(), 40
        )
    assert done, (tmp_path / "worker.log").read_text()
    assert SoapNote.objects.count() == 1


def test_every_table_that_hangs_on_a_patient_is_found_and_can_be_taken_away(full: Chart) -> None:
    """The walk and a second, independent way of finding tables agree; the order exists."""
    reached: set[type[models.Model]] = {Patient}
    every = [model for name in ("notes", "bookings") for model in apps.get_app_config(name).get_models(True)]
    while True:
        more = {
            model
            for model in every
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model in reached
        }
        if more <= reached | {AccessRecord}:
            break
        reached |= more - {AccessRecord}
    reached -= {Patient}
    assert set(leaves_first({model: {0} for model in reached})) == reached
    assert (
        {Screening, SoapNote, TreatmentPlan, Appointment} <= set(rows_hanging_on([full.patient])) <= reached
    )


def test_only_the_purge_lets_guards_stand_aside() -> None:
    root = Path(__file__).resolve().parents[3]
    users = [
        str(path.relative_to(root))
        for package in ("bookings", "notes", "config")
        for path in (root / package).rglob("*.py")
        if "pgtrigger.ignore" in path.read_text()
    ]
    assert "notes/record/purge.py" in users
    assert set(users) <= {"notes/record/purge.py", "notes/demo/load.py", "notes/demo/house.py"}, users


def test_staff_keep_their_account(full: Chart) -> None:
    Patient.objects.filter(pk=full.patient.pk).update(user=full.user)
    purge_due(clock=at(DAY_AFTER))
    assert User.objects.get(pk=full.user.pk).is_active

"""Patients brought along: seen before anything is written, never twice, never over what is here, and stopped or killed at ease."""

from datetime import datetime, timedelta

import pytest

from bookings import progress, tasks
from bookings.errors import DomainError
from bookings.imports import begin
from bookings.imports.queries import refused_rows, view_import
from bookings.imports.work import _Through, carry_on
from bookings.models import AccessRecord, Import, ImportedRow, LongWork, Notification, Patient, User
from tests.factories import NOW, World, make_patient, make_user, make_world
from tests.imports.bringing import fixture, fresh, hand_in, let_in, one_batch, people_csv, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def owner(world: World) -> User:
    return make_user("owner", world.clinic)


def counts_of(brought: Import) -> dict[str, int]:
    return {kind: number for kind, number in view_import(brought).counts.items() if number}


def test_a_dry_run_tells_and_writes_nothing(world: World, owner: User) -> None:
    make_patient(world.clinic, first_name="Ada", last_name="BYRON", email="ADA.byron@example.org", phone="")
    brought = hand_in(world.clinic, owner, fixture("easyappointments-customers"), NOW)
    view = view_import(brought)
    assert counts_of(brought) == {"new": 1, "here": 1, "refused": 3}
    assert view.stage == "looked"
    assert [(one.row, one.column) for one in view.problems] == [
        (4, "last_name"),
        (5, "email"),
        (6, "id_roles"),
    ]
    assert "notes" in view.left
    assert Patient.objects.count() == 1
    assert not ImportedRow.objects.exists()


def test_who_comes_in(world: World, owner: User) -> None:
    brought = let_in(hand_in(world.clinic, owner, fixture("easyappointments-customers"), NOW), NOW)
    ada = Patient.objects.get(last_name="Byron")
    assert (ada.first_name, ada.email, ada.phone, ada.language) == (
        "Ada", "ada.byron@example.org", "+1 202 555 0101", "en",
    )  # fmt: skip
    assert ada.search_name == "byron ada"
    assert ada.backward_digits == ada.phone_digits
    assert set(Patient.objects.values_list("first_name", flat=True)) == {"Ada", "José"}
    assert (counts_of(brought), view_import(brought).stage) == ({"new": 2, "refused": 3}, "done")
    assert not brought.has_file
    assert AccessRecord.objects.filter(action="admitted", user=owner).count() == 2
    said = AccessRecord.objects.filter(object_kind="import").order_by("pk").values_list("action", flat=True)
    assert list(said) == ["import_handed_in", "import_begun", "import_done"]
    assert not Notification.objects.exists()


def test_the_refused_rows_are_there_as_they_were(world: World, owner: User) -> None:
    brought = let_in(hand_in(world.clinic, owner, fixture("jane-patients"), NOW), NOW)
    header, row = refused_rows(brought)
    assert header[3:6] == ["Patient Number", "Patient Guid", "First Name"]
    assert row[:2] == ["4", "First Name"]
    assert row[5] == '=HYPERLINK("http://evil")'


def test_who_is_here_is_left_as_they_are(world: World, owner: User) -> None:
    here = make_patient(
        world.clinic, first_name="Pat1", last_name="Tester1", email="", phone="202 555 0001", birth_date=None
    )
    elder = make_patient(
        world.clinic,
        first_name="Pat2",
        last_name="Tester2",
        email="pat2@example.org",
        birth_date="1950-01-01",
    )
    before = Patient.objects.order_by("pk").values()
    content = (
        b"id,first_name,last_name,email,phone,birth_date\n"
        b"1,Pat1,Tester1,new@example.org,+1 202 555 0001,1990-01-02\n"
        b"2,Pat2,Tester2,pat2@example.org,,2010-05-05\n"
        b"3,Pat1,Tester1,,202-555-0001,\n"
    )
    kept = list(before)
    brought = let_in(hand_in(world.clinic, owner, content, NOW), NOW)
    # The second is the child of the one who is here: same name and address, another birthday.
    assert counts_of(brought) == {"new": 1, "here": 2}
    assert list(Patient.objects.filter(pk__in=[here.pk, elder.pk]).order_by("pk").values()) == kept
    assert ImportedRow.objects.get(external_id="1").patient == here
    assert ImportedRow.objects.get(external_id="3").patient == here


def test_the_same_file_again_brings_nobody(world: World, owner: User) -> None:
    content = people_csv(7)
    assert counts_of(let_in(hand_in(world.clinic, owner, content, NOW), NOW)) == {"new": 7}
    Patient.objects.update(email="", phone="", phone_digits="", last_name="Married")
    again = hand_in(world.clinic, owner, content, NOW)
    assert counts_of(again) == {"here": 7}
    assert counts_of(let_in(again, NOW)) == {"here": 7}
    assert Patient.objects.count() == 7


def test_another_clinics_rows_are_not_known_here(world: World, owner: User) -> None:
    let_in(hand_in(world.clinic, owner, people_csv(2), NOW), NOW)
    other = make_world()
    assert counts_of(hand_in(other.clinic, make_user("owner", other.clinic), people_csv(2), NOW)) == {
        "new": 2
    }


def test_stopped_between_two_batches_and_gone_on_with(
    world: World, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookings.imports.work.BATCH", {"patients": 10, "visits": 10})
    brought = hand_in(world.clinic, owner, people_csv(35), NOW)
    run = begin.let_in(brought=brought, user=owner, now=NOW)
    one_batch(run, NOW)
    assert (run.done, run.state) == (10, LongWork.State.RUNNING)
    progress.claim(run.pk, NOW)
    begin.stop(work=run, now=NOW)
    run.refresh_from_db()
    # Somebody is at it: it ends before the next batch, not in the middle of one.
    assert (run.state, run.is_stopping) == (LongWork.State.RUNNING, True)
    carry_on(key=run.pk, clock=lambda: NOW + timedelta(minutes=2), budget=timedelta(minutes=1))
    view = view_import(fresh(brought))
    assert (view.stage, view.work.done, view.untouched, view.counts["new"]) == ("stopped", 10, 25, 10)
    assert Patient.objects.count() == 10
    assert fresh(brought).has_file
    rest = let_in(fresh(brought), NOW)
    assert Patient.objects.count() == 35
    assert (counts_of(rest), view_import(rest).stage) == ({"new": 35}, "done")


def test_a_killed_worker_leaves_whole_batches_and_the_sweep_goes_on(
    world: World, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookings.imports.work.BATCH", {"patients": 10, "visits": 10})
    brought = hand_in(world.clinic, owner, people_csv(35), NOW)
    run = begin.let_in(brought=brought, user=owner, now=NOW)
    one_batch(run, NOW)

    class Killed(BaseException):
        pass

    def die(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as deadly:
        # At the end of the second batch, after every row was written and before the commit.
        deadly.setattr("bookings.progress.advance", die)
        with pytest.raises(Killed):
            carry_on(key=run.pk, clock=lambda: NOW, budget=timedelta(minutes=1))
    assert Patient.objects.count() == 10
    assert progress.claim(run.pk, NOW + timedelta(seconds=5)) is None
    woken: list[int] = []
    monkeypatch.setattr(tasks, "ring_for_long_work", woken.append)
    later = NOW + progress.LEASE + timedelta(seconds=1)
    monkeypatch.setattr("bookings.tasks.timezone.now", lambda: later)
    tasks.look_after_long_work()
    assert woken == [run.pk]
    work_off(run)
    assert Patient.objects.count() == 35
    assert counts_of(fresh(brought)) == {"new": 35}


def test_two_workers_do_no_batch_twice(world: World, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookings.imports.work.BATCH", {"patients": 10, "visits": 10})
    run = begin.let_in(brought=hand_in(world.clinic, owner, people_csv(30), NOW), user=owner, now=NOW)
    claimed = progress.claim(run.pk, NOW)
    assert claimed is not None
    slow, quick = _Through(claimed, NOW), _Through(claimed, NOW)
    assert quick.batch(now=NOW)
    assert not slow.batch(now=NOW)
    assert Patient.objects.count() == 10


def test_one_at_a_time_and_only_what_was_looked_at(world: World, owner: User) -> None:
    first = hand_in(world.clinic, owner, people_csv(2), NOW)
    second = begin.hand_in(
        clinic=world.clinic, user=owner, content=people_csv(2, first=5), source="", now=NOW
    )
    with pytest.raises(DomainError, match="still being looked"):
        begin.let_in(brought=second, user=owner, now=NOW)
    work_off(second.checking)
    begin.let_in(brought=first, user=owner, now=NOW)
    with pytest.raises(DomainError, match="Another file"):
        begin.let_in(brought=fresh(second), user=owner, now=NOW)
    with pytest.raises(DomainError, match="being brought in"):
        begin.let_in(brought=fresh(first), user=owner, now=NOW)


def test_dates_that_read_both_ways_are_asked_about(world: World, owner: User) -> None:
    content = b"first_name,last_name,email,birth_date\nAda,Byron,ada@example.org,03/04/1985\n"
    brought = hand_in(world.clinic, owner, content, NOW)
    assert view_import(brought).asks_order
    with pytest.raises(DomainError, match="how dates are written"):
        begin.let_in(brought=brought, user=owner, now=NOW)
    begin.look_again(brought=brought, options={"order": "dmy"}, user=owner, now=NOW)
    work_off(fresh(brought).checking)
    let_in(fresh(brought), NOW)
    assert Patient.objects.get().birth_date == datetime(1985, 4, 3).date()


def test_after_a_day_the_file_is_gone(world: World, owner: User) -> None:
    waiting = hand_in(world.clinic, owner, fixture("easyappointments-customers"), NOW)
    assert begin.tidy(now=NOW + timedelta(hours=23)) == 0
    assert begin.tidy(now=NOW + timedelta(days=1)) == 1
    view = view_import(fresh(waiting))
    assert (view.stage, view.has_file, view.problems) == ("gone", False, ())
    assert begin.tidy(now=NOW + timedelta(days=2)) == 0


def test_the_file_is_ciphertext_in_the_database(world: World, owner: User) -> None:
    from django.db import connection

    hand_in(world.clinic, owner, fixture("easyappointments-customers"), NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT content FROM bookings_import UNION ALL SELECT cells FROM bookings_importproblem"
        )
        assert not [1 for (blob,) in cursor.fetchall() if b"Hopper" in bytes(blob) or b"Byron" in bytes(blob)]


def test_a_fault_of_ours_is_said_and_the_rest_can_be_gone_on_with(
    world: World, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begin.let_in(brought=hand_in(world.clinic, owner, people_csv(3), NOW), user=owner, now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr("bookings.imports.bring._patient", lambda *_args: 1 / 0)
        tasks.do_long_work(run.pk)
    run.refresh_from_db()
    assert (run.state, Patient.objects.count()) == (LongWork.State.FAILED, 0)
    let_in(fresh(Import.objects.get()), NOW)
    assert Patient.objects.count() == 3

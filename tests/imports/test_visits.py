"""Visits brought along: names stand for the clinic's own, history comes without mails, and the walls hold."""

from datetime import UTC, datetime, timedelta

import pytest

from bookings.imports import begin
from bookings.imports.queries import view_import
from bookings.imports.work import _Through
from bookings.models import (
    Appointment,
    AppointmentEvent,
    BookingPolicy,
    Import,
    Notification,
    Room,
    User,
    Webhook,
    WebhookDelivery,
)
from bookings.notifications.staff import plan_staff_mail
from bookings.progress import claim
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world
from tests.imports.bringing import fixture, fresh, hand_in, let_in, visits_csv, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


Status = Appointment.Status


@pytest.fixture
def world() -> World:
    made = make_world()
    therapist = made.therapist
    therapist.first_name, therapist.last_name = "Maya", "Okafor"
    therapist.save()
    return made


@pytest.fixture
def owner(world: World) -> User:
    return make_user("owner", world.clinic)


def counts_of(brought: Import) -> dict[str, int]:
    return {kind: number for kind, number in view_import(brought).counts.items() if number}


def reasons_of(brought: Import) -> list[tuple[int, str]]:
    return list(brought.problems.values_list("row", "code"))


@pytest.mark.parametrize("system", ["cliniko", "jane"])
def test_people_and_then_their_visits(world: World, owner: User, system: str) -> None:
    people = hand_in(world.clinic, owner, fixture(f"{system}-patients"), NOW)
    let_in(people, NOW)
    brought = let_in(hand_in(world.clinic, owner, fixture(f"{system}-appointments"), NOW), NOW)
    assert counts_of(brought) == {"new": 4, "booked": 1, "fulfilled": 1, "no_show": 1, "cancelled": 1}
    done, missed, coming, off = Appointment.objects.order_by("starts_at")
    assert [v.status for v in (done, missed, coming, off)] == ["fulfilled", "no_show", "booked", "cancelled"]
    assert done.starts_at == datetime(2027, 5, 3, 13, tzinfo=UTC)
    assert [str(visit.patient) for visit in (done, missed)] == ["Ada Byron", "José Núñez"]
    assert {v.source for v in (done, missed, coming, off)} == {"import"}
    assert all(v.created_at <= min(v.starts_at, NOW) for v in (done, missed, coming, off))
    again = hand_in(world.clinic, owner, fixture(f"{system}-appointments"), NOW)
    assert counts_of(let_in(again, NOW)) == {"here": 4}
    assert Appointment.objects.count() == 4


def test_numbers_for_names_are_asked_about(world: World, owner: User) -> None:
    other = make_world().therapist
    other.clinic = world.clinic
    other.save()
    let_in(hand_in(world.clinic, owner, fixture("easyappointments-customers"), NOW), NOW)
    brought = hand_in(world.clinic, owner, fixture("easyappointments-appointments"), NOW)
    assert view_import(brought).names["therapists"] == ["2", "9"]
    assert [code for _row, code in reasons_of(brought)] == [
        "left_therapist",
        "left_therapist",
        "blocked_time",
        "left_therapist",
        "left_therapist",
    ]
    begin.look_again(
        brought=brought, options={"therapists": {"2": world.therapist.public_id}}, user=owner, now=NOW
    )
    work_off(fresh(brought).checking)
    brought = let_in(fresh(brought), NOW)
    assert counts_of(brought) == {"new": 3, "refused": 2, "fulfilled": 1, "booked": 1, "cancelled": 1}
    assert reasons_of(brought) == [(4, "blocked_time"), (6, "left_therapist")]
    first = Appointment.objects.order_by("starts_at")[0]
    assert first.starts_at == datetime(2027, 5, 3, 13, tzinfo=UTC)
    assert first.created_at == datetime(2027, 4, 20, 14, tzinfo=UTC)


def test_walls_are_seen_before_and_hold(world: World, owner: User) -> None:
    ada, _mei = (make_patient(world.clinic, first_name=name, last_name="Chen") for name in ("Ada", "Mei"))
    make_appointment(world, world.at("2027-06-21", "10:00"), patient=ada)
    content = visits_csv(
        "a,,Ada Chen,Maya,Massage,2027-06-21 10:00,60,booked",  # written down here already
        "b,,Mei Chen,Maya,Massage,2027-06-21 10:30,60,booked",  # the therapist has Ada
        "c,,Mei Chen,Maya,Massage,2027-06-22 10:00,60,booked",
        "d,,Mei Chen,Maya,Massage,2027-06-22 10:30,60,booked",  # overlaps the row above
        "e,,Mei Chen,Maya,Massage,2027-06-22 10:30,60,cancelled",
        "f,,Nobody Known,Maya,Massage,2027-06-23 10:30,60,booked",
        "g,,Mei Chen,Maya,Massage,2027-03-14 02:30,60,completed",  # the clock is set forward
        "h,,Mei Chen,Maya,Massage,2026-11-01 01:30,60,completed",  # the clock is set back
        "i,,Mei Chen,Maya,Massage,2027-06-24 10:30,1440,booked",
    )
    brought = hand_in(world.clinic, owner, content, NOW)
    said = [
        (3, "therapist_busy"),
        (5, "therapist_busy"),
        (7, "unknown_patient"),
        (8, "time_skipped"),
        (9, "time_twice"),
        (10, "bad_length"),
    ]
    assert reasons_of(brought) == said
    assert Appointment.objects.count() == 1
    brought = let_in(brought, NOW)
    assert reasons_of(brought) == said
    assert counts_of(brought) == {"new": 2, "here": 1, "refused": 6, "booked": 1, "cancelled": 1}


def test_what_is_taken_between_look_and_write_is_refused(world: World, owner: User) -> None:
    """The judge says yes on what it read; then somebody books: the constraint says no, to this row alone."""
    make_patient(world.clinic, first_name="Mei", last_name="Chen")
    rows = [f"{n},,Mei Chen,Maya,Massage,2027-06-2{n} 10:00,60,booked" for n in (1, 2, 3)]
    brought = hand_in(world.clinic, owner, visits_csv(*rows), NOW)
    run = begin.let_in(brought=brought, user=owner, now=NOW)
    claimed = claim(run.pk, NOW)
    assert claimed is not None
    through = _Through(claimed, NOW)
    judge = through._make_judge().judge  # type: ignore[union-attr]
    verdicts = judge(through.rows, NOW)
    make_appointment(world, world.at("2027-06-22", "10:30"))
    from bookings.imports.bring import bring_visits

    turned = bring_visits(through.of, through.house, verdicts, NOW, with_reminders=False)  # type: ignore[arg-type]
    assert [(one.outcome, one.why.code if one.why else "") for one in turned] == [
        ("new", ""), ("refused", "therapist_busy"), ("new", ""),
    ]  # fmt: skip


def test_two_of_one_name_need_more(world: World, owner: User) -> None:
    for email in ("one@example.org", "two@example.org"):
        make_patient(world.clinic, first_name="Mei", last_name="Chen", email=email)
    content = (
        b"patient,email,therapist,service,start\n"
        b"Mei Chen,,Maya,Massage,2027-06-21 10:00\n"
        b'"Chen, Mei",two@example.org,Maya,Massage,2027-06-22 10:00\n'
        b"Chen Mei,three@example.org,Maya,Massage,2027-06-23 10:00\n"
    )
    brought = let_in(hand_in(world.clinic, owner, content, NOW), NOW)
    assert reasons_of(brought) == [(2, "several_patients"), (4, "unknown_patient")]
    assert Appointment.objects.values_list("patient__email", flat=True).get() == "two@example.org"


@pytest.mark.parametrize("with_reminders", [False, True])
def test_nobody_hears_of_it_but_by_a_wished_reminder(world: World, owner: User, with_reminders: bool) -> None:
    BookingPolicy.objects.filter(clinic=world.clinic).update(reminder_offsets_hours=[24, 2])
    Webhook.objects.create(clinic=world.clinic, url="https://example.org/hook", secret="s")
    mei = make_patient(world.clinic, first_name="Mei", last_name="Chen")
    tomorrow = (NOW + timedelta(hours=20)).astimezone(world.zone).strftime("%Y-%m-%d %H:%M")
    content = visits_csv(
        "1,,Mei Chen,Maya,Massage,2027-05-21 10:00,60,completed",
        "2,,Mei Chen,Maya,Massage,2027-06-21 10:00,60,booked",
        "3,,Mei Chen,Maya,Massage,2027-06-22 10:00,60,cancelled",
        f"4,,Mei Chen,Maya,Massage,{tomorrow},60,booked",
    )
    let_in(hand_in(world.clinic, owner, content, NOW), NOW, with_reminders=with_reminders)
    planned = Notification.objects.order_by("send_at").values_list("kind", "offset_hours", "patient")
    # Of tomorrow's visit the reminder of the day before has passed: it is not made up for.
    assert list(planned) == (
        [("reminder", 2, mei.pk), ("reminder", 24, mei.pk), ("reminder", 2, mei.pk)] if with_reminders else []
    )
    assert set(AppointmentEvent.objects.values_list("kind", flat=True)) == {"imported"}
    assert not WebhookDelivery.objects.exists()
    plan_staff_mail(now=NOW + timedelta(hours=20))
    assert not Notification.objects.filter(kind=Notification.Kind.NEW_BOOKINGS).exists()


def test_places_and_zones(world: World, owner: User) -> None:
    from bookings.models import Location

    west = Location.objects.create(clinic=world.clinic, name="West Coast", time_zone="America/Los_Angeles")
    Room.objects.create(clinic=world.clinic, location=west, name="Bay")
    make_patient(world.clinic, first_name="Mei", last_name="Chen")
    content = (
        b"patient,therapist,service,location,start\n"
        b"Mei Chen,Maya,Massage,West Coast,2027-06-21 10:00\n"
        b"Mei Chen,Maya,Massage,Main Street,2027-06-22 10:00\n"
        b"Mei Chen,Maya,Massage,,2027-06-23 10:00\n"
    )
    brought = let_in(hand_in(world.clinic, owner, content, NOW), NOW)
    assert reasons_of(brought) == [(4, "no_place")]
    assert [v.starts_at.hour for v in Appointment.objects.order_by("starts_at")] == [17, 14]


def test_history_without_a_free_room_is_told(world: World, owner: User) -> None:
    second = make_world().therapist
    second.clinic, second.first_name, second.last_name = world.clinic, "Jonas", "Lind"
    second.save()
    for name in ("Mei", "Ada"):
        make_patient(world.clinic, first_name=name, last_name="Chen")
    content = visits_csv(
        "1,,Mei Chen,Maya,Massage,2027-05-21 10:00,60,completed",
        "2,,Ada Chen,Jonas,Massage,2027-05-21 10:00,60,completed",
    )
    assert reasons_of(hand_in(world.clinic, owner, content, NOW)) == [(3, "no_room")]
